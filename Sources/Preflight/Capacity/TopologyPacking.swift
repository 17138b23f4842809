/// Places whole replicas, each in one domain of its topology, with the workers of all other deployments around them.
struct TopologyPacking: Sendable {
    /// Nodes with the same value of a label.
    struct Domain: Sendable {
        var value: String
        /// Workers that each has room for, but never more than are of use.
        var nodes: [Packing.Share] = []
        /// Of all nodes.
        var workers: Int64 = 0
    }

    struct Arrangement: Sendable {
        /// By demand.
        var shares: [[Packing.Share]]
        /// Whether every worker of every deployment has a place.
        var isComplete: Bool
    }

    private let placement: PodPlacement
    /// The demands whose replicas are kept together, the largest replicas first.
    private let spanning: [Int]

    /// - Parameter spanning: indices of demands.
    init(_ placement: PodPlacement, _ spanning: [Int]) {
        self.placement = placement
        self.spanning = spanning.sorted { first, second in
            let (one, other) = (placement.table.starts[first].demand, placement.table.starts[second].demand)
            return (-one.groupSize, -one.perWorker, first) < (-other.groupSize, -other.perWorker, second)
        }
    }

    private var packing: Packing { placement.packing }

    /// By demand, a place for every worker; nil where none was found, though there may be one.
    var together: [[Packing.Share]]? {
        for arrangement in [beside, ahead] where arrangement.isComplete { return arrangement.shares }
        return nil
    }

    /// The others stay where they are, replicas go where there is room beside them.
    var beside: Arrangement {
        var room = packing.free
        var shares = packing.shares
        let others = packing.jobs.indices.filter { !spanning.contains($0) }
        for job in others {
            for share in shares[job] { packing.take(share.workers, job, on: share.node, from: &room) }
        }
        for job in spanning { shares[job] = [] }
        let isPlaced = place(&shares, &room)
        return Arrangement(shares: shares, isComplete: isPlaced && others.allSatisfy { packing.missing($0) == 0 })
    }

    /// Replicas go first, the others where there is room beside them.
    private var ahead: Arrangement {
        var room = packing.free
        var shares: [[Packing.Share]] = packing.jobs.map { _ in [] }
        guard place(&shares, &room) else { return Arrangement(shares: shares, isComplete: false) }
        var jobs = packing.jobs
        for job in spanning { jobs[job].count = 0 }
        let rest = Packing(free: room, width: packing.width, jobs: jobs)
        for job in jobs.indices where !spanning.contains(job) { shares[job] = rest.shares[job] }
        return Arrangement(shares: shares, isComplete: rest.fits)
    }

    /// - Returns: whether all replicas have a place.
    private func place(_ shares: inout [[Packing.Share]], _ room: inout [Int64]) -> Bool {
        var isPlaced = true
        for job in spanning {
            let hasRoom = place(job, &shares[job], &room)
            isPlaced = isPlaced && hasRoom
        }
        return isPlaced
    }

    /// In the smallest domains that are large enough.
    private func place(_ job: Int, _ shares: inout [Packing.Share], _ room: inout [Int64]) -> Bool {
        let (missing, size) = (packing.jobs[job].count, placement.table.starts[job].demand.groupSize)
        var groups = (missing + size - 1) / size
        let domains = placement.domains(job, in: room).sorted { ($0.workers, $0.value) < ($1.workers, $1.value) }
        for domain in domains where groups > 0 {
            let count = min(groups, domain.workers / size)
            var workers = count * size
            for node in domain.nodes where workers > 0 && node.workers > 0 {
                let share = Packing.Share(node: node.node, workers: min(workers, node.workers))
                packing.take(share.workers, job, on: share.node, from: &room)
                shares.append(share)
                workers -= share.workers
            }
            groups -= count
        }
        return groups == 0
    }
}

extension PodPlacement {
    /// By value of the label that keeps a demand's replicas together, the nodes that its workers may go to.
    ///
    /// - Parameter room: by node and column, with none of its own workers in it.
    func domains(_ index: Int, in room: [Int64]) -> [TopologyPacking.Domain] {
        let demand = table.starts[index].demand
        let most = packing.jobs[index].count + demand.groupSize
        var domains: [String: TopologyPacking.Domain] = [:]
        for node in nodes[index] {
            guard let value = table.inventory.nodes[node].fact.labels[demand.topologyKey] else { continue }
            let workers = min(most, packing.capacity(index, on: node, in: room))
            var domain = domains[value] ?? TopologyPacking.Domain(value: value)
            domain.nodes.append(Packing.Share(node: node, workers: workers))
            domain.workers = domain.workers.adding(workers)
            domains[value] = domain
        }
        return domains.values.sorted { $0.value < $1.value }
    }
}
