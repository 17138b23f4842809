import Value

/// Whether the accelerators of some node hold a deployment's model.
struct ModelFit: Sendable {
    enum State: String, Sendable {
        case fits
        /// No node's accelerators hold it.
        case tooSmall
        /// The same, by a size that is an estimate.
        case doubtful
        /// The memory of those that might hold it is not known.
        case unknown
        /// How large it is is not known.
        case noSize
        /// No node that its pods may go to offers as many accelerators; others say so.
        case noNodes
        /// It takes no accelerators, or those of a claim that says itself what it needs.
        case unasked
    }

    private(set) var state = State.unasked
    /// Bytes of each device.
    private(set) var needed: Int64 = 0
    private(set) var words = ""
    /// By node, why it does not hold it.
    private(set) var reasons: [String] = []

    init(_ deployment: Subject.Deployment, _ demand: GPUDemand, need: ModelNeed?, inventory: GPUInventory) {
        guard deployment.perWorker > 0, deployment.claim == nil, deployment.claimTemplate == nil else { return }
        guard let need else {
            state = .noSize
            return
        }
        let devices = deployment.perWorker * max(1, deployment.groupSize)
        needed = need.perDevice(devices)
        let count = devices == 1 ? "one accelerator" : "each of \(devices) accelerators"
        words = "\(count) needs \(RoomKind.memory.number(needed)), since \(need.words)"
        judge(demand, need, inventory)
    }

    private mutating func judge(_ demand: GPUDemand, _ need: ModelNeed, _ inventory: GPUInventory) {
        var lines: [(node: String, reason: String?)] = []
        var isUnknown = false
        var isSome = false
        let wanted = RoomKind.memory.number(needed)
        for node in inventory.nodes where Self.mayGo(demand, to: node.fact) {
            for resource in Self.resources(of: demand) where node.offers(resource) >= demand.perWorker {
                isSome = true
                guard let memory = DeviceMemory.bytes(of: node.fact, resource: resource) else {
                    isUnknown = true
                    lines.append((node.fact.name, "does not tell the memory of its \(resource)"))
                    continue
                }
                if memory >= needed {
                    state = .fits
                    reasons = []
                    return
                }
                let text = RoomKind.memory.number(memory)
                lines.append((node.fact.name, "\(resource) has \(text), the model needs \(wanted)"))
            }
        }
        reasons = NodeLines.lines(lines)
        if !isSome {
            state = .noNodes
        } else if isUnknown {
            state = .unknown
        } else {
            state = need.source == .estimate ? .doubtful : .tooSmall
        }
    }

    private static func resources(of demand: GPUDemand) -> [String] {
        demand.resource.map { [$0] } ?? Accelerator.wholeResources(of: demand.vendor)
    }

    /// Whether it takes pods now does not count: a cordoned node's accelerators hold the model all the same.
    private static func mayGo(_ demand: GPUDemand, to node: NodeFact) -> Bool {
        let matches = demand.nodeSelector.allSatisfy { node.labels[$0.key] == $0.value }
        return matches && (demand.affinity.isEmpty || demand.affinity.contains { $0.holds(for: node) })
    }
}
