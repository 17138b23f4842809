import TestParts
import Testing
import Value

/// Replicas, two models and disaggregated serving in one file, on a real API server.
@Suite(.timeLimit(.minutes(10))) struct MixedFileTests {
    private static let tiny = "TinyLlama/TinyLlama-1.1B-Chat-v1.0"

    @Test(arguments: Driver.allCases)
    func isServedAndThenChangesNothing(_ driver: Driver) async throws {
        try await serving { cluster, played, file in
            let arguments = ["bootstrap", "-f", file, "-o", "json"] + (try driver.arguments())
            let first = try await Groundcrew.run(arguments, on: cluster)
            try #require(first.exitCode == 0, "\(first)")
            let json = try first.json()
            #expect(json["outcome"] == "served", "\(first)")
            #expect(json["simulated"] == false)
            let models = try #require(json["deployments"]?.array)
            #expect(models.map { $0["name"] } == ["qwen3", "tiny"], "\(first)")
            #expect(models.map { $0["phase"] } == ["Running", "Running"], "\(first)")
            // Qwen has a frontend and two workers; TinyLlama a frontend, and two workers for either half of a request.
            #expect(models.map { $0["replicas"]?["desired"] } == [3, 5], "\(first)")
            #expect(models.map { $0["replicas"]?["ready"] } == [3, 5], "\(first)")
            #expect(
                models.map { $0["answer"]?["text"] } == [
                    "Hello from Qwen/Qwen3-0.6B", .string("Hello from \(Self.tiny)"),
                ], "\(first)")

            let deployed = try await played.objects(at: PlayedCluster.deployments)
            #expect(
                deployed.map(Self.components) == [
                    ["Frontend 1", "Worker 2"], ["Frontend 1", "Prefill 2", "Decode 2"],
                ])

            let second = try await Groundcrew.run(arguments, on: cluster)
            #expect(second.exitCode == 0, "\(second)")
            #expect(try second.json()["changedNothing"] == true, "\(second)")
            let after = try await played.objects(at: PlayedCluster.deployments)
            #expect(
                after.map { $0["metadata"]?["resourceVersion"] }
                    == deployed.map { $0["metadata"]?["resourceVersion"] })
        }
    }

    private static func components(of deployment: Value) -> [String] {
        (deployment["spec"]?["components"]?.array ?? []).map {
            "\($0["name"]?.string ?? "") \($0["replicas"]?.integer ?? 0)"
        }
    }

    private func serving(
        _ body: @escaping @Sendable (ControlPlane, PlayedCluster, _ file: String) async throws -> Void
    ) async throws {
        try await OperatorChart.with(.folder, holdsCRDs: true) { operators in
            try await BootstrapText.with(Self.text(operators: operators)) { file in
                try await PlayedCluster.with { cluster, played in
                    try await ModelServer.with { qwen in
                        try await ModelServer.with(model: Self.tiny) { tiny in
                            try await played.addFrontend(of: "qwen3", namespace: "models", server: qwen, in: cluster)
                            try await played.addFrontend(of: "tiny", namespace: "other", server: tiny, in: cluster)
                            try await played.play { try await body(cluster, played, file) }
                        }
                    }
                }
            }
        }
    }

    private static func text(operators: String) -> String {
        """
        apiVersion: groundcrew/v1
        kind: Bootstrap
        \(operators)
        models:
          - id: Qwen/Qwen3-0.6B
            name: qwen3
            namespace: models
            engine: vllm
            replicas: 2
          - id: \(tiny)
            name: tiny
            namespace: other
            mode: disaggregated
            replicas: 2
        timeouts: {operators: 90, models: 90}

        """
    }
}
