import Value

/// DaemonSets that make accelerators of nodes known: whether they run where they should. One whose selector matches no node
/// wants no pod, and so it counts as ready everywhere.
struct StackDaemonSets: Sendable {
    struct Entry: Sendable {
        var name: String
        var part: StackPart
        var wanted: Int64
        var unavailable: Int64
        /// Why it wants no pod, as far as nodes tell.
        var reason = ""
        /// Whether some node offers accelerators of its vendor.
        var isOffered = false
        /// Deployments whose devices come by it.
        var serves: [String] = []

        var hasNoPod: Bool { unavailable >= wanted }
    }

    private let entries: [Entry]
    /// Those that should want pods and do not.
    let idle: [Entry]
    /// Those of which no pod is ready, though the devices of deployments come by them and nobody else gives the same.
    let stopped: [Entry]
    /// How a driver came to the nodes that is not the operator's; empty where nothing tells of one.
    let origin: String

    /// - Parameters:
    ///   - fact: null where the server has none.
    ///   - deployments: those that are wanted.
    init(_ fact: Value, _ inventory: GPUInventory, deployments: [Subject.Deployment] = []) {
        let nodes = inventory.nodes.filter { $0.isOffering || Accelerator.announces($0.fact.labels) }
        var announced: Set<String> = []
        var offered: Set<String> = []
        for node in nodes {
            announced.formUnion(Accelerator.vendors(announcedBy: node.fact.labels))
            let resources = node.accelerators.filter { $0.value > 0 }.keys
            offered.formUnion(resources.compactMap { Accelerator(resource: $0)?.vendor })
        }
        let vendors = announced.union(offered)
        let label = "nvidia.com/gpu.deploy.driver"
        let preinstalled = Set(nodes.compactMap { $0.fact.labels[label] }).subtracting(["true"])
        origin = preinstalled.sorted().map { "\(label)=\($0)" }.joined(separator: ", ")
        let facts = nodes.map(\.fact)
        let all = (fact.array ?? []).compactMap { object -> Entry? in
            guard var entry = Self.entry(object, facts) else { return nil }
            entry.isOffered = offered.contains(entry.part.vendor)
            entry.serves = deployments.filter { entry.part.serves($0) }.map(\.name)
            return entry
        }
        entries = all
        stopped = all.filter { entry in
            // A device plugin that wants no pod may have another in its place that nobody knows.
            guard !entry.serves.isEmpty, entry.hasNoPod, entry.wanted > 0 || entry.part.isOfClaims else { return false }
            return !all.contains { !$0.hasNoPod && $0.part.isAlike(entry.part) }
        }
        idle = all.filter { entry in
            guard entry.wanted == 0, !nodes.isEmpty, entry.part.vendor.isEmpty || vendors.contains(entry.part.vendor)
            else { return false }
            if entry.part.name == "the driver", !preinstalled.isEmpty { return false }
            return !all.contains { $0.wanted > 0 && $0.part.isAlike(entry.part) }
        }
    }

    private static func entry(_ object: Value, _ nodes: [NodeFact]) -> Entry? {
        guard let name = object["metadata"]?["name"]?.string, let part = StackPart(daemonSet: name) else { return nil }
        let (status, pod) = (object["status"], object["spec"]?["template"]?["spec"])
        var entry = Entry(
            name: "\(object["metadata"]?["namespace"]?.string ?? "")/\(name)", part: part,
            wanted: status?["desiredNumberScheduled"]?.integer ?? 0,
            unavailable: status?["numberUnavailable"]?.integer ?? 0)
        if entry.wanted == 0 { entry.reason = reason(pod, nodes) }
        return entry
    }

    /// What keeps its pods from the nodes with accelerators.
    private static func reason(_ pod: Value?, _ nodes: [NodeFact]) -> String {
        var fitting = nodes
        for (key, wanted) in pod?["nodeSelector"]?.object ?? [:] {
            let label = "\(key)=\(wanted.string ?? "")"
            guard Accelerator.isKept(label: key) else { return "its nodeSelector asks for \(label)" }
            fitting = fitting.filter { $0.labels[key] == wanted.string }
            guard fitting.isEmpty else { continue }
            let found = Set(nodes.compactMap { $0.labels[key] }).sorted()
            let others = found.isEmpty ? "" : " (they have \(found.map { "\(key)=\($0)" }.joined(separator: ", ")))"
            return "no node with accelerators has the label \(label) that its nodeSelector asks for\(others)"
        }
        let tolerations = (pod?["tolerations"]?.array ?? []).map(Toleration.init)
        let taints = fitting.flatMap { $0.taints(notToleratedBy: tolerations, holding: []) }
            // Those of nodes that are not well or cordoned are tolerated by every DaemonSet.
            .filter { !$0.key.hasPrefix("node.kubernetes.io/") }
        let away = Set(taints.map(\.description)).sorted()
        if !away.isEmpty { return "it does not tolerate \(away.joined(separator: ", ")) of nodes with accelerators" }
        return pod?["affinity"]?["nodeAffinity"] == nil
            ? "nothing tells why; its controller may not have seen it yet" : "its node affinity may hold for no node"
    }

    /// What checks see as `gpuDaemonSets`.
    var value: Value {
        func described(_ entries: [Entry]) -> Value {
            .array(
                entries.map { entry in
                    [
                        "name": .string(entry.name), "part": .string(entry.part.name),
                        "vendor": .string(entry.part.vendor), "gives": .bool(entry.part.gives),
                        "offered": .bool(entry.isOffered),
                        "wanted": .integer(entry.wanted), "unavailable": .integer(entry.unavailable),
                        "reason": .string(entry.reason), "serves": .array(entry.serves.map(Value.string)),
                    ]
                })
        }
        return [
            "all": .integer(Int64(entries.count)), "idle": described(idle), "stopped": described(stopped),
            "unavailable": described(entries.filter { $0.unavailable > 0 }),
            "running": described(entries.filter { $0.wanted > 0 }), "origin": .string(origin),
        ]
    }
}
