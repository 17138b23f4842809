import Testing
import Value

@testable import Preflight

/// Whole pods on nodes, and what is missing where they do not fit.
@Suite struct PodPlacementTests {
    static func node(
        _ name: String = "n", gpus: Int64 = 4, cpu: Int64 = 8000, memory: Int64 = 64, disk: Int64 = 100,
        pods: Int64 = 10,
        architecture: String = "amd64", system: String = "linux", extra: [String: Int64] = [:],
        labels: [String: String] = [:]
    ) -> NodeFact {
        var node = NodeFact(name: name, labels: labels, isReady: true)
        node.allocatable = extra
        if gpus > 0 { node.allocatable["nvidia.com/gpu"] = gpus }
        node.room = .init(milliCPU: cpu, memory: memory << 30, disk: disk << 30, pods: pods)
        node.architecture = architecture
        node.operatingSystem = system
        return node
    }

    static func demand(
        _ name: String = "d", workers: Int64 = 1, gpus: Int64 = 1, cpu: Int64 = 0, memory: Int64 = 0, disk: Int64 = 0,
        extra: [String: Int64] = [:], architectures: [String] = []
    ) -> GPUDemand {
        var demand = GPUDemand(
            name: name, namespace: "team", workers: workers, perWorker: gpus,
            ownLabelGroups: [[.init(key: "app.kubernetes.io/instance", value: name)]])
        demand.use = .init(milliCPU: cpu, memory: memory << 30, disk: disk << 30)
        demand.extra = extra
        demand.architectures = architectures
        return demand
    }

    static func pod(
        _ name: String, on node: String = "n", gpus: Int64 = 0, cpu: Int64 = 0, memory: Int64 = 0, own: String? = nil,
        priority: Int64 = 0
    ) -> PodFact {
        var pod = PodFact(
            namespace: "team", name: name, node: node, requests: gpus > 0 ? ["nvidia.com/gpu": gpus] : [:],
            labels: own.map { ["app.kubernetes.io/instance": $0] } ?? [:])
        pod.use = .init(milliCPU: cpu, memory: memory << 30)
        pod.priority = priority
        return pod
    }

    static func place(
        _ nodes: [NodeFact], pods: [PodFact] = [], uses: [NodeUse] = [], _ demands: [GPUDemand]
    ) -> PodPlacement {
        PodPlacement(inventory: GPUInventory(nodes: nodes, pods: pods), uses: uses, demands: demands)
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var nodes = [PodPlacementTests.node()]
        var pods: [PodFact] = []
        var uses: [NodeUse] = []
        var demand: GPUDemand
        var causes: [PodPlacement.Cause] = []
        /// Part of a reason.
        var says = ""
    }

