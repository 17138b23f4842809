import Subprocess
import TestParts
import Testing
import Value

/// A run that is stopped part-way stops at once, and the next one goes on.
@Suite(.timeLimit(.minutes(10))) struct InterruptTests {
    @Test(arguments: Driver.allCases)
    func endsAtOnceAndTheNextRunGoesOn(_ driver: Driver) async throws {
        try await OperatorChart.with(.folder, holdsCRDs: true) { operators in
            try await BootstrapText.with(BootstrapText.text(operators: operators)) { file in
                try await PlayedCluster.with { cluster, played in
                    let arguments = ["bootstrap", "-f", file] + (try driver.arguments())

                    // Nothing becomes ready, so the driver waits for the operator's pods.
                    try await played.play(PlayedCluster.Part(podsRun: false)) {
                        let end = try await RunningGroundcrew.interrupt(arguments, on: cluster, with: .interrupt) {
                            guard try await !played.objects(at: "/api/v1/namespaces/dynamo-system/pods").isEmpty
                            else { return false }
                            let other = try await Groundcrew.run(arguments, on: cluster)
                            #expect(other.exitCode == 5, "a second run leaves the first alone: \(other)")
                            return true
                        }
                        expectCleanEnd(end)
                    }
                    // The operator runs, and says nothing about the model.
                    try await played.play(PlayedCluster.Part(model: .staysSilent)) {
                        let end = try await RunningGroundcrew.interrupt(arguments, on: cluster, with: .terminate) {
                            try await !played.objects(at: PlayedCluster.deployments).isEmpty
                        }
                        expectCleanEnd(end)
                    }
                    try await played.play {
                        let result = try await Groundcrew.run(arguments, on: cluster)
                        #expect(result.exitCode == 0, "\(result)")
                        let releases = try await HelmRelease.list(cluster, by: .helm4)
                        #expect(releases.map(\.name) == ["dynamo-platform", "qwen3"])
                        #expect(releases.allSatisfy { $0.status == "deployed" }, "\(releases)")
                    }
                }
            }
        }
    }

    private func expectCleanEnd(_ end: RunningGroundcrew.End) {
        #expect(end.exitCode == 130, "\(end)")
        // Within a second by itself; others are at work here.
        #expect(end.took < .seconds(5), "\(end)")
        #expect(end.leftBehind.isEmpty, "\(end)")
        #expect(end.standardError.contains("groundcrew: interrupted\n  next: "), "\(end)")
    }
}
