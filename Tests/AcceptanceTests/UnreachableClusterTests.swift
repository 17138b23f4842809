import FoundationEssentials
import TestParts
import Testing
import Value

/// A server that does not answer: said once, soon, and never as if the cluster were wrong.
@Suite(.timeLimit(.minutes(10))) struct UnreachableClusterTests {
    static let commands = [
        ["preflight", "--provider", "dynamo"], ["deploy", "Qwen/Qwen3-0.6B"], ["status"], ["deployments", "list"],
        ["install", "dynamo", "--chart", "\(TestParts.projectRoot)/charts/sandbox-operator"],
        ["bootstrap", "-f", "\(TestParts.projectRoot)/examples/qwen.yaml"],
    ]

    @Test(arguments: commands)
    func aRefusedConnectionIsUndecided(_ command: [String]) async throws {
        try await HangingServer.withRefusingPort { port in
            try await withKubeconfig(server: "https://127.0.0.1:\(port)") { kubeconfig in
                let (result, took) = try await timed(command + ["--kubeconfig", kubeconfig])
                #expect(result.exitCode == 3, "\(result)")
                // Generous, because many programs start at once here; a time-out would take longer.
                #expect(took < .seconds(20), "\(took)")
                #expect(result.standardError.contains("connection refused"), "\(result)")
                #expect(result.standardError.contains("127.0.0.1:\(port)"), "\(result)")
                #expect("\(result)".contains("next: "), "\(result)")
                #expect(!"\(result)".contains("s3cr3t"), "a secret is shown")
            }
        }
    }

    /// Every check that needs the cluster waits for one answer, not for one each.
    @Test func aSilentServerCostsOneTimeOut() async throws {
        try await HangingServer.with { server in
            try await withKubeconfig(server: "http://\(server.address)") { kubeconfig in
                let (result, took) = try await timed([
                    "preflight", "--model", "Qwen/Qwen3-0.6B", "--kubeconfig", kubeconfig, "-o", "json",
                ])
                #expect(result.exitCode == 3, "\(result)")
                #expect(took < .seconds(45), "\(took)")
                let cluster = try result.check("cluster")
                #expect(cluster["verdict"] == "unknown", "\(cluster)")
                #expect(cluster["unknown"]?["code"] == "timeout", "\(cluster)")
                for id in ["crds", "gpu-nodes"] {
                    #expect(try result.check(id)["verdict"] == "skipped", "\(result)")
                }
            }
        }
    }

    @Test func anUnreachableRepositoryIsUndecided() async throws {
        try await HangingServer.withRefusingPort { port in
            let repository = "http://127.0.0.1:\(port)"
            let (result, _) = try await timed([
                "install", "dynamo", "--sandbox", "--chart", "dynamo-platform", "--repo", repository,
            ])
            #expect(result.exitCode == 3, "\(result)")
            #expect(result.standardError.contains("\(repository)/index.yaml: connection refused"), "\(result)")
            #expect(result.standardError.contains("\n  next: "), "\(result)")
        }
    }

    private func timed(_ arguments: [String]) async throws -> (CommandResult, Duration) {
        let clock = ContinuousClock()
        let start = clock.now
        let result = try await Groundcrew.run(arguments)
        return (result, clock.now - start)
    }

    private func withKubeconfig<Result: Sendable>(
        server: String, _ body: (_ path: String) async throws -> Result
    ) async throws -> Result {
        try await TestParts.withTemporaryFolder { folder in
            let path = "\(folder)/kubeconfig"
            try """
            apiVersion: v1
            kind: Config
            current-context: far
            contexts: [{name: far, context: {cluster: far, user: me}}]
            clusters: [{name: far, cluster: {server: "\(server)"}}]
            users: [{name: me, user: {token: s3cr3t}}]
            """.write(toFile: path, atomically: true, encoding: .utf8)
            return try await body(path)
        }
    }
}
