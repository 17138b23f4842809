import Subprocess
import TestParts
import Testing

/// However a run ends, the Helm that it drives ends with it, and the next run goes on.
@Suite(.timeLimit(.minutes(10))) struct KilledRunTests {
    @Test(arguments: [Driver.helm3, .helm4], [Signal.kill, .terminalClosed, .terminate])
    func leavesNoHelmBehind(_ driver: Driver, _ signal: Signal) async throws {
        try await TestParts.withTemporaryFolder { folder in
            let chart = try OperatorChart.make(in: folder, holdsCRDs: true)
            try await ControlPlane.with { cluster in
                // Without controllers no pod ever runs, so Helm waits.
                let arguments = ["install", "dynamo", "--chart", chart] + (try driver.arguments())
                let end = try await RunningGroundcrew.interrupt(
                    arguments, on: cluster, with: signal, settling: .seconds(10)
                ) {
                    try await HelmRelease.list(cluster, by: .helm3).map(\.status) == ["pending-install"]
                }
                #expect(end.exitCode == (signal == .kill ? 137 : 130), "\(end)")
                #expect(end.leftBehind.isEmpty, "\(end)")
                let left = try await HelmRelease.list(cluster, by: .helm3)
                #expect(left.map(\.status) == ["failed"], "the next run would find it locked: \(left)")
            }
        }
    }
}
