import Deployments
import Kubernetes
import Providers
import Readiness
import Releases
import Sandbox
import TestSupport
import Testing
import Value

/// A provider without an operator, whose deployments are Deployments.
@Suite(.timeLimit(.minutes(5))) struct PlainDeploymentTests {
    private func request(name: String = "qwen3", _ values: Object = [:]) throws -> DeploymentRequest {
        var request = try SandboxCluster.request(name: name)
        request.provider = "vllm"
        request.values = values
        return request
    }

    private func deploy(
        _ cluster: SandboxCluster, _ request: DeploymentRequest, timeout: Duration = .seconds(60)
    ) async throws -> DeploymentResult {
        let engine = cluster.engine(patience: .milliseconds(500))
        return try await engine.deploy(try await engine.plan(request), timeout: timeout, events: EventLog())
    }

    @Test func aBareClusterServesAModelThatAnswers() async throws {
        try await SandboxCluster.with(hasOperator: false) { cluster in
            let result = try await deploy(cluster, try request(["replicas": 2]))
            #expect(result.plan.apiVersion == "apps/v1")
            #expect(result.status.phase == .running)
            #expect(result.status.desired == 2)
            #expect(result.status.ready == 2)
            #expect(result.status.pods.count == 2)
            #expect(result.answer?.models == ["Qwen/Qwen3-0.6B"])
            #expect(result.status.endpoint?.url == "http://qwen3.models.svc:8000/v1")
            #expect(try await deploy(cluster, try request(["replicas": 2])).change == .unchanged)
        }
    }

    @Test(arguments: ["vllm", "sglang"])
    func itAnswersUnderTheNameThatWasAskedFor(engine: String) async throws {
        try await SandboxCluster.with(hasOperator: false) { cluster in
            let result = try await deploy(
                cluster, try request(["engine": .string(engine), "servedModelName": "chat"]))
            #expect(result.answer?.model == "chat")
            #expect(result.status.engine == engine)
        }
    }

    /// What only some deployments need is named by who needs it.
    @Test func whatIsMissingForItIsSaid() async throws {
        try await SandboxCluster.with(hasOperator: false) { cluster in
            let wanted = try request([
                "autoscaling": ["enabled": true, "prometheus": "http://prometheus.monitoring:9090"]
            ])
            let error = try await #require(throws: ReleaseError.self) {
                _ = try await deploy(cluster, wanted)
            }
            #expect(
                error.hint
                    == "scaledobjects.keda.sh is needed to start and end replicas with the load: groundcrew install "
                    + "keda, or leave out autoscaling.enabled", "\(error)")
        }
    }

    @Test func scaledToZeroIsStopped() async throws {
        try await SandboxCluster.with(hasOperator: false) { cluster in
            let result = try await deploy(cluster, try request(["replicas": 0]))
            #expect(result.status.phase == .stopped)
            #expect(result.answer == nil)
        }
    }

    @Test func podsThatCannotRunEndTheWait_F41() async throws {
        let fault = SandboxFault(kind: "Pod", name: "qwen3-*", namespace: "models", fault: "crash-loop")
        try await SandboxCluster.with(faults: [fault], hasOperator: false) { cluster in
            let error = try await #require(throws: DeploymentError.self) { try await deploy(cluster, try request()) }
            #expect(error.code == .failed)
            #expect(error.message.contains("pod/qwen3-"))
        }
    }

    @Test func noRoomIsNamed_F37() async throws {
        try await SandboxCluster.with(hasOperator: false) { cluster in
            let error = try await #require(throws: DeploymentError.self) {
                try await deploy(cluster, try request(["resources": ["gpu": 9]]), timeout: .seconds(25))
            }
            #expect(error.message.contains("nvidia.com/gpu"), "\(error)")
        }
    }

    /// Beside a provider with an operator, and Deployments that are nobody's model.
    @Test func aListHoldsTheModelsOfAllProvidersAndNothingElse() async throws {
        try await SandboxCluster.with { cluster in
            _ = try await deploy(cluster, try request(name: "plain"))
            try await cluster.deploy("graph")
            let web: Value = [
                "apiVersion": "apps/v1", "kind": "Deployment", "metadata": ["name": "web", "namespace": "models"],
                "spec": [
                    "selector": ["matchLabels": ["app": "web"]],
                    "template": [
                        "metadata": ["labels": ["app": "web"]],
                        "spec": ["containers": [["name": "web", "image": "example.com/web"]]],
                    ],
                ],
            ]
            _ = try await cluster.client.create(web)
            let inventory = try await cluster.engine().inventory(namespace: nil)
            #expect(inventory.deployments.map(\.id) == ["models/graph", "models/plain"])
            #expect(inventory.deployments.map(\.provider) == ["dynamo", "vllm"])
            #expect(inventory.isComplete)
            #expect(try await cluster.engine().show("plain", namespace: "models").model == "Qwen/Qwen3-0.6B")
            let error = try await #require(throws: DeploymentError.self) {
                try await cluster.engine().show("web", namespace: "models")
            }
            #expect(error.code == .notFound)
        }
    }

    @Test func aProviderWithAnOperatorIsPreferredUnlessAnotherIsAskedFor() throws {
        let registry = try ProviderRegistry.builtIn()
        let open = try SandboxCluster.request()
        #expect(try ProviderSelection.select(for: open, from: registry).provider.name == "dynamo")
        let asked = try ProviderSelection.select(for: try request(), from: registry)
        #expect(asked.provider.name == "vllm")
        #expect(asked.reason.hasPrefix("vllm was asked for and serves Qwen/Qwen3-0.6B with vllm"))
        let error = try #require(throws: ProviderError.self) {
            try ProviderSelection.select(for: try request(["mode": "disaggregated"]), from: registry)
        }
        #expect(error.message.contains("it has no mode disaggregated, only aggregated"))
    }
}
