/// Whether deployments find room for all their workers at once, each whole on one node: accelerators and other devices, CPU,
/// memory, disk, a place among the node's pods, on a node for which its images are made.
///
/// When this finds a placement there is one; `isCertain` tells whether there is none otherwise.
struct PodPlacement: Sendable {
    struct Assignment: Sendable {
        var demand: GPUDemand
        var resource: String
        /// Workers that run already with all that they ask for.
        var running: Int64
        var placed: Int64
        var nodes: [String]
        /// Why there is no room; none where there is.
        var causes: [Cause] = []
        /// For nodes with accelerators to spare, what they lack.
        var reasons: [String] = []

        var fits: Bool { running + placed >= demand.workers }
    }

    /// What is missing; but for the first, only where accelerators alone would do.
    enum Cause: String, Sendable {
        /// There is no room for the accelerators alone.
        case accelerators
        case wrongArchitecture
        case tooLittleCPU
        case tooLittleMemory
        case tooLittleDisk
        case tooManyPods
        /// Of a further extended resource.
        case tooFewDevices
        /// Of no kind of room it is known that it would not do; they are not there on the same nodes.
        case notTogether

        init(_ kind: RoomKind) {
            self =
                switch kind {
                case .device: .tooFewDevices
                case .cpu: .tooLittleCPU
                case .memory: .tooLittleMemory
                case .disk: .tooLittleDisk
                case .pods: .tooManyPods
                }
        }
    }

    private(set) var assignments: [Assignment] = []
    let table: RoomTable
    /// Of the accelerators alone.
    let alone: GPUPlacement
    let packing: Packing
    /// By demand, the nodes that it may go to and for which its images are made.
    let nodes: [[Int]]

    init(inventory: GPUInventory, uses: [NodeUse], demands: [GPUDemand]) {
        let table = RoomTable(inventory: inventory, uses: uses, demands: demands, isWhole: true)
        let nodes = table.starts.map { start in
            start.eligible.filter { start.demand.mismatch(on: inventory.nodes[$0].fact) == nil }
        }
        self.table = table
        self.nodes = nodes
        alone = GPUPlacement(inventory: inventory, demands: demands)
        packing = table.packing(nodes: nodes)
        for index in demands.indices { assignments.append(assignment(index)) }
    }

    var fits: Bool { packing.fits }
    /// Whether there is no room for all where none was found.
    var isCertain: Bool {
        guard !fits else { return true }
        if alone.isCertain, !alone.assignments.allSatisfy(\.fits) { return true }
        let causes = Set(assignments.flatMap(\.causes))
        if causes.contains(.accelerators) { return false }
        // Each of the others holds for every arrangement.
        return packing.isCertain || !causes.subtracting([.notTogether]).isEmpty
    }

    private func assignment(_ index: Int) -> Assignment {
        let start = table.starts[index]
        var assignment = Assignment(
            demand: start.demand, resource: start.resource, running: start.running, placed: packing.placed(index),
            nodes: packing.shares[index].map { table.inventory.nodes[$0.node].fact.name })
        guard !assignment.fits else { return assignment }
        guard alone.assignments[index].fits else {
            assignment.causes = [.accelerators]
            return assignment
        }
        assignment.causes = causes(index)
        assignment.reasons = shortages(index)
        return assignment
    }

    /// Each kind of room that would be too little in every arrangement if only the accelerators and it were looked at.
    private func causes(_ index: Int) -> [Cause] {
        let accelerators = Set(table.starts.filter { $0.demand.perWorker > 0 }.map { RoomKind.device($0.resource) })
        var causes: [Cause] = []
        func isLacking(_ packing: Packing) -> Bool { packing.isCertain && packing.missing(index) > 0 }
        if isLacking(table.packing(accelerators, nodes: nodes)) { causes.append(.wrongArchitecture) }
        for kind in table.kinds where !accelerators.contains(kind) && table.need(index)[column(kind)] > 0 {
            let cause = Cause(kind)
            guard !causes.contains(cause) else { continue }
            if isLacking(table.packing(accelerators.union([kind]))) { causes.append(cause) }
        }
        return causes.isEmpty ? [.notTogether] : causes
    }

    private func column(_ kind: RoomKind) -> Int { table.kinds.firstIndex(of: kind) ?? 0 }

    /// Whether there would be too little even if nothing else ran on any node, and all nodes took pods.
    func isOutOfReach(_ index: Int) -> Bool {
        guard !assignments[index].fits, alone.assignments[index].fits else { return false }
        let start = table.starts[index]
        let nodes = table.inventory.nodes
        let offering = nodes.indices.filter { place in
            (start.demand.perWorker == 0 || nodes[place].offers(start.resource) > 0)
                && start.demand.mismatch(on: nodes[place].fact) == nil
        }
        var job = table.job(index, nodes: offering)
        job.own = [:]
        job.count = start.demand.workers
        let empty = nodes.flatMap { node in table.kinds.map { $0.offered(by: node) } }
        return !Packing(free: empty, width: table.kinds.count, jobs: [job]).fits
    }
}
