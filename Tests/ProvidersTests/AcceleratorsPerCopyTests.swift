import Providers
import Testing
import Value

/// How many accelerators hold a copy of the model together.
@Suite struct AcceleratorsPerCopyTests {
    private static func gpus(_ count: Int64) -> AcceleratorUse {
        AcceleratorUse(count: count, resource: "nvidia.com/gpu")
    }

    @Test(
        arguments: [
            ("dynamo", [:], gpus(1)), ("dynamo", ["resources": ["gpu": 4]], gpus(4)),
            ("dynamo", ["resources": ["gpu": 8], "multinode": ["nodeCount": 2]], gpus(16)),
            ("ome", ["resources": ["gpu": 8], "multinode": ["nodeCount": 2]], gpus(16)),
            ("kserve", ["resources": ["gpu": 8], "multinode": ["nodeCount": 4]], gpus(32)),
            ("vllm", ["resources": ["gpu": 2], "replicas": 3], gpus(2)),
            (
                "vllm", ["resources": ["gpu": 1, "gpuResource": "nvidia.com/mig-1g.10gb"]],
                AcceleratorUse(count: 1, resource: "nvidia.com/mig-1g.10gb")
            ),
            // What claims ask for nodes do not count.
            ("vllm", ["resourceClaim": ["deviceClass": "gpu.nvidia.com"]], nil),
            // Nodes that are made for it.
            ("kaito", ["instanceType": "Standard_NC24ads_A100_v4"], nil), ("vllm", ["resources": ["gpu": 0]], nil),
        ] as [(String, Object, AcceleratorUse?)])
    func thoseOfAWorkerOnEachOfItsNodes(name: String, values: Object, use: AcceleratorUse?) throws {
        let provider = try ProviderRegistry.builtIn().provider(name)
        #expect(provider.acceleratorsPerCopy(for: values) == use)
    }

    @Test(
        arguments: [
            ([:], 1), (["multinode": ["nodeCount": 3]], 3), (["multinode": ["nodeCount": 0]], 1),
            (["multinode": ["nodeCount": 2, "prefillNodeCount": 4]], 2),
            (["mode": "disaggregated", "multinode": ["nodeCount": 2, "prefillNodeCount": 4]], 4),
            (["mode": "disaggregated", "multinode": ["nodeCount": 2, "decodeNodeCount": 1]], 2),
        ] as [(Value, Int64)])
    func aReplicaSpansTheMostNodesOfItsWorkers(values: Value, nodes: Int64) {
        #expect(NodeSpan.nodes(in: values) == nodes)
    }
}
