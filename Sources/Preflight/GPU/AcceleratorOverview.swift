public import Value

/// How many accelerators a cluster has of each kind, and what becomes of them: for people who look at it.
public struct AcceleratorOverview: Sendable, Equatable {
    /// Accelerators that pods ask for by the same name and that the nodes' labels call the same.
    public struct Kind: Sendable, Equatable {
        /// Such as `NVIDIA-H100-80GB-HBM3`, `NVIDIA-H100-80GB-HBM3 mig-1g.10gb`; the resource where labels say nothing.
        public var name: String
        /// What pods ask for; of devices that claims alone get, the driver.
        public var resource: String
        /// Those that are broken among them.
        public var total: Int64 = 0
        /// What pods or claims hold; nil where that could not be read.
        public var used: Int64?
        /// What pods can get now; nil where it is not known what they hold.
        public var free: Int64?
        /// Neither held nor free. Where it is not known what pods hold, some of them may be held.
        public var unusable: Int64 = 0
        /// Why, the most frequent first.
        public var reasons: [Reason] = []
        /// How many nodes have some; devices of no single node have none.
        public var nodes: Int64 = 0
    }

    /// Why some cannot be used.
    public struct Reason: Sendable, Equatable {
        /// Such as `cordoned`.
        public var words: String
        public var count: Int64

        public var text: String { "\(count) \(words)" }
    }

    /// What could not be read.
    public struct Gap: Sendable, Equatable {
        /// Such as `what pods hold of the accelerators`.
        public var what: String
        public var reason: UnknownReason
    }

    /// What `init` reads.
    public static let facts: Set<FactName> = [.nodes, .pods, .resourceSlices]

    /// Sorted by name.
    public private(set) var kinds: [Kind] = []
    public private(set) var unseen: [Gap] = []

    /// - Parameter facts: with those of `Self.facts` gathered.
    public init(_ facts: Facts) {
        let nodes = list(facts[.nodes], "the accelerators of nodes", NodeFact.init(value:))
        let pods = list(facts[.pods], "what pods hold of the accelerators", PodFact.init(value:))
        let inventory = GPUInventory(nodes: nodes ?? [], pods: pods ?? [])
        for node in inventory.nodes { read(node, knowsPods: pods != nil) }
        readDevices(facts[.resourceSlices], inventory)
        for index in kinds.indices { kinds[index].reasons.sort { ($1.count, $0.words) < ($0.count, $1.words) } }
        kinds.sort { ($0.name, $0.resource) < ($1.name, $1.resource) }
    }

    private mutating func list<Element>(
        _ fact: Fact, _ what: String, _ read: (Value) throws -> Element
    ) -> [Element]? {
        if case .unknown(let reason) = fact {
            unseen.append(Gap(what: what, reason: reason))
            return nil
        }
        do {
            return try (fact.value?.array ?? []).map(read)
        } catch {
            unseen.append(Gap(what: what, reason: UnknownReason(.failed, "\(error)")))
            return nil
        }
    }

    /// What device plugins offer.
    private mutating func read(_ node: GPUInventory.Node, knowsPods: Bool) {
        let closure = GPUInventory.closure(node)
        let resources = Set(node.fact.capacity.keys).union(node.fact.allocatable.keys)
        for resource in resources where Accelerator.isOne(resource) {
            let offered = node.offers(resource)
            let total = max(offered, node.fact.capacity[resource] ?? 0)
            guard total > 0 else { continue }
            let used = min(max(0, node.used[resource] ?? 0), total)
            let free = closure == nil ? min(max(0, node.free(resource)), total - used) : 0
            var kind = Kind(name: Self.name(resource, node.fact.product), resource: resource, total: total, nodes: 1)
            kind.used = knowsPods ? used : nil
            kind.free = knowsPods ? free : nil
            // Of a device that is broken nobody tells whether a pod holds it.
            let broken = min(total - offered, total - used)
            kind.note(closure == nil ? total - used - free : broken, "unhealthy")
            if let closure { kind.note(total - used - broken, closure) }
            add(kind)
        }
    }

    /// What drivers publish for claims; a node's accelerators are published by a driver or offered by a plugin.
    private mutating func readDevices(_ fact: Fact, _ inventory: GPUInventory) {
        if case .unknown(let reason) = fact {
            unseen.append(Gap(what: "devices for claims", reason: reason))
            return
        }
        let closures = Dictionary(
            inventory.nodes.map { ($0.fact.name, GPUInventory.closure($0)) }, uniquingKeysWith: { first, _ in first })
        var nodes: Set<String> = [""]
        for entry in fact.value?["devices"]?.array ?? [] {
            guard let driver = entry["driver"]?.string, DRAInventory.drivers.contains(driver) else { continue }
            let node = entry["node"]?.string ?? ""
            let (devices, tainted) = (entry["devices"]?.integer ?? 0, entry["tainted"]?.integer ?? 0)
            guard devices + tainted > 0 else { continue }
            let free = entry["free"]?.integer ?? 0
            let closure = closures[node] ?? nil
            // A driver may publish several pools of one node.
            let isNew = nodes.insert(node.isEmpty ? "" : "\(driver)/\(node)").inserted
            var kind = Kind(
                name: "\(driver) (claims)", resource: driver, total: devices + tainted, nodes: isNew ? 1 : 0)
            kind.used = devices - free
            kind.free = closure == nil ? free : 0
            kind.note(tainted, "tainted by their driver or a rule")
            if let closure { kind.note(free, closure) }
            add(kind)
        }
    }

    /// Of several nodes, or of several pools of one.
    private mutating func add(_ kind: Kind) {
        guard let index = kinds.firstIndex(where: { $0.name == kind.name && $0.resource == kind.resource }) else {
            return kinds.append(kind)
        }
        kinds[index].add(kind)
    }

    private static func name(_ resource: String, _ product: String?) -> String {
        guard let product else { return resource }
        guard Accelerator(resource: resource)?.share == .partition else { return product }
        return "\(product) \(resource.drop { $0 != "/" }.dropFirst())"
    }
}

extension AcceleratorOverview.Kind {
    fileprivate mutating func note(_ count: Int64, _ words: String) {
        guard count > 0 else { return }
        unusable += count
        if let index = reasons.firstIndex(where: { $0.words == words }) {
            reasons[index].count += count
        } else {
            reasons.append(.init(words: words, count: count))
        }
    }

    fileprivate mutating func add(_ other: Self) {
        total += other.total
        used = used.flatMap { used in other.used.map { used + $0 } }
        free = free.flatMap { free in other.free.map { free + $0 } }
        nodes += other.nodes
        for reason in other.reasons { note(reason.count, reason.words) }
    }

    /// What JSON and YAML output shows.
    public var value: Value {
        [
            "kind": .string(name), "resource": .string(resource), "total": .integer(total),
            "used": used.map(Value.integer) ?? .null, "free": free.map(Value.integer) ?? .null,
            "unusable": .integer(unusable),
            "reasons": .array(reasons.map { ["reason": .string($0.words), "count": .integer($0.count)] }),
            "nodes": .integer(nodes),
        ]
    }
}
