import Value

/// What accelerators the nodes of a cluster offer, alike ones together: for people who choose what to serve.
public struct GPUOverview: Sendable, Equatable {
    /// Devices of one kind.
    public struct Group: Sendable, Equatable {
        /// What pods ask for, such as `nvidia.com/gpu`.
        public var resource: String
        /// What the nodes' labels call it; nil where they say nothing.
        public var product: String?
        /// Of each device, in MiB; nil where the nodes' labels say nothing.
        public var memory: Int64?
        /// Sorted by name.
        public var nodes: [String]
        /// All of them, also on nodes that take no pods now.
        public var count: Int64
        /// On nodes that take pods; nil where what pods hold could not be read.
        public var free: Int64?
        /// Whether one of the nodes takes pods.
        public var isUsable: Bool
    }

    /// Sorted by resource and product.
    public var groups: [Group] = []
    /// How many nodes there are, with and without accelerators; nil where they could not be read.
    public var nodes: Int?
    /// Lines about nodes that offer accelerators and take no pods now.
    public var closed: [String] = []
    /// What could not be read, a sentence each.
    public var unseen: [String] = []

    /// - Parameter facts: with `nodes` and `pods` gathered.
    public init(_ facts: Facts) {
        var pods: [PodFact]?
        do { pods = try Self.list(facts[.pods], PodFact.init(value:)) } catch {
            unseen.append("what pods hold of the GPUs could not be read: \(error)")
        }
        do {
            let found = try Self.list(facts[.nodes], NodeFact.init(value:))
            nodes = found.count
            read(GPUInventory(nodes: found, pods: pods ?? []), knowsPods: pods != nil)
        } catch {
            unseen.append("the nodes could not be read: \(error)")
        }
    }

    /// - Throws: `UnknownReason` for what was not gathered.
    private static func list<Element>(_ fact: Fact, _ read: (Value) throws -> Element) throws -> [Element] {
        if case .unknown(let reason) = fact { throw reason }
        return try (fact.value?.array ?? []).map(read)
    }

    /// Of the largest whole device on nodes that take pods, in MiB; nil where nothing says how large one is.
    public var largestDevice: Int64? {
        groups.filter { $0.isUsable && Accelerator(resource: $0.resource)?.share == .whole }.compactMap(\.memory).max()
    }

    private mutating func read(_ inventory: GPUInventory, knowsPods: Bool) {
        for node in inventory.nodes.sorted(by: { $0.fact.name < $1.fact.name }) {
            for (resource, count) in node.accelerators.sorted(by: { $0.key < $1.key }) where count > 0 {
                let free = node.isUsable ? max(0, node.free(resource)) : 0
                let group = Group(
                    resource: resource, product: node.fact.product, memory: node.fact.deviceMemory,
                    nodes: [node.fact.name], count: count, free: knowsPods ? free : nil, isUsable: node.isUsable)
                add(group)
            }
        }
        groups.sort { ($0.resource, $0.product ?? "") < ($1.resource, $1.product ?? "") }
        closed = NodeLines.lines(
            inventory.nodes.filter(\.isOffering).map { node in
                (node.fact.name, node.isUsable ? nil : GPUInventory.closure(node))
            })
    }

    private mutating func add(_ group: Group) {
        let index = groups.firstIndex {
            $0.resource == group.resource && $0.product == group.product && $0.memory == group.memory
        }
        guard let index else { return groups.append(group) }
        groups[index].nodes += group.nodes
        groups[index].count += group.count
        groups[index].free = groups[index].free.flatMap { free in group.free.map { free + $0 } }
        groups[index].isUsable = groups[index].isUsable || group.isUsable
    }
}

extension NodeFact {
    /// What its accelerators are, by the labels that vendors' and clouds' software writes.
    var product: String? {
        ["nvidia.com/gpu.product", "amd.com/gpu.product-name", "cloud.google.com/gke-accelerator"].lazy
            .compactMap { labels[$0] }.first
    }

    /// Of each device, in MiB.
    fileprivate var deviceMemory: Int64? {
        if let memory = labels["nvidia.com/gpu.memory"] { return Int64(memory) }
        guard let text = labels["amd.com/gpu.vram"] else { return nil }
        // Written without the letter of binary amounts, which it means.
        let amount = text.last.map { "KMGT".contains($0) } == true ? text + "i" : text
        do { return try Quantity(amount).integer >> 20 } catch { return nil }
    }
}
