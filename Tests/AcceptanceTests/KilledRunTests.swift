import FoundationEssentials
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

    /// Helm says that it was stopped before it cleans up, to nobody by then.
    @Test func whatHelmSaysAfterwardsDoesNotEndIt() async throws {
        try await TestParts.withTemporaryFolder { folder in
            let chart = try OperatorChart.make(in: folder, holdsCRDs: true)
            let helm = "\(folder)/helm"
            try """
            #!/bin/bash
            if [[ $1 != upgrade ]]; then exec "\(try TestParts.path(.helm4))" "$@"; fi
            trap 'sleep 1; echo stopped && echo stopped >&2 && touch "\(folder)/cleaned"; exit 1' TERM
            touch "\(folder)/started"
            while :; do sleep 0.1; done
            """.write(toFile: helm, atomically: true, encoding: .utf8)
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: helm)
            try await ControlPlane.with { cluster in
                let arguments = ["install", "dynamo", "--chart", chart, "--driver", "helm", "--helm", helm]
                let end = try await RunningGroundcrew.interrupt(
                    arguments, on: cluster, with: .kill, settling: .seconds(10)
                ) {
                    FileManager.default.fileExists(atPath: "\(folder)/started")
                }
                #expect(end.exitCode == 137, "\(end)")
                #expect(end.leftBehind.isEmpty, "\(end)")
                #expect(FileManager.default.fileExists(atPath: "\(folder)/cleaned"))
            }
        }
    }
}
