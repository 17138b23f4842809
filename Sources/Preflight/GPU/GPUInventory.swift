import Value

/// What the nodes of a cluster offer, and what of it pods hold; a pure function of both.
struct GPUInventory: Sendable {
    struct Node: Sendable {
        var fact: NodeFact
        /// What all pods on it take, by resource.
        var used: [String: Int64] = [:]

        func offers(_ resource: String) -> Int64 { fact.allocatable[resource] ?? 0 }

        /// Negative when devices that pods hold have become unhealthy.
        func free(_ resource: String) -> Int64 { offers(resource) - (used[resource] ?? 0) }

        var isUsable: Bool { fact.isReady == true && !fact.isCordoned }
        var isOffering: Bool { fact.allocatable.values.contains { $0 > 0 } }

        /// Several containers share each of its devices, whatever the resource's name says.
        var isTimeSliced: Bool {
            if fact.labels["nvidia.com/gpu.product"]?.hasSuffix("-SHARED") == true { return true }
            return fact.labels["nvidia.com/gpu.replicas"].flatMap { Int($0) }.map { $0 > 1 } ?? false
        }

        /// With MIG's strategy `single`, its slices go by the name of whole devices.
        var isSliced: Bool {
            fact.labels["nvidia.com/mig.strategy"] == "single"
                && fact.labels["nvidia.com/gpu.product"]?.contains("-MIG-") == true
        }
    }

    let nodes: [Node]
    let pods: [PodFact]

    init(nodes: [NodeFact], pods: [PodFact] = []) {
        var all = nodes.map { Node(fact: $0) }
        let indices = Dictionary(nodes.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
        for pod in pods {
            guard let index = indices[pod.node] else { continue }  // Its node is gone, and what it held with it.
            for (resource, count) in pod.requests { all[index].used.add(count, to: resource) }
        }
        self.nodes = all
        self.pods = pods.filter { indices[$0.node] != nil }
    }

    /// All accelerators by resource, also on nodes that cannot be used now.
    var offered: [String: Int64] {
        var offered: [String: Int64] = [:]
        for node in nodes {
            for (resource, count) in node.fact.allocatable where count > 0 { offered.add(count, to: resource) }
        }
        return offered
    }

    /// What nodes that take pods have left, by resource.
    var free: [String: Int64] {
        var free: [String: Int64] = [:]
        for node in nodes where node.isUsable {
            for resource in node.fact.allocatable.keys where node.free(resource) > 0 {
                free.add(node.free(resource), to: resource)
            }
        }
        return free
    }

    /// Such as `16 nvidia.com/gpu, 7 nvidia.com/mig-1g.5gb`.
    static func text(_ counts: [String: Int64]) -> String {
        counts.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: ", ")
    }

    /// What checks see as `gpus`.
    var value: Value {
        let offering = nodes.filter(\.isOffering)
        func names(_ nodes: [Node]) -> Value { .array(nodes.map { .string($0.fact.name) }) }
        let announced = nodes.filter { !$0.isOffering && Accelerator.announces($0.fact.labels) }
        let unhealthy = nodes.flatMap { node in
            node.fact.capacity.sorted { $0.key < $1.key }.compactMap { resource, count -> Value? in
                let offered = node.offers(resource)
                return offered < count ? .string("\(node.fact.name): \(offered) of \(count) \(resource) healthy") : nil
            }
        }
        return [
            "nodes": .integer(Int64(nodes.count)), "offering": .integer(Int64(offering.count)),
            "usable": .integer(Int64(offering.filter(\.isUsable).count)),
            "offered": .integer(offered.values.reduce(0, +)), "resources": Value(counts: offered),
            "text": .string(Self.text(offered)), "announcedOnly": names(announced), "unhealthy": .array(unhealthy),
            "unlabelled": names(offering.filter { !Accelerator.announces($0.fact.labels) }),
            "notReady": names(offering.filter { $0.fact.isReady != true }),
            "cordoned": names(offering.filter(\.fact.isCordoned)),
            "timeSliced": names(offering.filter(\.isTimeSliced)),
        ]
    }
}
