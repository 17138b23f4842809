import TestParts
import Testing
import Value

/// What is installed and deployed step by step is seen, and goes again without a trace.
@Suite(.timeLimit(.minutes(10))) struct LifecycleTests {
    @Test(arguments: Driver.allCases)
    func installsDeploysShowsAndRemoves(_ driver: Driver) async throws {
        let driving = try driver.arguments()
        try await TestParts.withTemporaryFolder { folder in
            let chart = try OperatorChart.make(in: folder, holdsCRDs: true)
            try await PlayedCluster.with { cluster, played in
                try await played.play {
                    func run(_ arguments: String..., exitCode: Int32 = 0) async throws -> CommandResult {
                        let result = try await Groundcrew.run(arguments, on: cluster)
                        #expect(result.exitCode == exitCode, "\(arguments): \(result)")
                        return result
                    }
                    func drive(_ arguments: String..., exitCode: Int32 = 0) async throws -> CommandResult {
                        let result = try await Groundcrew.run(arguments + driving, on: cluster)
                        #expect(result.exitCode == exitCode, "\(arguments): \(result)")
                        return result
                    }

                    let missing = try await drive("deploy", "Qwen/Qwen3-0.6B", "--provider", "dynamo", exitCode: 1)
                    #expect(missing.standardError.contains("NVIDIA Dynamo is not installed\n  next: "), "\(missing)")

                    let installed = try await drive("install", "dynamo", "--chart", chart)
                    #expect(installed.standardOutput.contains("in namespace dynamo-system: created"), "\(installed)")
                    _ = try await drive("deploy", "Qwen/Qwen3-0.6B", "-n", "models", "--no-smoke")

                    let status = try await run("status", "-o", "json").json()
                    #expect(status["operators"]?[0]?["status"] == "deployed", "\(status)")
                    #expect(status["operators"]?[0]?["version"] == "1.5.1", "\(status)")
                    #expect(status["deployments"]?[0]?["phase"] == "Running", "\(status)")
                    let shown = try await run("deployments", "show", "qwen3-0-6b", "-n", "models", "-o", "json").json()
                    #expect(shown["model"] == "Qwen/Qwen3-0.6B", "\(shown)")
                    #expect(shown["endpoint"]?["url"]?.string?.contains("qwen3-0-6b-frontend.models.svc") == true)
                    let listed = try await run("deployments", "list", "-A")
                    #expect(listed.standardOutput.contains("models"), "\(listed)")

                    let refused = try await drive("uninstall", "dynamo", exitCode: 1)
                    #expect(refused.standardError.contains("qwen3-0-6b"), "\(refused)")
                    #expect(refused.standardError.contains("\n  next: "), "\(refused)")
                    _ = try await drive("deployments", "delete", "qwen3-0-6b", "-n", "models")
                    _ = try await drive("uninstall", "dynamo")
                    #expect(try await HelmRelease.list(cluster, by: .helm3).isEmpty)
                    #expect(try await played.objects(at: PlayedCluster.deployments).isEmpty)
                    let left = try await cluster.kubectl(
                        "get", "deployments,serviceaccounts,clusterroles,clusterrolebindings", "-A", "-o", "name", "-l",
                        "app.kubernetes.io/instance=dynamo-platform")
                    #expect(left.standardOutput.isEmpty, "\(left)")
                    let crd = try await cluster.kubectl("get", "crd", "-o", "name")
                    #expect(crd.standardOutput.contains("dynamographdeployments.nvidia.com"), "CRDs stay: \(crd)")

                    let again = try await drive("uninstall", "dynamo")
                    #expect(again.standardOutput.contains("was not installed"), "\(again)")
                    _ = try await drive("deployments", "delete", "qwen3-0-6b", "-n", "models", exitCode: 1)
                }
            }
        }
    }
}
