import Readiness
import Testing

@testable import Deployments

@Suite struct WaitJudgeTests {
    private let start = ContinuousClock.now

    private func status(
        _ phase: DeploymentPhase = .deploying, _ message: String = "starting", causes: [PodDiagnosis.Cause] = [],
        ready: Int64? = nil
    ) -> DeploymentStatus {
        DeploymentStatus(
            name: "a", namespace: "b", provider: "p", model: nil, engine: nil, phase: phase, message: message,
            desired: 2, ready: ready, pods: [],
            causes: causes.map { PodDiagnosis(cause: $0, message: "because of \($0)", object: "pod/a") }, endpoint: nil)
    }

    @Test(arguments: [
        (DeploymentPhase.running, WaitJudge.Decision.settled), (.failed, .failed), (.pending, .goOn),
        (.deploying, .goOn), (.degraded, .goOn), (.terminating, .goOn), (.stopped, .goOn), (.unknown, .goOn),
    ])
    func followsThePhase(phase: DeploymentPhase, decision: WaitJudge.Decision) {
        #expect(WaitJudge(patience: .seconds(60)).judge(status(phase), at: start).decision == decision)
    }

    @Test(arguments: [
        (DeploymentPhase.stopped, WaitJudge.Decision.settled), (.running, .settled), (.failed, .failed),
        (.pending, .goOn), (.terminating, .goOn),
    ])
    func whatAsksForNoWorkerIsDoneWhenStopped(phase: DeploymentPhase, decision: WaitJudge.Decision) {
        let judge = WaitJudge(patience: .seconds(60), wantsNoWorker: true)
        #expect(judge.judge(status(phase), at: start).decision == decision)
    }

    @Test(arguments: PodDiagnosis.Cause.allCases)
    func onlyFaultsThatNeedAChangeEndTheWait(cause: PodDiagnosis.Cause) {
        let judge = WaitJudge(patience: .seconds(60))
        let faulty = status(causes: [cause])
        #expect(judge.judge(faulty, at: start).decision == .goOn)
        #expect(judge.judge(faulty, at: start + .seconds(59)).decision == .goOn)
        // F44: an image on its way is not a fault, however long it takes; F37: GPUs may come free.
        let patient: Set<PodDiagnosis.Cause> = [.unschedulable, .volume, .evicted, .failingProbe, .pullingImage]
        #expect(judge.judge(faulty, at: start + .seconds(60)).decision == (patient.contains(cause) ? .goOn : .failed))
    }

    @Test func aFaultThatWentAwayStartsAnew_F47() {
        let judge = WaitJudge(patience: .seconds(60))
        let faulty = status(causes: [.crashLoop])
        #expect(judge.judge(faulty, at: start).decision == .goOn)
        #expect(judge.judge(status(), at: start + .seconds(50)).decision == .goOn)
        #expect(judge.judge(faulty, at: start + .seconds(70)).decision == .goOn)
        #expect(judge.judge(faulty, at: start + .seconds(129)).decision == .goOn)
        #expect(judge.judge(faulty, at: start + .seconds(130)).decision == .failed)
    }

    @Test func aStateThatMostlyPassesEndsTheWaitOnceItLasts() {
        let judge = WaitJudge(patience: .zero)
        var failing = status(.pending, "the server is away (the operator tries again)")
        failing.patience = .seconds(300)
        #expect(judge.judge(failing, at: start).decision == .goOn)
        #expect(judge.judge(status(), at: start + .seconds(299)).decision == .goOn)
        #expect(judge.judge(failing, at: start + .seconds(301)).decision == .goOn)
        #expect(judge.judge(failing, at: start + .seconds(600)).decision == .goOn)
        #expect(judge.judge(failing, at: start + .seconds(601)).decision == .failed)
    }

    @Test func runningWinsOverAFaultOfAPod() {
        let judge = WaitJudge(patience: .zero)
        #expect(judge.judge(status(.running, causes: [.crashLoop]), at: start).decision == .settled)
    }

    @Test func withoutPatienceTheFirstFaultEndsTheWait() {
        #expect(WaitJudge(patience: .zero).judge(status(causes: [.imagePull]), at: start).decision == .failed)
    }

    @Test func onlyWhatAPersonReadsDifferentlyIsNews() {
        let judge = WaitJudge(patience: .seconds(60))
        #expect(judge.judge(status(), at: start).isNews)
        #expect(!judge.judge(status(), at: start + .seconds(1)).isNews)
        #expect(judge.judge(status(ready: 1), at: start + .seconds(2)).isNews)
        #expect(judge.judge(status(.pending, ready: 1), at: start + .seconds(3)).isNews)
        #expect(judge.judge(status(.pending, "other", ready: 1), at: start + .seconds(4)).isNews)
        #expect(judge.judge(status(.pending, "other", causes: [.volume], ready: 1), at: start + .seconds(5)).isNews)
        #expect(!judge.judge(status(.pending, "other", causes: [.volume], ready: 1), at: start + .seconds(6)).isNews)
    }
}
