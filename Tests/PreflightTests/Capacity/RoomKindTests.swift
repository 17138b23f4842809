import Testing

@testable import Preflight

@Suite struct RoomKindTests {
    @Test(
        arguments: [
            (RoomKind.cpu, 1500, "1.5 CPU"), (.cpu, 2000, "2 CPU"), (.cpu, 50, "0 CPU"), (.cpu, 250, "0.2 CPU"),
            (.memory, 0, "0 B memory"), (.memory, 1023, "1023 B memory"), (.memory, 1 << 30, "1 GiB memory"),
            (.memory, 3 << 29, "1.5 GiB memory"), (.disk, 1 << 20, "1 MiB ephemeral storage"),
            (.disk, 5 << 40, "5 TiB ephemeral storage"), (.memory, (1 << 30) - 1, "1023.9 MiB memory"),
            (.pods, 3, "3 pods"), (.device("rdma/ib"), 2, "2 rdma/ib"), (.cpu, -500, "-0.5 CPU"),
        ] as [(RoomKind, Int64, String)])
    func amountsAreWritten(_ kind: RoomKind, _ amount: Int64, _ text: String) {
        #expect(kind.text(amount) == text)
    }

    @Test func aKindIsReadOfNodesPodsAndDemands() {
        var fact = NodeFact(name: "n", allocatable: ["a/b": 3])
        fact.room.milliCPU = 4000
        fact.room.pods = 10
        let node = GPUInventory.Node(fact)
        var pod = PodFact(namespace: "x", name: "p", node: "n", requests: ["a/b": 1])
        pod.use.memory = 7
        var demand = GPUDemand(name: "d", namespace: "x", workers: 1, perWorker: 2)
        demand.extra = ["a/b": 1]
        demand.use = .init(milliCPU: 500, memory: 6, disk: 5)
        let others = NodeUse(node: "n", use: .init(milliCPU: 1, memory: 2, disk: 3), pods: 4)
        let kinds: [RoomKind] = [.device("a/b"), .device("nvidia.com/gpu"), .cpu, .memory, .disk, .pods]
        #expect(kinds.map { $0.offered(by: node) } == [3, 0, 4000, .max, .max, 10])
        #expect(kinds.map { $0.held(by: pod) } == [1, 0, 0, 7, 0, 1])
        #expect(kinds.map { $0.held(by: others) } == [0, 0, 1, 2, 3, 4])
        #expect(kinds.map { $0.needed(by: demand, "nvidia.com/gpu") } == [1, 2, 500, 6, 5, 1])
    }
}
