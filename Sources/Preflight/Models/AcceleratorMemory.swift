public import Value

/// The memory of a cluster's accelerators, as far as labels of its nodes tell it.
public struct AcceleratorMemory: Sendable, Equatable {
    /// Of the largest device, in bytes, by resource.
    private var largest: [String: Int64] = [:]
    /// Resources of which some node does not tell.
    private var untold: Set<String> = []

    init(_ nodes: [NodeRecord]) {
        for node in nodes {
            let fact = NodeFact(name: node.name, labels: node.labels)
            for (resource, count) in NodeFact.counts(node.value["allocatable"])
            where Accelerator.isOne(resource) && count > 0 {
                guard let bytes = DeviceMemory.bytes(of: fact, resource: resource) else {
                    untold.insert(resource)
                    continue
                }
                largest[resource] = max(bytes, largest[resource] ?? 0)
            }
        }
    }

    /// Why the largest devices surely do not hold a model; nil where they may, and where that is not known.
    ///
    /// An estimate of the model's size proves nothing, and room for long requests comes on top.
    /// - Parameters:
    ///   - model: as the catalog describes it.
    ///   - resource: what the devices are called; nil for the whole devices of the vendors.
    ///   - vendors: any where there are none.
    ///   - devices: that hold a copy of it together.
    public func refusal(of model: Value, on resource: String?, of vendors: [String], devices: Int64) -> String? {
        let need: ModelNeed?
        do { need = try ModelNeed(model, nil) } catch { return nil }
        guard let need, need.source != .estimate, let meant = meant(resource, vendors),
            untold.isDisjoint(with: meant), let most = meant.compactMap({ largest[$0] }).max()
        else { return nil }
        let needed = need.perDevice(devices)
        guard most < needed else { return nil }
        let count = devices == 1 ? "one accelerator" : "each of \(devices) accelerators"
        return "\(count) needs \(RoomKind.memory.number(needed)), since \(need.words), and the largest of the cluster "
            + "have \(RoomKind.memory.number(most)); resources.gpu asks for more of them"
    }

    /// Resources that the devices may have; nil where one of the vendors goes by another name here.
    private func meant(_ resource: String?, _ vendors: [String]) -> Set<String>? {
        if let resource { return [resource] }
        guard !vendors.isEmpty else {
            return Set(largest.keys).union(untold).filter { Accelerator(resource: $0)?.share == .whole }
        }
        let whole = vendors.map(Accelerator.wholeResources)
        return whole.contains(where: \.isEmpty) ? nil : Set(whole.flatMap(\.self))
    }
}
