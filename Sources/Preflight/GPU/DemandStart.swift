/// What is known of a demand before anything is placed.
struct DemandStart: Sendable {
    let demand: GPUDemand
    /// What its workers' accelerators are called.
    let resource: String
    /// Workers that run already, on nodes that are ready.
    private(set) var running: Int64 = 0
    /// By node, its own pods that do not count as running workers: what they hold, they give back.
    private(set) var own: [Int: [PodFact]] = [:]
    /// Indices of the nodes that its pods may go to and that offer the resource.
    private(set) var eligible: [Int] = []

    /// - Parameters:
    ///   - offered: what all nodes offer, by resource.
    ///   - indices: of the nodes, by name.
    ///   - isWhole: whether a pod must also hold what a worker asks for besides accelerators to count as one.
    init(
        _ demand: GPUDemand, in inventory: GPUInventory, offered: [String: Int64], indices: [String: Int],
        isWhole: Bool = false
    ) {
        self.demand = demand
        let names = Accelerator.wholeResources(of: demand.vendor)
        resource =
            demand.resource ?? names.max { (offered[$0] ?? 0) < (offered[$1] ?? 0) } ?? "\(demand.vendor).com/gpu"
        let isPlaced = demand.perWorker > 0 || (isWhole && demand.asksForMore)
        guard isPlaced else {
            running = demand.workers
            return
        }
        for pod in inventory.pods where demand.owns(pod) {
            guard let index = indices[pod.node] else { continue }
            let isWorker = isWhole ? demand.isServed(by: pod, resource) : pod.requests[resource] == demand.perWorker
            if isWorker, running < demand.workers, inventory.nodes[index].fact.isReady == true {
                running += 1
            } else if pod.requests[resource] != nil {
                own[index, default: []].append(pod)
            }
        }
        for (index, node) in inventory.nodes.enumerated() {
            guard demand.perWorker == 0 || node.offers(resource) > 0 else { continue }
            if demand.obstacle(on: node, resource: resource) == nil { eligible.append(index) }
        }
    }

    /// Workers that are still to be placed.
    var missing: Int64 { demand.workers - running }

    /// The accelerators that its own pods on a node give back.
    func held(on node: Int) -> Int64 { (own[node] ?? []).reduce(0) { $0 + ($1.requests[resource] ?? 0) } }

    static func all(_ demands: [GPUDemand], in inventory: GPUInventory, isWhole: Bool = false) -> [DemandStart] {
        let offered = inventory.offered
        let indices = inventory.indices
        return demands.map { DemandStart($0, in: inventory, offered: offered, indices: indices, isWhole: isWhole) }
    }
}

extension GPUDemand {
    /// Whether a pod holds all that a worker asks for.
    fileprivate func isServed(by pod: PodFact, _ resource: String) -> Bool {
        guard pod.requests[resource] ?? 0 == perWorker else { return false }
        return pod.use.milliCPU >= use.milliCPU && pod.use.memory >= use.memory && pod.use.disk >= use.disk
            && extra.allSatisfy { (pod.requests[$0.key] ?? 0) >= $0.value }
    }
}

extension GPUInventory {
    /// Of the nodes, by name.
    var indices: [String: Int] {
        Dictionary(nodes.enumerated().map { ($1.fact.name, $0) }, uniquingKeysWith: { first, _ in first })
    }
}
