import TestParts
import Testing
import Value

/// A model is served when it answers, asked through a real API server; that it is said to run is not enough.
@Suite(.timeLimit(.minutes(10))) struct AnswerTests {
    @Test func aModelThatAnswersIsServed() async throws {
        let result = try await bootstrap(.completion)
        #expect(result.exitCode == 0, "\(result)")
        let model = try #require(try result.json()["deployments"]?[0])
        #expect(model["answer"]?["text"] == "Hello from Qwen/Qwen3-0.6B", "\(model)")
        #expect(model["phase"] == "Running", "\(model)")
        #expect(try result.json()["simulated"] == false)
    }

    @Test func aModelThatAnswersSomethingElseIsNotServed() async throws {
        let result = try await bootstrap(.page)
        #expect(result.exitCode == 1, "\(result)")
        #expect(result.standardError.contains("answers no list of models"), "\(result)")
        #expect(result.standardError.contains("\n  next: "), "\(result)")
        #expect(try result.json()["outcome"] == "notServed", "\(result)")
        #expect(try result.json()["deployments"]?.array?.isEmpty == true, "\(result)")
    }

    private func bootstrap(_ answer: ModelServer.Answer) async throws -> CommandResult {
        try await OperatorChart.with(.folder, holdsCRDs: true) { operators in
            try await BootstrapText.with(BootstrapText.text(operators: operators, smokeTest: true)) { file in
                try await PlayedCluster.with { cluster, played in
                    try await ModelServer.with(answer) { server in
                        try await played.addFrontend(of: "qwen3", namespace: "models", server: server, in: cluster)
                        return try await played.play {
                            try await Groundcrew.run("bootstrap", "-f", file, "-o", "json", on: cluster)
                        }
                    }
                }
            }
        }
    }
}
