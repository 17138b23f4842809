import Readiness
import Testing
import Waiting

@testable import Deployments

/// What a wait makes of a deployment's status.
@Suite struct DeploymentJudgementTests {
    private func judgement(
        _ phase: DeploymentPhase, patience: Duration? = nil, wantsNoWorker: Bool = false
    ) -> Judgement {
        var status = DeploymentStatus(
            name: "a", namespace: "b", provider: "p", model: nil, engine: nil, phase: phase, message: "words",
            desired: 2, ready: 1, pods: [], causes: [], endpoint: nil)
        status.patience = patience
        return DeploymentEngine.judgement(of: status, wantsNoWorker: wantsNoWorker)
    }

    @Test(arguments: [
        (DeploymentPhase.running, true), (.failed, false), (.pending, false), (.deploying, false), (.degraded, false),
        (.terminating, false), (.stopped, false), (.unknown, false),
    ])
    func onlyWhatRunsIsDone(phase: DeploymentPhase, isMet: Bool) {
        let judgement = judgement(phase)
        #expect(judgement.isMet == isMet)
        #expect(judgement.label == phase.rawValue)
        #expect(judgement.status.message == "words")
        #expect(judgement.status.desired == 2)
        #expect(judgement.status.ready == 1)
    }

    @Test(arguments: [(DeploymentPhase.stopped, true), (.running, true), (.failed, false), (.pending, false)])
    func whatAsksForNoWorkerIsDoneWhenStopped(phase: DeploymentPhase, isMet: Bool) {
        #expect(judgement(phase, wantsNoWorker: true).isMet == isMet)
    }

    @Test(arguments: DeploymentPhase.allCases)
    func onlyAFailureIsAFault(phase: DeploymentPhase) {
        #expect(judgement(phase).faults.map(\.cause) == (phase == .failed ? [.reported] : []))
    }

    @Test func aStateThatMostlyPassesIsTrouble() {
        let faults = judgement(.pending, patience: .seconds(300)).faults
        #expect(faults == [Fault(.trouble, "words", patience: .seconds(300))])
    }
}
