import Value

/// Whether deployments find accelerators for all their workers at once, each worker's on one node; nothing else is looked
/// at. When this finds a placement there is one; `isCertain` tells whether there is none otherwise.
struct GPUPlacement: Sendable {
    struct Assignment: Sendable {
        var demand: GPUDemand
        /// The resource that its workers ask for.
        var resource: String
        /// Workers that run already, on nodes that are ready.
        var running: Int64 = 0
        /// Workers for which there is room besides.
        var placed: Int64 = 0
        var nodes: [String] = []
        var cause = Cause.none
        /// For each node, or for nodes alike, why no further worker fits.
        var reasons: [String] = []

        var fits: Bool { running + placed >= demand.workers }
    }

    /// Why there is no room.
    enum Cause: String, Sendable {
        case none
        /// No node offers the resource.
        case notOffered
        /// All nodes together, even if they were empty, have too few for all deployments.
        case tooFew
        /// Nodes offer enough, but none may be used.
        case unusable
        /// No node that may be used has as many as one worker needs, even if it were empty.
        case tooSmall
        case allAllocated
        /// Enough are free in total, but not on single nodes.
        case fragmented
        case tooFewFree
    }

    private(set) var assignments: [Assignment] = []
    let inventory: GPUInventory
    /// Whether what does not fit would fit in no other arrangement of the deployments either.
    var isCertain: Bool { packing.isCertain }
    private let table: RoomTable
    private let packing: Packing
    /// What all deployments ask for, by resource.
    private var wanted: [String: Int64] = [:]
    private var starts: [DemandStart] { table.starts }

    init(inventory: GPUInventory, demands: [GPUDemand]) {
        self.inventory = inventory
        table = RoomTable(inventory: inventory, demands: demands, isWhole: false)
        packing = table.packing()
        for start in table.starts { wanted.add(start.demand.gpus, to: start.resource) }
        for index in table.starts.indices { assignments.append(assignment(index)) }
    }

    private func assignment(_ index: Int) -> Assignment {
        let start = starts[index]
        var assignment = Assignment(
            demand: start.demand, resource: start.resource, running: start.running, placed: packing.placed(index))
        assignment.nodes = packing.shares[index].map { inventory.nodes[$0.node].fact.name }
        if !assignment.fits {
            let available = available(index)
            assignment.cause = cause(start, available)
            assignment.reasons = reasons(index, available)
        }
        return assignment
    }

    /// The nodes that have room for workers of a demand that do not run yet, with how many they hold while no other demand's
    /// workers come; none where all run.
    func rooms(of index: Int) -> [(node: String, workers: Int64)] {
        guard starts[index].missing > 0 else { return [] }
        return starts[index].eligible.map { node in
            (
                node: inventory.nodes[node].fact.name,
                workers: packing.capacity(index, on: node, in: packing.free)
            )
        }.filter { $0.workers > 0 }
    }

    /// By node, what the demand's workers may take with all others where they are.
    private func available(_ index: Int) -> [Int: Int64] {
        guard let column = table.kinds.firstIndex(of: .device(starts[index].resource)) else { return [:] }
        let nodes = starts[index].eligible
        return Dictionary(uniqueKeysWithValues: nodes.map { ($0, packing.available(index, on: $0, column)) })
    }

    private func cause(_ start: DemandStart, _ available: [Int: Int64]) -> Cause {
        let resource = start.resource
        let demand = start.demand
        let needed = start.missing * demand.perWorker
        let offered = inventory.nodes.reduce(0) { $0 + $1.offers(resource) }
        let free = available.values.reduce(0) { $0 + max(0, $1) }
        if offered == 0 { return .notOffered }
        if offered < wanted[resource] ?? 0 { return .tooFew }
        if start.eligible.isEmpty { return .unusable }
        if start.eligible.allSatisfy({ inventory.nodes[$0].offers(resource) < demand.perWorker }) { return .tooSmall }
        let isFree = { (index: Int) in inventory.nodes[index].free(resource) + start.held(on: index) > 0 }
        if !start.eligible.contains(where: isFree) { return .allAllocated }
        return free >= needed ? .fragmented : .tooFewFree
    }

    private func reasons(_ index: Int, _ available: [Int: Int64]) -> [String] {
        NodeLines.lines(
            inventory.nodes.enumerated().map { place, node in
                (node.fact.name, reason(index, place, node, available[place]))
            })
    }

    /// Nil for a node that has nothing to do with accelerators.
    private func reason(
        _ index: Int, _ place: Int, _ node: GPUInventory.Node, _ available: Int64?
    ) -> String? {
        let (resource, demand) = (starts[index].resource, starts[index].demand)
        let offered = node.offers(resource)
        guard offered > 0 else {
            let others = node.accelerators.filter { $0.value > 0 }
            if !others.isEmpty { return "offers \(GPUInventory.text(others)), not \(resource)" }
            return Accelerator.announces(node.fact.labels)
                ? "is labelled as having accelerators, but offers none" : nil
        }
        if let obstacle = demand.obstacle(on: node, resource: resource) { return obstacle }
        let free = max(0, available ?? 0)
        if offered < demand.perWorker { return "has \(offered) \(resource), a worker needs \(demand.perWorker)" }
        if free < demand.perWorker {
            let others = setAside(index, on: place)
            return "\(free) of \(offered) \(resource) free\(others), a worker needs \(demand.perWorker)"
        }
        return "room for \(free / demand.perWorker) of the workers"
    }

    /// What other deployments take there, such as `, 8 set aside for qwen`.
    private func setAside(_ index: Int, on place: Int) -> String {
        var text = ""
        for other in starts.indices where other != index && starts[other].resource == starts[index].resource {
            let workers = packing.workers(other, on: place)
            let demand = starts[other].demand
            if workers > 0 { text += ", \(workers * demand.perWorker) set aside for \(demand.name)" }
        }
        return text
    }
}
