import Events
import HTTP
import Providers
import Releases
import Sandbox
import Synchronization
import TestSupport
import Testing
import Value

@testable import Deployments

/// A deployment of which no revision was ever whole, and that does not become ready: nothing could come back.
@Suite(.timeLimit(.minutes(3)))
struct NeverWholeTests {
    @Test func whatWasNeverWholeStaysAsItIs() async throws {
        let fault = SandboxFault(
            kind: "DynamoGraphDeployment", name: "qwen3", fault: "failed", message: "no license for vllm")
        let isRefused = Mutex(true)
        try await SandboxCluster.with(
            faults: [fault],
            transport: {
                MeddlingTransport($0) { request, _ in
                    // The first revision fails half-way: its record is there, and its object is not.
                    guard request.method == "PATCH", request.path.contains("/dynamographdeployments/"),
                        !request.path.contains("dryRun"), isRefused.withLock({ $0 })
                    else { return nil }
                    return .status(403, "Forbidden", "admission is closed")
                }
            }
        ) { cluster in
            let engine = cluster.engine()
            func deploy(_ onFailure: OperatorDefinition.FailurePolicy) async throws {
                var request = try SandboxCluster.request()
                request[.gpu] = 0
                request.onFailure = onFailure
                _ = try await engine.deploy(
                    try await engine.plan(request), smokeTest: false, timeout: .seconds(60), events: NoEvents())
            }
            func statuses() async throws -> [String] {
                try await cluster.driver.history("qwen3", namespace: "models").map(\.status)
            }
            await #expect(throws: (any Error).self) { try await deploy(.fail) }
            #expect(try await statuses() == ["failed"])

            isRefused.withLock { $0 = false }
            let error = try await #require(throws: DeploymentError.self) { try await deploy(.rollback) }
            #expect(error.code == .failed)
            #expect(
                error.message.hasSuffix("; it stays as it is, since there is no revision to go back to"), "\(error)")
            #expect(try await statuses() == ["failed", "deployed"])
            #expect(try await cluster.exists("qwen3"), "what never was whole may serve all the same")
        }
    }
}
