import Value

/// Who says of a node that it has accelerators: labels, a device plugin, a driver of dynamic resource allocation; and where
/// they do not say the same.
struct Advertisement: Sendable {
    /// Labels announce accelerators that nobody gives to pods.
    private(set) var silent: [String] = []
    /// A device plugin and a driver both give the same devices.
    private(set) var doubled: [(node: String, reason: String?)] = []
    /// Accelerators are given, though no label says that they are there.
    private(set) var unlabelled: [String] = []
    /// Whether drivers can publish devices at all.
    private let isServed: Bool
    /// Pools whose slices are not as they should be yet.
    private let problems: [String]
    /// Drivers that publish a pool without a device.
    private(set) var empty: [String] = []
    /// How many drivers publish some, counted for each node.
    private(set) var filled: Int64 = 0
    /// How many nodes have accelerators by one of them.
    private(set) var nodes: Int64 = 0

    /// - Parameter fact: what drivers publish; null where nobody can.
    init(_ inventory: GPUInventory, fact: Value) {
        isServed = fact["version"] != nil
        problems = (fact["problems"]?.array ?? []).compactMap(\.string)
        let published = Self.published(fact)
        for node in inventory.nodes {
            let drivers = published[node.fact.name] ?? [:]
            let announced = Accelerator.vendors(announcedBy: node.fact.labels)
            guard node.isOffering || !announced.isEmpty || !drivers.isEmpty else { continue }
            nodes += 1
            if !node.isOffering, drivers.isEmpty { silent.append(node.fact.name) }
            if node.isOffering, announced.isEmpty { unlabelled.append(node.fact.name) }
            for (driver, count) in drivers.sorted(by: { $0.key < $1.key }) {
                let offered = Self.offered(node, by: DRAInventory.vendors[driver])
                guard !offered.isEmpty else { continue }
                let text = GPUInventory.text(offered)
                doubled.append((node.fact.name, "\(text) by a device plugin, and \(count) devices by \(driver)"))
            }
        }
        for entry in fact["empty"]?.array ?? [] {
            let (driver, node) = (entry["driver"]?.string ?? "", entry["node"]?.string ?? "")
            let place = node.isEmpty ? "" : " on node \(node)"
            empty.append("pool \(entry["pool"]?.string ?? "") of \(driver)\(place) has no device")
        }
        filled = Int64(published.values.reduce(0) { $0 + $1.count })
    }

    /// By node and driver, the devices that are published, tainted ones among them.
    private static func published(_ fact: Value) -> [String: [String: Int64]] {
        var published: [String: [String: Int64]] = [:]
        for entry in fact["devices"]?.array ?? [] {
            guard let driver = entry["driver"]?.string, let node = entry["node"]?.string else { continue }
            let count = (entry["devices"]?.integer ?? 0).adding(entry["tainted"]?.integer ?? 0)
            if count > 0 { published[node, default: [:]].add(count, to: driver) }
        }
        return published
    }

    private static func offered(_ node: GPUInventory.Node, by vendor: String?) -> [String: Int64] {
        node.accelerators.filter { $0.value > 0 && Accelerator(resource: $0.key)?.vendor == vendor }
    }

    /// What checks see as `advertised`.
    var value: Value {
        func list(_ texts: [String]) -> Value { .array(texts.map(Value.string)) }
        return [
            "nodes": .integer(nodes), "silent": list(silent), "silentText": .string(NodeLines.names(silent)),
            "doubled": list(Set(doubled.map(\.node)).sorted()), "doubledLines": list(NodeLines.lines(doubled)),
            "unlabelled": list(unlabelled), "served": .bool(isServed),
            "empty": list(empty), "problems": list(problems), "filled": .integer(filled),
        ]
    }
}
