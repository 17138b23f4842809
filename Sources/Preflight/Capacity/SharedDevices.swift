import Value

/// Devices behind what nodes offer several times over: what shares a device has its memory and its time together, so that
/// shares are no capacity for a model.
struct SharedDevices: Sendable {
    let inventory: GPUInventory
    let placement: GPUPlacement

    init(inventory: GPUInventory, demands: [GPUDemand]) {
        self.inventory = inventory
        placement = GPUPlacement(inventory: inventory, demands: demands)
    }

    /// How many devices stand behind a resource of a node, as far as its labels tell.
    static func physical(_ node: GPUInventory.Node, _ resource: String) -> Int64 {
        let offered = max(0, node.offers(resource))
        guard node.isTimeSliced || Accelerator(resource: resource)?.share == .shared else { return offered }
        if let count = number("nvidia.com/gpu.count", of: node), count > 0 { return min(count, offered) }
        guard let replicas = number("nvidia.com/gpu.replicas", of: node), replicas > 1 else { return offered }
        return (offered + replicas - 1) / replicas
    }

    private static func number(_ label: String, of node: GPUInventory.Node) -> Int64? {
        node.fact.labels[label].flatMap { Int64($0) }
    }

    private struct Totals {
        var nodes: [String] = []
        var shares: Int64 = 0
        var devices: Int64 = 0
    }

    /// Of nodes whose devices are shared.
    private var totals: Totals {
        var totals = Totals()
        for node in inventory.nodes {
            let shared = node.accelerators.filter { $0.value > Self.physical(node, $0.key) }
            guard !shared.isEmpty else { continue }
            totals.nodes.append(node.fact.name)
            for (resource, count) in shared {
                totals.shares += count
                totals.devices += Self.physical(node, resource)
            }
        }
        return totals
    }

    /// Deployments whose workers need more devices than any node that they may go to has behind its shares.
    private var tooSmall: [(demand: GPUDemand, most: Int64)] {
        var small: [(demand: GPUDemand, most: Int64)] = []
        for item in placement.assignments where item.fits && item.placed > 0 && item.demand.perWorker > 0 {
            var most: Int64 = 0
            for node in inventory.nodes where item.demand.obstacle(on: node, resource: item.resource) == nil {
                most = max(most, Self.physical(node, item.resource))
            }
            if most < item.demand.perWorker { small.append((item.demand, most)) }
        }
        return small
    }

    /// Where workers would go that find shares and not devices.
    private var placed: [String] {
        var lines: [(node: String, reason: String?)] = []
        for item in placement.assignments {
            let nodes = Set(item.nodes)
            for node in inventory.nodes where nodes.contains(node.fact.name) {
                let (devices, offered) = (Self.physical(node, item.resource), node.offers(item.resource))
                guard devices < offered else { continue }
                let held = max(0, node.used[item.resource] ?? 0)
                let shares = "\(offered) \(item.resource), of which \(held) are held"
                lines.append((node.fact.name, "\(devices) devices stand behind \(shares)"))
            }
        }
        return NodeLines.lines(lines)
    }

    /// What checks see as `sharing`.
    var value: Value {
        let totals = totals
        let used = Set(placement.assignments.flatMap(\.nodes))
        let sliced = inventory.nodes.filter { $0.isSliced && used.contains($0.fact.name) }
        let small = tooSmall.map { item -> Value in
            [
                "name": .string(item.demand.name), "perWorker": .integer(item.demand.perWorker),
                "most": .integer(item.most),
            ]
        }
        return [
            "nodes": .array(totals.nodes.map(Value.string)), "shares": .integer(totals.shares),
            "devices": .integer(totals.devices), "fits": .bool(placement.assignments.allSatisfy(\.fits)),
            "placed": .array(placed.map(Value.string)), "tooSmall": .array(small),
            "sliced": .array(sliced.map { .string($0.fact.name) }),
            "slicedText": .string(NodeLines.names(sliced.map(\.fact.name))),
        ]
    }
}
