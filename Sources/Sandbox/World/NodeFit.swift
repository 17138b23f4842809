import Value

/// Whether a pod may run on a node, in the words of the scheduler.
enum NodeFit {
    /// Why the pod may not run there, whatever is free; nil when it may.
    static func mismatch(_ pod: Value, _ node: Value, ignoresCordon: Bool = false) -> String? {
        if node[at: "spec", "unschedulable"]?.bool == true, !ignoresCordon { return "node(s) were unschedulable" }
        let tolerations = pod[at: "spec", "tolerations"]?.array ?? []
        let taint = node[at: "spec", "taints"]?.array?.first { taint in
            ["NoSchedule", "NoExecute"].contains(taint["effect"]?.string ?? "")
                && !(ignoresCordon && taint["key"]?.string == "node.kubernetes.io/unschedulable")
                && !tolerations.contains { tolerates($0, taint) }
        }
        if let taint {
            let key = taint["key"]?.string ?? ""
            return "node(s) had untolerated taint {\(key): \(taint["value"]?.string ?? "")}"
        }
        if node.condition("Ready")?["status"]?.string != "True" {
            return "node(s) had untolerated taint {node.kubernetes.io/not-ready: }"
        }
        if !matchesSelectors(pod, node) { return "node(s) didn't match Pod's node affinity/selector" }
        return nil
    }

    static func tolerates(_ toleration: Value, _ taint: Value) -> Bool {
        let effect = toleration["effect"]?.string ?? ""
        guard effect.isEmpty || effect == taint["effect"]?.string else { return false }
        let key = toleration["key"]?.string ?? ""
        let isExists = toleration["operator"]?.string == "Exists"
        if key.isEmpty { return isExists }
        guard key == taint["key"]?.string else { return false }
        return isExists || (toleration["value"]?.string ?? "") == (taint["value"]?.string ?? "")
    }

    private static func matchesSelectors(_ pod: Value, _ node: Value) -> Bool {
        let labels = node.labels
        let selector = pod[at: "spec", "nodeSelector"]?.object ?? [:]
        guard selector.allSatisfy({ labels[$0.key] == $0.value }) else { return false }
        let required = pod[
            at: "spec", "affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution",
            "nodeSelectorTerms"
        ]
        guard let terms = required?.array else { return true }
        return terms.contains { term in
            let byLabel: Value = ["matchExpressions": term["matchExpressions"] ?? []]
            let byName: Value = ["matchExpressions": term["matchFields"] ?? []]
            return byLabel.selects(labels) && byName.selects(["metadata.name": .string(node.name)])
        }
    }

    /// The resources of which too little is free.
    static func shortages(_ wanted: [String: Quantity], free: [String: Quantity]) -> [String] {
        wanted.keys.sorted().filter { name in
            guard let amount = wanted[name], amount > .zero else { return false }
            return (free[name] ?? .zero) < amount
        }.map { "Insufficient \($0)" } + ((free["pods"] ?? .zero) > .zero ? [] : ["Too many pods"])
    }
}
