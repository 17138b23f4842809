import Value

/// Pods out of what was recorded of them; what the others of a node take stands as one pod.
struct RecordedPods {
    let objects: [Value]
    let notes: [String]

    init(_ pods: [Value], _ uses: [Value]) {
        // The scheduler of the simulated cluster finds out by itself what is to wait.
        let standing = pods.map { pod in
            Self.pod(
                pod["name"]?.string ?? "", in: pod["namespace"]?.string ?? "default", on: pod["node"]?.string ?? "",
                pod,
                priority: pod["priority"]?.integer ?? 0)
        }
        let busy = uses.filter { ($0["pods"]?.integer ?? 0) > 0 && $0["node"] != "" }
        let others = busy.enumerated().map { index, use in
            Self.pod(
                "recorded-others-\(index)", in: "kube-system", on: use["node"]?.string ?? "", use,
                priority: use["lowestPriority"]?.integer ?? 0)
        }
        objects = standing + others
        let count = busy.reduce(Int64(0)) { $0 + ($1["pods"]?.integer ?? 0) }
        notes = count > 0 ? ["\(count) pods that hold no devices stand as one pod a node"] : []
    }

    private static func pod(
        _ name: String, in namespace: String, on node: String, _ recorded: Value, priority: Int64
    ) -> Value {
        let use = recorded["use"]
        var requests = RecordedNode.quantities(recorded["requests"], room: nil)
        // Devices are not shared: what is asked for is the bound.
        let limits = requests
        if let milliCPU = use?["milliCPU"]?.integer, milliCPU > 0 { requests["cpu"] = .string("\(milliCPU)m") }
        for (key, resource) in [("memory", "memory"), ("disk", "ephemeral-storage")] {
            if let amount = use?[key]?.integer, amount > 0 { requests[resource] = .string("\(amount)") }
        }
        var spec: Object = [
            "containers": [
                [
                    "name": "recorded", "image": "sandbox.invalid/recorded:0",
                    "resources": ["requests": .object(requests), "limits": .object(limits)],
                ]
            ]
        ]
        if !node.isEmpty { spec["nodeName"] = .string(node) }
        if priority != 0 { spec["priority"] = .integer(priority) }
        if let gates = recorded["gates"]?.array { spec["schedulingGates"] = .array(gates.map { ["name": $0] }) }
        return [
            "apiVersion": "v1", "kind": "Pod",
            "metadata": [
                "name": .string(name), "namespace": .string(namespace), "labels": recorded["labels"] ?? [:],
            ],
            "spec": .object(spec),
        ]
    }
}
