/// What demands ask of nodes, and what these have left, as numbers in columns.
struct RoomTable: Sendable {
    let inventory: GPUInventory
    /// What the columns are.
    let kinds: [RoomKind]
    let starts: [DemandStart]
    /// By node, then by column.
    let free: [Int64]
    /// What pods that are no fact of their own take, by node.
    let others: [String: NodeUse]

    /// - Parameters:
    ///   - uses: what pods take that are not in the inventory.
    ///   - isWhole: whether workers take more than their accelerators.
    init(inventory: GPUInventory, uses: [NodeUse] = [], demands: [GPUDemand], isWhole: Bool) {
        let starts = DemandStart.all(demands, in: inventory, isWhole: isWhole)
        var devices = Set(starts.filter { $0.demand.perWorker > 0 }.map(\.resource))
        if isWhole { devices.formUnion(demands.flatMap { $0.extra.keys }) }
        let kinds = devices.sorted().map(RoomKind.device) + (isWhole ? RoomKind.ofNodes : [])
        let others = Dictionary(uses.map { ($0.node, $0) }, uniquingKeysWith: { first, _ in first })
        self.inventory = inventory
        self.starts = starts
        self.kinds = kinds
        self.others = others
        var free = inventory.nodes.flatMap { node in kinds.map { $0.offered(by: node) } }
        let indices = inventory.indices
        for pod in inventory.pods {
            guard let node = indices[pod.node] else { continue }
            for (column, kind) in kinds.enumerated() {
                let place = node * kinds.count + column
                free[place] = free[place].adding(-kind.held(by: pod))
            }
        }
        for (name, use) in others {
            guard let node = indices[name] else { continue }
            for (column, kind) in kinds.enumerated() {
                let place = node * kinds.count + column
                free[place] = free[place].adding(-kind.held(by: use))
            }
        }
        self.free = free
    }

    /// What a demand's workers need of each column.
    ///
    /// - Parameter looked: the kinds that are looked at; the others are as if nobody needed them.
    func need(_ index: Int, _ looked: Set<RoomKind>? = nil) -> [Int64] {
        let start = starts[index]
        return kinds.map { kind in
            looked?.contains(kind) == false ? 0 : kind.needed(by: start.demand, start.resource)
        }
    }

    /// - Parameter nodes: where its workers may go; nil for those that its demand lets them go to.
    func job(_ index: Int, _ looked: Set<RoomKind>? = nil, nodes: [Int]? = nil) -> Packing.Job {
        let start = starts[index]
        guard start.missing > 0 else {
            return Packing.Job(count: 0, need: kinds.map { _ in 0 }, size: 0, nodes: [])
        }
        return Packing.Job(
            count: start.missing, need: need(index, looked), size: start.demand.perWorker,
            nodes: nodes ?? start.eligible, own: start.own.mapValues { held(by: $0) })
    }

    /// What pods hold together, by column.
    func held(by pods: [PodFact]) -> [Int64] {
        kinds.map { kind in pods.reduce(0) { $0.adding(kind.held(by: $1)) } }
    }

    /// - Parameter nodes: by demand, where workers may go; nil for those that the demands let them go to.
    func packing(_ looked: Set<RoomKind>? = nil, nodes: [[Int]]? = nil) -> Packing {
        Packing(
            free: free, width: kinds.count, jobs: starts.indices.map { job($0, looked, nodes: nodes?[$0]) })
    }
}
