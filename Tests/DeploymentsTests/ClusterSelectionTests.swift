import Events
import HTTP
import Kubernetes
import Providers
import Releases
import Sandbox
import TestSupport
import Testing
import Value

@testable import Deployments

/// What of a cluster counts for the choice of a provider.
@Suite(.timeLimit(.minutes(5)))
struct ClusterSelectionTests {
    private func facts(
        _ cluster: SandboxCluster, _ model: String = "Qwen/Qwen3-0.6B", gpus: Int64? = nil,
        engineArgs: Value? = nil
    ) async throws -> SelectionFacts {
        var request = try SandboxCluster.request(model)
        request[.gpu] = gpus.map(Value.integer)
        request[.engineArgs] = engineArgs
        let facts = try await cluster.engine().selectionFacts(for: [request], installs: false)
        return try #require(facts.first)
    }

    @Test func anOperatorThatIsThereCounts() async throws {
        try await SandboxCluster.with { cluster in
            let facts = try await facts(cluster)
            #expect(facts.installed == ["dynamo"] && facts.accelerators == ["nvidia"])
            #expect(facts.unseen.isEmpty && facts.misfits.isEmpty)
        }
    }

    @Test func typesThatAnOperatorHasLeftDoNot() async throws {
        try await SandboxCluster.with { cluster in
            _ = try await cluster.driver.uninstall(
                "dynamo-platform", namespace: "dynamo-system", timeout: .seconds(60), phase: .operators,
                events: NoEvents())
            let crd = try await cluster.client.getIfPresent(
                .customResourceDefinitions, "dynamographdeployments.nvidia.com")
            #expect(crd != nil, "they stay")
            let facts = try await facts(cluster)
            #expect(facts.installed == [])
            let chosen = try ProviderSelection.select(
                for: try SandboxCluster.request(), from: cluster.registry, considering: facts)
            #expect(chosen.provider.name == "vllm", "what needs no operator: \(chosen.reason)")
        }
    }

    /// Somebody else may have installed it under any name, and by any tool.
    @Test func anOperatorOfAnybodysCounts() async throws {
        try await SandboxCluster.with { cluster in
            _ = try await cluster.driver.uninstall(
                "dynamo-platform", namespace: "dynamo-system", timeout: .seconds(60), phase: .operators,
                events: NoEvents())
            let pods: Value = ["app.kubernetes.io/name": "dynamo-operator"]
            _ = try await cluster.client.create([
                "apiVersion": "apps/v1", "kind": "Deployment",
                "metadata": ["name": "theirs", "namespace": "models", "labels": pods],
                "spec": [
                    "selector": ["matchLabels": pods],
                    "template": [
                        "metadata": ["labels": pods],
                        "spec": ["containers": [["name": "manager", "image": "sandbox.invalid/operator:1"] as Value]],
                    ],
                ],
            ])
            let facts = try await facts(cluster)
            #expect(facts.installed == ["dynamo"])
        }
    }

    /// With rights in one namespace only, the types that are served speak for the operator.
    @Test func whatMayNotBeSeenIsNamedAndCountsByItsTypes() async throws {
        let tina = SandboxUser(
            name: "tina", token: "tina",
            rules: [.init(apiGroups: ["*"], resources: ["*"], verbs: ["*"], namespaces: ["models"])])
        try await SandboxCluster.with(users: [tina], token: "tina") { cluster in
            let facts = try await facts(cluster)
            #expect(facts.installed == ["dynamo"] && facts.accelerators == nil)
            #expect(facts.unseen.contains { $0.hasPrefix("the accelerators of nodes: ") }, "\(facts.unseen)")
        }
    }

    private static let smallNodes = """
        {"apiVersion": "v1", "kind": "NodeList", "metadata": {"resourceVersion": "1"}, "items": [{"metadata": {"name": "n",
         "labels": {"nvidia.com/gpu.product": "Tesla-T4"}}, "status": {"allocatable": {"nvidia.com/gpu": "4"}}}]}
        """

    @Test(arguments: [(nil, true), (2, false)] as [(Int64?, Bool)])
    func acceleratorsThatDoNotHoldTheModelSpeakAgainstWhoeverUsesThemSo(gpus: Int64?, isTooSmall: Bool) async throws {
        try await SandboxCluster.with(
            transport: {
                MeddlingTransport($0) { request, _ in
                    guard request.path.hasPrefix("/api/v1/nodes") else { return nil }
                    return HTTPResponse.text(200, Self.smallNodes)
                }
            }
        ) { cluster in
            let facts = try await facts(cluster, "deepseek-ai/DeepSeek-R1-Distill-Llama-8B", gpus: gpus)
            let names: Set<String> = isTooSmall ? ["dynamo", "vllm"] : []
            #expect(Set(facts.misfits.keys) == names, "\(facts.misfits)")
            let words = "one accelerator needs 20 GiB, since the catalog says that it needs 20 GiB, and the largest"
            #expect(facts.misfits.values.allSatisfy { $0.hasPrefix(words) }, "\(facts.misfits)")
            // A quantized model needs less, which nobody knows for sure.
            let shrunk = try await self.facts(
                cluster, "deepseek-ai/DeepSeek-R1-Distill-Llama-8B", gpus: gpus,
                engineArgs: ["quantization": "bitsandbytes"])
            #expect(shrunk.misfits.isEmpty, "\(shrunk.misfits)")
        }
    }
}
