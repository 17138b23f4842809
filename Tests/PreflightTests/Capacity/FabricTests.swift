import Testing
import Value

@testable import Preflight

@Suite struct FabricTests {
    @Test(arguments: [
        ("rdma/ib", true), ("rdma/hca_shared_devices_a", true), ("vpc.amazonaws.com/efa", true),
        ("nvidia.com/hostdev", true), ("networking.gke.io.networks/rdma-0", true), ("openshift.io/mlnxnics", true),
        ("mellanox.com/cx6", true), ("example.com/InfiniBand", true), ("nvidia.com/gpu", false),
        ("smarter-devices/fuse", false),
        ("example.com/roce-a", true), ("example.com/processor", false), ("example.com/nic", false),
    ])
    func networksAreToldByTheirNames_R31(_ resource: String, _ expected: Bool) {
        #expect(Fabric.isOne(resource) == expected)
    }

    @Test func nodesWithAndWithoutAreTold_R31() {
        let nodes = [
            NodeFact(name: "a", allocatable: ["nvidia.com/gpu": 8, "rdma/ib": 2], isReady: true),
            NodeFact(name: "b", allocatable: ["nvidia.com/gpu": 8, "rdma/ib": 0], isReady: true),
            NodeFact(name: "c", allocatable: ["rdma/ib": 2], isReady: true),
        ]
        var spanning = GPUDemand(name: "d", namespace: "t", workers: 2, perWorker: 8)
        spanning.isDistributed = true
        var asking = spanning
        asking.name = "e"
        asking.extra = ["rdma/ib": 1]
        let alone = GPUDemand(name: "f", namespace: "t", workers: 2, perWorker: 8)
        let value = Fabric.value(GPUInventory(nodes: nodes), demands: [spanning, asking, alone])
        #expect(value["nodes"] == 1 && value["without"] == ["b"] && value["withoutText"] == "b")
        #expect(value["resources"] == ["rdma/ib"] && value["text"] == "2 rdma/ib")
        #expect(value["notAsked"] == ["d"])
    }

    @Test(arguments: [
        ("595.10.01", true), ("580.95.05", false), ("596.1", false),
    ])
    func aDriverThatBreaksTheNetworkIsTold_R9(_ driver: String, _ expected: Bool) {
        let node = NodeFact(
            name: "n", labels: ["nvidia.com/cuda.driver-version.full": driver],
            allocatable: ["nvidia.com/gpu": 8, "vpc.amazonaws.com/efa": 4], isReady: true)
        let conflicts = DriverInventory(nodes: [node], wanted: []).conflicts
        #expect(
            conflicts
                == (expected ? ["n: driver \(driver) breaks EFA, which the node offers as vpc.amazonaws.com/efa"] : []))
        var without = node
        without.allocatable["vpc.amazonaws.com/efa"] = nil
        #expect(DriverInventory(nodes: [without], wanted: []).conflicts.isEmpty)
    }
}
