import Value

/// Networks that let accelerators of several nodes talk without the kernel, by what nodes offer of them.
enum Fabric {
    /// Whether a resource is such a network; there is no list of their names, which administrators choose.
    static func isOne(_ resource: String) -> Bool {
        let name = resource.lowercased()
        let words = name.split { !$0.isLetter }
        return exact.contains(name) || parts.contains { name.contains($0) } || words.contains("roce")
    }

    private static let exact: Set<String> = ["vpc.amazonaws.com/efa", "nvidia.com/hostdev"]
    private static let parts = ["rdma", "infiniband", "mellanox.com/", "mlnxnics"]

    /// What checks see as `rdma`: of the nodes with accelerators, those that offer a fabric and those that do not.
    static func value(_ inventory: GPUInventory, demands: [GPUDemand]) -> Value {
        let offering = inventory.nodes.filter(\.isOffering)
        var totals: [String: Int64] = [:]
        var without: [String] = []
        for node in offering {
            let fabric = node.fact.allocatable.filter { $0.value > 0 && isOne($0.key) }
            if fabric.isEmpty { without.append(node.fact.name) }
            for (name, count) in fabric { totals.add(count, to: name) }
        }
        let silent = demands.filter { demand in demand.isDistributed && !demand.extra.keys.contains(where: isOne) }
        return [
            "nodes": .integer(Int64(offering.count - without.count)),
            "resources": .array(totals.keys.sorted().map(Value.string)), "text": .string(GPUInventory.text(totals)),
            "without": .array(without.map(Value.string)), "withoutText": .string(NodeLines.names(without)),
            "notAsked": .array(silent.map { .string($0.name) }),
        ]
    }
}
