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

    @Test func anotherModelsAnswerIsNotTakenForOurs() async throws {
        let result = try await bootstrap(.otherModel)
        #expect(result.exitCode == 1, "\(result)")
        #expect(
            result.standardError.contains("/v1/models does not list Qwen/Qwen3-0.6B, only meta/other"), "\(result)")
        #expect(!"\(result)".contains("Hello from meta/other"), "\(result)")
        #expect(result.standardError.contains("\n  next: "), "\(result)")
    }

    /// The server's answers, and the API server's about it, are broken a few times, as they are while it starts.
    @Test func aServerThatIsLateIsAskedAgainThroughTheAPIServer() async throws {
        let result = try await bootstrap(.completion) { proxy in
            try proxy.inject(.unavailable, .when("GET", path: "/proxy/v1/models", .first(2)))
            try proxy.inject(.reset(.beforeRequest), .when("GET", path: "/proxy/v1/models", .nth(3)))
            try proxy.inject(.status(502, reason: ""), .when("POST", path: "/proxy/v1/chat", .first(2)))
            try proxy.inject(.reset(.afterRequest), .when("GET", path: "/dynamographdeployments.*watch=true", .nth(1)))
        }
        #expect(result.exitCode == 0, "\(result)")
        let model = try #require(try result.json()["deployments"]?[0])
        #expect(model["answer"]?["model"] == "Qwen/Qwen3-0.6B", "\(model)")
    }

    private func bootstrap(
        _ answer: ModelServer.Answer, breaking: @escaping @Sendable (FaultProxy) throws -> Void
    ) async throws -> CommandResult {
        try await played(answer) { cluster, file in
            try await FaultProxy.with(cluster) { proxy in
                try breaking(proxy)
                return try await Groundcrew.run(
                    "bootstrap", "-f", file, "-o", "json", "--kubeconfig", proxy.kubeconfig, on: cluster)
            }
        }
    }

    private func bootstrap(_ answer: ModelServer.Answer) async throws -> CommandResult {
        try await played(answer) { cluster, file in
            try await Groundcrew.run("bootstrap", "-f", file, "-o", "json", on: cluster)
        }
    }

    private func played(
        _ answer: ModelServer.Answer, _ run: @escaping @Sendable (ControlPlane, String) async throws -> CommandResult
    ) async throws -> CommandResult {
        try await OperatorChart.with(.folder, holdsCRDs: true) { operators in
            try await BootstrapText.with(BootstrapText.text(operators: operators, smokeTest: true)) { file in
                try await PlayedCluster.with { cluster, played in
                    try await ModelServer.with(answer) { server in
                        try await played.addFrontend(of: "qwen3", namespace: "models", server: server, in: cluster)
                        return try await played.play { try await run(cluster, file) }
                    }
                }
            }
        }
    }
}
