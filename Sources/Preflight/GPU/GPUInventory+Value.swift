import Value

extension GPUInventory {
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
        let closed = offering.filter { $0.isUsable && !$0.isOpen }
        return [
            "nodes": .integer(Int64(nodes.count)), "offering": .integer(Int64(offering.count)),
            "usable": .integer(Int64(offering.count(where: \.isUsable))),
            "open": .integer(Int64(offering.count(where: \.isOpen))),
            "offered": .integer(offered.values.reduce(0, +)), "resources": Value(counts: offered),
            "text": .string(Self.text(offered)), "announcedOnly": names(announced), "unhealthy": .array(unhealthy),
            "unlabelled": names(offering.filter { !Accelerator.announces($0.fact.labels) }),
            "notReady": names(offering.filter { $0.fact.isReady != true }),
            "cordoned": names(offering.filter(\.fact.isCordoned)), "tainted": names(closed),
            "taints": Self.distinct(closed) { $0.description }, "tolerations": Self.distinct(closed) { $0.toleration },
            "closed": .array(NodeLines.lines(offering.map { ($0.fact.name, Self.closure($0)) }).map(Value.string)),
            "timeSliced": names(offering.filter(\.isTimeSliced)),
        ]
    }

    /// Why a node takes no pods of those who may come; nil when it does.
    static func closure(_ node: Node) -> String? {
        if node.fact.isReady != true { return "not ready" }
        if node.fact.isCordoned { return "cordoned" }
        guard !node.isOpen else { return nil }
        let taints = node.closedBy.map(\.description).joined(separator: ", ")
        return "\(node.closedBy.count == 1 ? "taint" : "taints") \(taints) not tolerated"
    }

    private static func distinct(_ nodes: [Node], _ text: (NodeFact.Taint) -> String) -> Value {
        .array(Set(nodes.flatMap(\.closedBy).map(text)).sorted().map(Value.string))
    }
}
