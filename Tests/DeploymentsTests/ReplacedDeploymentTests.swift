import Events
import Providers
import Sandbox
import TestSupport
import Testing
import Value

@testable import Deployments

/// What is said of a deployment that went for another which did not come up.
@Suite(.timeLimit(.minutes(3)))
struct ReplacedDeploymentTests {
    /// vLLM's is there, and Dynamo's fails in its place.
    private func failure(rollsBack: Bool) async throws -> DeploymentError {
        let fault = SandboxFault(
            kind: "DynamoGraphDeployment", name: "qwen3", fault: "failed", message: "no license for vllm")
        return try await SandboxCluster.with(faults: [fault]) { cluster in
            let engine = cluster.engine()
            func deploy(_ provider: String) async throws {
                var request = try SandboxCluster.request()
                request.provider = provider
                request[.gpu] = 0
                if rollsBack { request.onFailure = .rollback }
                _ = try await engine.deploy(
                    try await engine.plan(request), smokeTest: false, timeout: .seconds(60), events: NoEvents())
            }
            try await deploy("vllm")
            return try await #require(throws: DeploymentError.self) { try await deploy("dynamo") }
        }
    }

    @Test func whatWentIsNamedWithTheWayBack() async throws {
        let error = try await failure(rollsBack: false)
        #expect(error.code == .failed)
        #expect(error.message.hasSuffix("; vllm's deployment was removed for it"), "\(error)")
        #expect(error.hint?.hasPrefix("kubectl describe ") == true, "\(error.hint ?? "")")
        #expect(
            error.hint?.hasSuffix("; groundcrew release rollback qwen3 1 -n models brings it back") == true,
            "\(error.hint ?? "")")
    }

    /// Objects that are gone tell nothing.
    @Test func whatWasThrownBackIsNotDescribed() async throws {
        let error = try await failure(rollsBack: true)
        #expect(error.message.hasSuffix("; it was rolled back to revision 1"), "\(error)")
        #expect(error.hint == nil)
    }
}