    static let cases = [
        Case(testDescription: "all fits", demand: demand(cpu: 8000, memory: 64, disk: 100)),
        Case(
            testDescription: "accelerators alone do not fit", demand: demand(gpus: 5, cpu: 99_000),
            causes: [.accelerators]),
        Case(
            testDescription: "too little CPU", demand: demand(cpu: 9000), causes: [.tooLittleCPU],
            says: "n: 8 of 8 CPU free, a worker needs 9"),
        Case(
            testDescription: "too little memory", demand: demand(memory: 65), causes: [.tooLittleMemory],
            says: "64 GiB of 64 GiB memory free, a worker needs 65 GiB"),
        Case(
            testDescription: "too little disk, R16", demand: demand(disk: 101), causes: [.tooLittleDisk],
            says: "100 GiB of 100 GiB ephemeral storage free"),
        Case(
            testDescription: "no place among the pods", nodes: [node(pods: 1)], pods: [pod("a")], demand: demand(),
            causes: [.tooManyPods], says: "0 of 1 pods free, a worker needs 1"),
        Case(
            testDescription: "others count among the pods", nodes: [node(pods: 3)],
            uses: [NodeUse(node: "n", pods: 3)], demand: demand(), causes: [.tooManyPods]),
        Case(
            testDescription: "further devices", nodes: [node(extra: ["rdma/ib": 1])],
            demand: demand(workers: 2, extra: ["rdma/ib": 1]), causes: [.tooFewDevices]),
        Case(
            testDescription: "two kinds at once", demand: demand(cpu: 9000, memory: 65),
            causes: [.tooLittleCPU, .tooLittleMemory], says: "CPU free, a worker needs 9; 64 GiB"),
        Case(
            testDescription: "another architecture, R33", nodes: [node(architecture: "arm64")],
            demand: demand(architectures: ["amd64"]), causes: [.wrongArchitecture],
            says: "is arm64, the images are made for amd64"),
        Case(
            testDescription: "one of several architectures", nodes: [node(architecture: "arm64")],
            demand: demand(architectures: ["amd64", "arm64"])),
        Case(
            testDescription: "a node that does not tell its architecture", nodes: [node(architecture: "")],
            demand: demand(architectures: ["amd64"])),
        Case(
            testDescription: "another system", nodes: [node(system: "windows")], demand: demand(cpu: 1),
            causes: [.wrongArchitecture], says: "runs windows"),
        Case(
            testDescription: "each kind on another node", nodes: [node("a", memory: 1), node("b", cpu: 100)],
            demand: demand(cpu: 1000, memory: 2), causes: [.notTogether],
            says: "b: 0.1 of 0.1 CPU free"),
        Case(
            testDescription: "pods with accelerators take CPU", pods: [pod("a", gpus: 1, cpu: 7500)],
            demand: demand(cpu: 1000), causes: [.tooLittleCPU], says: "0.5 of 8 CPU free"),
        Case(
            testDescription: "pods without accelerators take CPU",
            uses: [NodeUse(node: "n", use: .init(milliCPU: 7500), pods: 3)], demand: demand(cpu: 1000),
            causes: [.tooLittleCPU], says: "0.5 of 8 CPU free"),
        Case(
            testDescription: "pods of other nodes take nothing here",
            uses: [NodeUse(node: "z", use: .init(milliCPU: 7500), pods: 3)], demand: demand(cpu: 1000)),
        Case(
            testDescription: "only as many workers as the CPU of all nodes", nodes: [node("a"), node("b")],
            demand: demand(workers: 5, cpu: 4000), causes: [.tooLittleCPU]),
        Case(
            testDescription: "as many as the CPU of all nodes", nodes: [node("a"), node("b")],
            demand: demand(workers: 4, cpu: 4000)),
        Case(
            testDescription: "a node that reports no room",
            nodes: [
                {
                    var bare = node()
                    bare.room = .init()
                    return bare
                }()
            ], demand: demand(cpu: 1_000_000, memory: 1 << 20)),
        Case(
            testDescription: "its own worker runs", pods: [pod("a", gpus: 1, cpu: 8000, own: "d")],
            demand: demand(cpu: 8000)),
        Case(
            testDescription: "its own pod gives back what it holds", pods: [pod("a", gpus: 1, cpu: 6000, own: "d")],
            demand: demand(cpu: 8000)),
        Case(
            testDescription: "another's pod does not", pods: [pod("a", gpus: 1, cpu: 6000, own: "e")],
            demand: demand(cpu: 8000), causes: [.tooLittleCPU]),
        Case(
            testDescription: "workers without accelerators go to any node", nodes: [node(gpus: 0)],
            demand: demand(gpus: 0, cpu: 1000)),
        Case(
            testDescription: "workers without accelerators, too little CPU", nodes: [node(gpus: 0)],
            demand: demand(gpus: 0, cpu: 9000), causes: [.tooLittleCPU]),
        Case(
            testDescription: "workers that ask for nothing", nodes: [], demand: demand(workers: 9, gpus: 0)),
        Case(
            testDescription: "a frontend of the same deployment is no worker", nodes: [node(gpus: 0, cpu: 1000)],
            pods: [pod("frontend", cpu: 500, own: "d")], demand: demand(gpus: 0, cpu: 1000),
            causes: [.tooLittleCPU]),
        Case(
            testDescription: "a cordoned node",
            nodes: [
                {
                    var cordoned = node()
                    cordoned.isCordoned = true
                    return cordoned
                }()
            ], demand: demand(cpu: 1), causes: [.accelerators]),
    ]

    @Test(arguments: cases) func podsArePlacedWhole(_ item: Case) {
        let placement = Self.place(item.nodes, pods: item.pods, uses: item.uses, [item.demand])
        #expect(placement.assignments.map(\.causes) == [item.causes])
        #expect(placement.fits == item.causes.isEmpty)
        let reasons = placement.assignments[0].reasons.joined(separator: "\n")
        #expect(item.says.isEmpty || reasons.contains(item.says), "\(reasons)")
    }

