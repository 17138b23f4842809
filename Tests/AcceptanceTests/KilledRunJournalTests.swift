import Subprocess
import TestParts
import Testing
import Value

/// `kill -9` leaves a journal that says how far a run came, and the next run goes on from there.
@Suite(.timeLimit(.minutes(10))) struct KilledRunJournalTests {
    private func runs(_ cluster: ControlPlane, _ namespace: String) async throws -> [Value] {
        let listed = try await Groundcrew.run("runs", "list", "-n", namespace, "-o", "json", on: cluster)
        #expect(listed.exitCode == 0, "\(listed)")
        return try listed.json()["runs"]?.array ?? []
    }

    @Test func bootstrapGoesOnFromAKilledRunAndLooksAtEverythingAgain() async throws {
        try await OperatorChart.with(.folder, holdsCRDs: true) { operators in
            try await BootstrapText.with(BootstrapText.text(operators: operators)) { file in
                try await PlayedCluster.with { cluster, played in
                    let end = try await played.play(PlayedCluster.Part(model: .staysSilent)) {
                        try await RunningGroundcrew.interrupt(["bootstrap", "-f", file], on: cluster, with: .kill) {
                            try await !played.objects(at: PlayedCluster.deployments).isEmpty
                        }
                    }
                    #expect(end.exitCode == 137, "\(end)")
                    let killed = try #require(try await runs(cluster, "dynamo-system").first)
                    #expect(killed["state"] == "died", "\(killed)")
                    #expect(killed["command"] == "groundcrew bootstrap")
                    let id = try #require(killed["id"]?.string)
                    let shown = try await Groundcrew.run("runs", "show", id, "-n", "dynamo-system", on: cluster)
                    #expect(shown.standardOutput.contains("state      died: its process is gone"), "\(shown)")

                    let next = try await played.play(PlayedCluster.Part()) {
                        // The silent operator has said nothing of it yet.
                        try await Groundcrew.run("bootstrap", "-f", file, on: cluster)
                    }
                    #expect(next.exitCode == 0, "\(next)")
                    #expect(
                        next.standardError.contains(
                            "going on from run \(id), which died: it had finished operator/dynamo-platform (created)"),
                        "\(next)")
                    #expect(
                        next.standardError.contains("operator/dynamo-platform: as run \(id) left it"), "\(next)")
                    #expect(try await runs(cluster, "dynamo-system").map { $0["state"] } == ["done", "died"])
                }
            }
        }
    }
}
