import HTTP
import Kubernetes
import Providers
import Readiness
import Releases
import Sandbox
import Testing
import Value

@testable import Deployments

/// Objects that a provider's contract looks at besides the deployment's own: there, absent, unseen, or not known.
@Suite(.timeLimit(.minutes(3)))
struct RelatedObjectTests {
    private static let workspace: Value = [
        "apiVersion": "kaito.sh/v1beta1", "kind": "Workspace", "metadata": ["name": "chat", "namespace": "models"],
    ]

    /// The Workspace in its context, where its StatefulSet is answered for so; nil lets the cluster answer.
    private static func found(
        _ answer: (code: Int, reason: String)?, isThere: Bool = false
    ) async throws -> FoundDeployment {
        let meddle: @Sendable (MeddlingTransport.Request, Int) throws -> HTTPResponse? = { request, _ in
            guard let answer, request.method == "GET", request.path.contains("/statefulsets/chat") else { return nil }
            return .status(answer.code, answer.reason, "as the test says")
        }
        return try await SandboxCluster.with(
            hasOperator: false, transport: { MeddlingTransport($0, meddle: meddle) }
        ) { cluster in
            let registry = try ProviderRegistry.builtIn()
            if isThere { _ = try await cluster.client.create(statefulSet) }
            let engine = DeploymentEngine(client: cluster.client, driver: cluster.driver, registry: registry)
            return try await engine.inContext(
                FoundDeployment(object: workspace, provider: try registry.provider("kaito"), namespace: "models"))
        }
    }

    private static let statefulSet: Value = [
        "apiVersion": "apps/v1", "kind": "StatefulSet", "metadata": ["name": "chat", "namespace": "models"],
        "spec": [
            "serviceName": "chat", "replicas": 0, "selector": ["matchLabels": ["app": "chat"]],
            "template": [
                "metadata": ["labels": ["app": "chat"]],
                "spec": ["containers": [["name": "main", "image": "sandbox.invalid/chat:1"]]],
            ],
        ],
    ]

    @Test func whatIsThereIsRead() async throws {
        let found = try await Self.found(nil, isThere: true)
        #expect(ContractContext(in: found.object).related["workload"]?["kind"] == "StatefulSet")
        #expect(found.unseen.isEmpty)
    }

    @Test func whatIsNotThereIsLeftOut() async throws {
        let found = try await Self.found(nil)
        #expect(ContractContext(in: found.object).related.isEmpty)
        #expect(found.unseen.isEmpty)
    }

    @Test func whatMayNotBeSeenIsLeftOutAndNamed() async throws {
        let found = try await Self.found((403, "Forbidden"))
        #expect(ContractContext(in: found.object).related.isEmpty)
        #expect(found.unseen.map(\.what) == ["StatefulSet models/chat"])
        #expect(found.unseen.map(\.code) == ["forbidden"])
    }

    /// It may be there: nothing may be said of the deployment without it.
    @Test(arguments: [
        (500, "InternalError", KubernetesError.Code.serverError), (400, "BadRequest", .badRequest),
        (401, "Unauthorized", .unauthorized),
    ])
    func whatCannotBeReadIsAnErrorAndNotAbsent(
        status: Int, reason: String, code: KubernetesError.Code
    ) async throws {
        let error = try await #require(throws: KubernetesError.self) { try await Self.found((status, reason)) }
        #expect(error.code == code)
    }
}
