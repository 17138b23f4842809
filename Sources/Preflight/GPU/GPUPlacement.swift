import Value

/// Whether deployments find room for all their workers at once, each worker whole on one node.
///
/// Larger workers are placed first, each deployment on the nodes with the least room that is enough. When this finds a
/// placement there is one; it may miss one where several deployments compete for nodes that not all of them may use.
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
    /// By node and resource, what is free for everyone.
    private var common: [[String: Int64]]
    /// By node and resource, the deployments that were placed there, with what they take.
    private var setAside: [[String: [(name: String, count: Int64)]]]
    /// What all deployments ask for, by resource.
    private var wanted: [String: Int64] = [:]

    init(inventory: GPUInventory, demands: [GPUDemand]) {
        self.inventory = inventory
        common = inventory.nodes.map { node in
            Dictionary(uniqueKeysWithValues: node.fact.allocatable.keys.map { ($0, node.free($0)) })
        }
        setAside = inventory.nodes.map { _ in [:] }
        let starts = demands.enumerated().map { (index: $0, start: Start($1, in: inventory)) }
        let order = starts.sorted { left, right in
            (-left.start.demand.perWorker, left.start.eligible.count, left.index)
                < (-right.start.demand.perWorker, right.start.eligible.count, right.index)
        }
        for start in starts { wanted.add(start.start.demand.gpus, to: start.start.resource) }
        var placed: [(Int, Assignment)] = []
        for (index, start) in order { placed.append((index, place(start))) }
        assignments = placed.sorted { $0.0 < $1.0 }.map(\.1)
    }

    /// What is known of a demand before anything is placed.
    private struct Start {
        var demand: GPUDemand
        var resource: String
        var running: Int64 = 0
        /// By node, what its own pods will give back: those that do not count as running workers.
        var own: [Int: Int64] = [:]
        /// Indices of the nodes that its pods may go to and that offer the resource.
        var eligible: [Int] = []

        init(_ demand: GPUDemand, in inventory: GPUInventory) {
            self.demand = demand
            let names = Accelerator.wholeResources(of: demand.vendor)
            let offered = inventory.offered
            resource = names.max { (offered[$0] ?? 0) < (offered[$1] ?? 0) } ?? "\(demand.vendor).com/gpu"
            guard demand.perWorker > 0 else { return }
            let indices = Dictionary(
                inventory.nodes.enumerated().map { ($1.fact.name, $0) }, uniquingKeysWith: { first, _ in first })
            for pod in inventory.pods where demand.owns(pod) {
                guard let index = indices[pod.node], let held = pod.requests[resource] else { continue }
                if held == demand.perWorker, running < demand.workers, inventory.nodes[index].fact.isReady == true {
                    running += 1
                } else {
                    own[index, default: 0] += held
                }
            }
            for (index, node) in inventory.nodes.enumerated() where node.offers(resource) > 0 {
                if demand.obstacle(on: node, resource: resource) == nil { eligible.append(index) }
            }
        }
    }

    private func available(_ index: Int, _ start: Start) -> Int64 {
        (common[index][start.resource] ?? 0) + (start.own[index] ?? 0)
    }

    private mutating func place(_ start: Start) -> Assignment {
        let demand = start.demand
        var assignment = Assignment(demand: demand, resource: start.resource, running: start.running)
        guard demand.perWorker > 0 else {
            assignment.running = demand.workers
            return assignment
        }
        var missing = demand.workers - start.running
        let before = start.eligible.map { (index: $0, available: available($0, start)) }
            .sorted { ($0.available, $0.index) < ($1.available, $1.index) }
        for (index, available) in before where missing > 0 && available >= demand.perWorker {
            let workers = min(missing, available / demand.perWorker)
            let taken = workers * demand.perWorker
            common[index][start.resource, default: 0] -= taken - min(taken, start.own[index] ?? 0)
            missing -= workers
            assignment.placed += workers
            assignment.nodes.append(inventory.nodes[index].fact.name)
            setAside[index][start.resource, default: []].append((demand.name, taken))
        }
        if missing > 0 {
            assignment.cause = cause(start, before.map { max(0, $0.available) })
            assignment.reasons = reasons(
                start, Dictionary(uniqueKeysWithValues: before.map { ($0.index, $0.available) }))
        }
        return assignment
    }

    private func cause(_ start: Start, _ available: [Int64]) -> Cause {
        let resource = start.resource
        let demand = start.demand
        let needed = (demand.workers - start.running) * demand.perWorker
        let offered = inventory.nodes.reduce(0) { $0 + $1.offers(resource) }
        let free = available.reduce(0, +)
        if offered == 0 { return .notOffered }
        if offered < wanted[resource] ?? 0 { return .tooFew }
        if start.eligible.isEmpty { return .unusable }
        if start.eligible.allSatisfy({ inventory.nodes[$0].offers(resource) < demand.perWorker }) { return .tooSmall }
        let isFree = { (index: Int) in inventory.nodes[index].free(resource) + (start.own[index] ?? 0) > 0 }
        if !start.eligible.contains(where: isFree) { return .allAllocated }
        return free >= needed ? .fragmented : .tooFewFree
    }

    private func reasons(_ start: Start, _ available: [Int: Int64]) -> [String] {
        NodeLines.lines(
            inventory.nodes.enumerated().map { index, node in
                (node.fact.name, reason(start, index, node, available[index]))
            })
    }

    /// Nil for a node that has nothing to do with accelerators.
    private func reason(_ start: Start, _ index: Int, _ node: GPUInventory.Node, _ available: Int64?) -> String? {
        let resource = start.resource
        let offered = node.offers(resource)
        guard offered > 0 else {
            let others = node.fact.allocatable.filter { $0.value > 0 }
            if !others.isEmpty { return "offers \(GPUInventory.text(others)), not \(resource)" }
            return Accelerator.announces(node.fact.labels)
                ? "is labelled as having accelerators, but offers none" : nil
        }
        if let obstacle = start.demand.obstacle(on: node, resource: resource) { return obstacle }
        let free = max(0, available ?? 0)
        let per = start.demand.perWorker
        if offered < per { return "has \(offered) \(resource), a worker needs \(per)" }
        if free < per {
            let others = (setAside[index][resource] ?? []).map { ", \($0.count) set aside for \($0.name)" }
            return "\(free) of \(offered) \(resource) free\(others.joined()), a worker needs \(per)"
        }
        return "room for \(free / per) of the workers"
    }
}
