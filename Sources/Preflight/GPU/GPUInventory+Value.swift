import Value

extension GPUInventory {
    /// What checks see as `gpus`.
    var value: Value {
        let offering = nodes.filter(\.isOffering)
        func names(_ nodes: [Node]) -> Value { .array(nodes.map { .string($0.fact.name) }) }
        let announced = nodes.filter { !$0.isOffering && Accelerator.announces($0.fact.labels) }
        let closed = offering.filter { $0.isUsable && !$0.isOpen }
        var object: Object = [
            "nodes": .integer(Int64(nodes.count)), "offering": .integer(Int64(offering.count)),
            "usable": .integer(Int64(offering.count(where: \.isUsable))),
            "open": .integer(Int64(offering.count(where: \.isOpen))),
            "offered": .integer(offered.values.reduce(0, +)), "resources": Value(counts: offered),
            "text": .string(Self.text(offered)), "announcedOnly": names(announced),
            "announcedText": .string(NodeLines.names(announced.map(\.fact.name))),
        ]
        object["unhealthy"] = unhealthy
        object["unlabelled"] = names(offering.filter { !Accelerator.announces($0.fact.labels) })
        object["notReady"] = names(offering.filter { $0.fact.isReady != true })
        object["cordoned"] = names(offering.filter(\.fact.isCordoned))
        object["pressed"] = Self.pressed(offering)
        object["away"] = Self.lines(offering.flatMap(Self.away))
        object["tainted"] = names(closed)
        object["taints"] = Self.distinct(closed) { $0.description }
        object["tolerations"] = Self.distinct(closed) { $0.toleration }
        object["allTaints"] = Self.keepingAway(offering)
        object["closed"] = Self.lines(offering.map { ($0.fact.name, Self.closure($0)) })
        let sliced = offering.filter(\.isTimeSliced)
        object["timeSliced"] = names(sliced)
        object["timeSlicedText"] = .string(NodeLines.names(sliced.map(\.fact.name)))
        object["vendors"] = vendors
        object["deploys"] = deploys
        object["runtimes"] = Self.runtimes(offering.isEmpty ? nodes : offering)
        return .object(object)
    }

    /// What keeps all pods from a node: lines, nodes alike together.
    private static func away(_ node: Node) -> [(node: String, reason: String?)] {
        let pressures = node.fact.pressures.joined(separator: ", ")
        return [
            (node.fact.name, node.fact.isReady == true ? nil : "not ready"),
            (node.fact.name, node.fact.isCordoned ? "cordoned" : nil),
            (node.fact.name, pressures.isEmpty ? nil : pressures),
        ]
    }

    private var unhealthy: Value {
        var lines: [(node: String, reason: String?)] = []
        for node in nodes {
            for (resource, count) in node.fact.capacity.sorted(by: { $0.key < $1.key }) {
                guard Accelerator.isOne(resource) || node.accelerators[resource] != nil else { continue }
                let offered = node.offers(resource)
                guard offered < count else { continue }
                lines.append((node.fact.name, "\(offered) of \(count) \(resource) healthy"))
            }
        }
        return Self.lines(lines)
    }

    /// Whose accelerators nodes offer or have by their labels.
    private var vendors: Value {
        var vendors: Set<String> = []
        for node in nodes {
            vendors.formUnion(Accelerator.vendors(announcedBy: node.fact.labels))
            for (resource, count) in node.accelerators where count > 0 {
                if let accelerator = Accelerator(resource: resource) { vendors.insert(accelerator.vendor) }
            }
        }
        return .array(vendors.sorted().map(Value.string))
    }

    /// By label, what nodes say of the parts that NVIDIA's operator runs on them, such as `pre-installed`.
    private var deploys: Value {
        var values: [String: Set<String>] = [:]
        for node in nodes {
            for (key, value) in node.fact.labels where key.hasPrefix("nvidia.com/gpu.deploy.") {
                values[key, default: []].insert(value)
            }
        }
        let sorted = values.sorted { $0.key < $1.key }
        return .object(Object(sorted.map { ($0.key, .array($0.value.sorted().map(Value.string))) }))
    }

    /// The handlers of container runtimes, nodes with the same ones together; nodes that do not say them are left out.
    private static func runtimes(_ nodes: [Node]) -> Value {
        var names: [[String]: [String]] = [:]
        for node in nodes {
            guard let handlers = node.fact.runtimeHandlers else { continue }
            names[handlers.sorted(), default: []].append(node.fact.name)
        }
        let groups = names.sorted { $0.value[0] < $1.value[0] }
        return .array(
            groups.map { handlers, nodes in
                [
                    "handlers": .array(handlers.map(Value.string)), "nodes": .integer(Int64(nodes.count)),
                    "names": .string(NodeLines.names(nodes)),
                ]
            })
    }

    private static func pressed(_ nodes: [Node]) -> Value {
        var reasons: [(node: String, reason: String?)] = []
        for node in nodes where !node.fact.pressures.isEmpty {
            reasons.append((node.fact.name, node.fact.pressures.joined(separator: ", ")))
        }
        return lines(reasons)
    }

    private static func lines(_ reasons: [(node: String, reason: String?)]) -> Value {
        .array(NodeLines.lines(reasons).map(Value.string))
    }

    /// Why a node takes no pods of those who may come; nil when it does.
    static func closure(_ node: Node) -> String? {
        if node.fact.isReady != true { return "not ready" }
        if node.fact.isCordoned { return "cordoned" }
        if let pressure = node.fact.pressures.first { return pressure }
        guard !node.isOpen else { return nil }
        let taints = node.closedBy.map(\.description).joined(separator: ", ")
        return "\(node.closedBy.count == 1 ? "taint" : "taints") \(taints) not tolerated"
    }

    /// What keeps pods off these nodes that do not tolerate it.
    private static func keepingAway(_ nodes: [Node]) -> Value {
        let taints = nodes.flatMap(\.fact.taints).filter { $0.effect == "NoSchedule" || $0.effect == "NoExecute" }
        return .array(Set(taints.map(\.description)).sorted().map(Value.string))
    }

    private static func distinct(_ nodes: [Node], _ text: (NodeFact.Taint) -> String) -> Value {
        .array(Set(nodes.flatMap(\.closedBy).map(text)).sorted().map(Value.string))
    }
}
