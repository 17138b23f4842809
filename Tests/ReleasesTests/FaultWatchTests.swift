import Readiness
import Testing

@testable import Releases

/// When waiting is in vain.
@Suite struct FaultWatchTests {
    private func look(
        _ phase: ResourceStatus.Phase = .inProgress, _ causes: [PodDiagnosis] = []
    ) -> FaultWatch.Look {
        FaultWatch.Look(title: "Deployment.apps ns/web", status: ResourceStatus(phase, "ready 0/1"), causes: causes)
    }

    private let pull = PodDiagnosis(cause: .imagePull, message: "no such image", object: "pod/web-1")

    @Test func aFaultMustLast() {
        var watch = FaultWatch()
        #expect(watch.verdict([look(.inProgress, [pull])], at: .seconds(1)) == nil)
        #expect(watch.verdict([look(.inProgress, [pull])], at: .seconds(20)) == nil)
        let verdict = watch.verdict([look(.inProgress, [pull])], at: .seconds(21))
        #expect(verdict?.message == "Deployment.apps ns/web cannot become ready: pod/web-1: no such image")
        #expect(verdict?.hint == pull.hint)
    }

    @Test func aFaultThatPassesStartsAnewF47() {
        var watch = FaultWatch()
        #expect(watch.verdict([look(.failed)], at: .seconds(1)) == nil)
        #expect(watch.verdict([look(.inProgress)], at: .seconds(15)) == nil)
        #expect(watch.verdict([look(.failed)], at: .seconds(25)) == nil)
        #expect(watch.verdict([look(.failed)], at: .seconds(45))?.message.contains("has failed: ready 0/1") == true)
    }

    @Test(arguments: [PodDiagnosis.Cause.crashLoop, .unschedulable, .pullingImage, .failingProbe, .volume])
    func whatMayPassIsWaitedForF44(cause: PodDiagnosis.Cause) {
        var watch = FaultWatch()
        let causes = [PodDiagnosis(cause: cause, message: "m", object: "pod/web-1")]
        #expect(watch.verdict([look(.inProgress, causes)], at: .zero) == nil)
        #expect(watch.verdict([look(.inProgress, causes)], at: .seconds(600)) == nil)
    }

    @Test func aRefusalCountsWithTheObjectsOwnConditionF26() {
        let own = PodDiagnosis(cause: .notCreated, message: "exceeded quota", object: "deployment/web")
        let old = PodDiagnosis(cause: .notCreated, message: "exceeded quota", object: "replicaset/web-old")
        for (cause, isFault) in [(own, true), (old, false)] {
            var watch = FaultWatch()
            _ = watch.verdict([look(.inProgress, [cause])], at: .zero)
            #expect((watch.verdict([look(.inProgress, [cause])], at: .seconds(30)) != nil) == isFault)
        }
    }
}