    /// Everything that is known counts at once, for all deployments.
    @Test func deploymentsContendForCPU() {
        let placement = Self.place([Self.node()], [Self.demand("a", cpu: 5000), Self.demand("b", cpu: 5000)])
        #expect(placement.assignments.map(\.fits) == [true, false])
        #expect(placement.assignments[1].causes == [.tooLittleCPU])
        #expect(placement.isCertain)
    }

    @Test(arguments: [
        (demand(cpu: 9000), true), (demand(cpu: 7000), false), (demand(gpus: 5), false),
        (demand(workers: 2, cpu: 5000), true),
    ])
    func whatNoEmptyNodeHoldsIsOutOfReach(_ demand: GPUDemand, _ expected: Bool) {
        let placement = Self.place([Self.node()], pods: [Self.pod("a", gpus: 1, cpu: 4000)], [demand])
        #expect(placement.isOutOfReach(0) == expected)
        #expect(!Self.place([Self.node()], [Self.demand()]).isOutOfReach(0))
    }

    /// A cordoned node may come back: what it has is within reach.
    @Test func nodesThatTakeNoPodsNowAreWithinReach() {
        var large = Self.node("large", cpu: 64_000)
        large.isCordoned = true
        let placement = Self.place([Self.node("small"), large], [Self.demand(cpu: 9000)])
        #expect(placement.assignments[0].causes == [.tooLittleCPU])
        #expect(!placement.isOutOfReach(0))
    }

    @Test func theValueTellsEverything() {
        let nodes = [Self.node("a", architecture: "arm64"), Self.node("b")]
        let value = Self.place(nodes, [Self.demand(workers: 2, cpu: 5000, memory: 1, extra: ["rdma/ib": 1])])
            .value(unseen: ["devices"])
        #expect(value["fits"] == false && value["known"] == true && value["certain"] == true)
        #expect(value["causes"] == ["tooFewDevices"])
        #expect(value["unseen"] == ["devices"])
        #expect(value["architectures"] == ["amd64": 1, "arm64": 1])
        let missing = value["missing"]?[0]
        #expect(missing?["needs"] == "1 nvidia.com/gpu, 1 rdma/ib, 5 CPU, 1 GiB memory")
        #expect(missing?["workers"] == 2 && missing?["placed"] == 0 && missing?["running"] == 0)
        #expect(value["deployments"]?[0] == missing)
        #expect(value["reasons"]?.array?.isEmpty == false)
        #expect(value["outOfReach"] == true)
    }

    @Test func whatIsPlacedTellsItsNodes() {
        let value = Self.place([Self.node("a"), Self.node("b", gpus: 2)], [Self.demand(gpus: 2)]).value(unseen: [])
        #expect(value["deployments"]?[0]?["nodes"] == ["b"])
        #expect(value["fits"] == true && value["known"] == false && value["missing"] == [])
    }

    // MARK: Weights on disk

    @Test(arguments: [
        (Int64(50), Int64(0), [String]()), (150, 0, ["d"]), (150, 100, ["d"]), (90, 100, []),
    ])
    func weightsThatNobodyAskedRoomForAreTold_R16(download: Int64, disk: Int64, tight: [String]) {
        var demand = Self.demand(disk: disk)
        demand.download = download << 30
        let value = Self.place([Self.node()], [demand]).value(unseen: [])
        #expect(value["disk"]?["tight"]?.array?.compactMap(\.string) == tight)
        #expect(value["disk"]?["reasons"]?.array?.isEmpty == tight.isEmpty)
    }

    @Test func weightsOfWorkersThatRunAreThere() {
        var demand = Self.demand()
        demand.download = 150 << 30
        let running = [Self.pod("a", gpus: 1, own: "d")]
        #expect(Self.place([Self.node()], pods: running, [demand]).value(unseen: [])["disk"]?["tight"] == [])
    }

    /// A fleet of thousands is placed in moments.
    @Test(.timeLimit(.minutes(1))) func aFleetIsPlacedQuickly() {
        let nodes = (0..<5000).map { Self.node("n\($0)", gpus: 8) }
        let pods = (0..<20_000).map { Self.pod("p\($0)", on: "n\($0 % 5000)", gpus: 1, cpu: 500) }
        let uses = (0..<5000).map { NodeUse(node: "n\($0)", use: .init(milliCPU: 1000), pods: 5) }
        let demands = [
            Self.demand("a", workers: 3000, gpus: 4, cpu: 4000), Self.demand("b", workers: 3000, gpus: 4, cpu: 4000),
        ]
        #expect(!Self.place(nodes, pods: pods, uses: uses, demands).fits)
    }
}
