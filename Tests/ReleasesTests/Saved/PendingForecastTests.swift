import Charts
import Kubernetes
import TestParts
import Testing
import Value

@testable import Releases

/// Plans of a release that somebody has left under work, or is at work on.
@Suite(.timeLimit(.minutes(5)))
struct PendingForecastTests {
    @Test func aPlanSaysWhatItStandsOn() {
        #expect(
            Recovery.recover(because: "revision 2 is pending-upgrade: run a died at it").remark
                == "revision 2 is pending-upgrade: run a died at it; the next run marks it failed first")
        #expect(
            Recovery.leave(because: "revision 2 is pending-upgrade: Helm is at work on it", hint: "wait for that Helm")
                .remark
                == "revision 2 is pending-upgrade: Helm is at work on it; no run begins before that has ended: wait for "
                + "that Helm")
    }

    @Test func aReleaseThatIsPendingByHelmIsSaidToBeSo() async throws {
        let engine = try await Live.driver()
        let namespace = Live.unique()
        var request = try TestChart.plain.request("demo", in: namespace)
        request.options.mode = .upgradeOrInstall
        _ = try await engine.ensure(request)
        let before = try await engine.plan(request)
        #expect(!before.warnings.contains { $0.contains("release recover") })
        try await Live.client().rewriteRecord("demo", revision: 1, in: namespace, status: "pending-upgrade")
        // As a Helm has it: without a mark of ours.
        let changes = try await engine.plan(request)
        let removal = try #require(try await engine.removalPlan("demo", namespace: namespace))
        for warnings in [changes.warnings, removal.warnings] {
            #expect(
                warnings.contains {
                    $0.hasPrefix("revision 1 is pending-upgrade since ") && $0.contains("release recover demo")
                }, "\(warnings)")
        }
    }
}
