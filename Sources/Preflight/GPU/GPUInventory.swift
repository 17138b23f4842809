import Value

/// What the nodes of a cluster offer, and what of it pods hold; a pure function of both.
struct GPUInventory: Sendable {
    struct Node: Sendable {
        var fact: NodeFact
        /// What it offers of accelerators, by resource.
        let accelerators: [String: Int64]
        /// What all pods on it take, by extended resource.
        var used: [String: Int64] = [:]
        /// Taints that nobody who may come tolerates; none where one of them gets in.
        var closedBy: [NodeFact.Taint] = []

        /// - Parameter named: further resources that are accelerators.
        init(_ fact: NodeFact, named: Set<String> = []) {
            self.fact = fact
            accelerators = fact.allocatable.filter { Accelerator.isOne($0.key) || named.contains($0.key) }
        }

        func offers(_ resource: String) -> Int64 { fact.allocatable[resource] ?? 0 }

        /// Negative when devices that pods hold have become unhealthy.
        func free(_ resource: String) -> Int64 { offers(resource) - (used[resource] ?? 0) }

        /// Whether it takes pods at all.
        var isUsable: Bool { fact.isReady == true && !fact.isCordoned && fact.pressures.isEmpty }
        /// Whether it takes the pods of those who may come.
        var isOpen: Bool { isUsable && closedBy.isEmpty }
        var isOffering: Bool { accelerators.values.contains { $0 > 0 } }

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
    /// Those that are on one of the nodes.
    let pods: [PodFact]

    /// - Parameters:
    ///   - tolerations: of each who may come; a node is closed where none of them is let in.
    ///   - named: resources that deployments call accelerators, besides what everybody calls so.
    init(
        nodes: [NodeFact], pods: [PodFact] = [], tolerations: [[Toleration]] = [], named: Set<String> = []
    ) {
        var all = nodes.map { Node($0, named: named) }
        for index in all.indices { all[index].closedBy = Self.closing(all[index], tolerations) }
        let indices = Dictionary(nodes.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
        for pod in pods {
            // It waits, or its node is gone, and what it held with it.
            guard let index = indices[pod.node] else { continue }
            for (resource, count) in pod.requests { all[index].used.add(count, to: resource) }
        }
        self.nodes = all
        self.pods = pods.filter { indices[$0.node] != nil }
    }

    private static func closing(_ node: Node, _ tolerations: [[Toleration]]) -> [NodeFact.Taint] {
        let resources = Set(node.accelerators.filter { $0.value > 0 }.keys)
        let closing = (tolerations.isEmpty ? [[]] : tolerations)
            .map { node.fact.taints(notToleratedBy: $0, holding: resources) }
        return closing.contains(where: \.isEmpty) ? [] : closing[0]
    }

    /// All accelerators by resource, also on nodes that cannot be used now.
    var offered: [String: Int64] {
        var offered: [String: Int64] = [:]
        for node in nodes {
            for (resource, count) in node.accelerators where count > 0 { offered.add(count, to: resource) }
        }
        return offered
    }

    /// What nodes that let pods in have left, by resource.
    var free: [String: Int64] {
        var free: [String: Int64] = [:]
        for node in nodes where node.isOpen {
            for resource in node.accelerators.keys where node.free(resource) > 0 {
                free.add(node.free(resource), to: resource)
            }
        }
        return free
    }

    /// Such as `16 nvidia.com/gpu, 7 nvidia.com/mig-1g.5gb`.
    static func text(_ counts: [String: Int64]) -> String {
        counts.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: ", ")
    }
}
