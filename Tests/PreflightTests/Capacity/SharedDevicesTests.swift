import Testing
import Value

@testable import Preflight

@Suite struct SharedDevicesTests {
    static func node(
        _ name: String = "n", offers: Int64 = 8, resource: String = "nvidia.com/gpu", labels: [String: String] = [:]
    ) -> NodeFact {
        NodeFact(name: name, labels: labels, allocatable: [resource: offers], isReady: true)
    }

    @Test(
        arguments: [
            ([:], 8), (["nvidia.com/gpu.replicas": "4"], 2), (["nvidia.com/gpu.replicas": "3"], 3),
            (["nvidia.com/gpu.replicas": "1"], 8),
            (["nvidia.com/gpu.replicas": "4", "nvidia.com/gpu.count": "2"], 2),
            (["nvidia.com/gpu.product": "A10-SHARED", "nvidia.com/gpu.count": "1"], 1),
            (["nvidia.com/gpu.product": "A10-SHARED"], 8), (["nvidia.com/gpu.count": "2"], 8),
            (["nvidia.com/gpu.replicas": "4", "nvidia.com/gpu.count": "99"], 8),
            (["nvidia.com/gpu.replicas": "many"], 8),
            (["nvidia.com/gpu.replicas": "4", "nvidia.com/gpu.count": "0"], 2),
        ] as [([String: String], Int64)])
    func devicesBehindSharesAreCounted_R35(_ labels: [String: String], _ expected: Int64) {
        let node = GPUInventory.Node(Self.node(labels: labels))
        #expect(SharedDevices.physical(node, "nvidia.com/gpu") == expected)
    }

    @Test func sharesByAnotherNameAreShares_R35() {
        let node = GPUInventory.Node(
            Self.node(resource: "nvidia.com/gpu.shared", labels: ["nvidia.com/gpu.count": "2"]))
        #expect(SharedDevices.physical(node, "nvidia.com/gpu.shared") == 2)
        #expect(SharedDevices.physical(node, "amd.com/gpu") == 0)
    }

    private static func value(_ nodes: [NodeFact], _ demands: [GPUDemand], pods: [PodFact] = []) -> Value {
        SharedDevices(inventory: GPUInventory(nodes: nodes, pods: pods), demands: demands).value
    }

    private static func demand(_ perWorker: Int64, workers: Int64 = 1) -> GPUDemand {
        GPUDemand(name: "d", namespace: "t", workers: workers, perWorker: perWorker)
    }

    @Test func totalsAreOfSharedNodesOnly() {
        let nodes = [Self.node("a"), Self.node("b", labels: ["nvidia.com/gpu.replicas": "4"])]
        let value = Self.value(nodes, [])
        #expect(value["nodes"] == ["b"] && value["shares"] == 8 && value["devices"] == 2)
        #expect(value["placed"] == [] && value["tooSmall"] == [] && value["fits"] == true)
    }

    @Test func workersThatGetSharesAreTold_R35() {
        let pods = [PodFact(namespace: "x", name: "p", node: "b", requests: ["nvidia.com/gpu": 3])]
        let value = Self.value([Self.node("b", labels: ["nvidia.com/gpu.replicas": "4"])], [Self.demand(1)], pods: pods)
        #expect(value["placed"] == ["b: 2 devices stand behind 8 nvidia.com/gpu, of which 3 are held"])
        #expect(value["tooSmall"] == [])
    }

    @Test func workersThatNeedMoreDevicesThanANodeHasAreTold_R35() {
        let shared = Self.node("b", labels: ["nvidia.com/gpu.replicas": "4"])
        let value = Self.value([shared], [Self.demand(3)])
        #expect(value["tooSmall"] == [["name": "d", "perWorker": 3, "most": 2]])
        // Another node has them.
        #expect(Self.value([shared, Self.node("c", offers: 4)], [Self.demand(3)])["tooSmall"] == [])
    }

    @Test func slicesByTheNameOfDevicesAreTold() {
        let labels = ["nvidia.com/mig.strategy": "single", "nvidia.com/gpu.product": "A100-MIG-1g.5gb"]
        #expect(Self.value([Self.node("m", labels: labels)], [Self.demand(1)])["sliced"] == ["m"])
        #expect(Self.value([Self.node("m", labels: labels)], [])["sliced"] == [])
    }
}
