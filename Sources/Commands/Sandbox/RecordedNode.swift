import Value

/// Node objects out of what was recorded of nodes.
enum RecordedNode {
    static func object(_ node: Value) -> Value {
        let name = node["name"]?.string ?? ""
        var labels = node["labels"]?.object ?? [:]
        if node["hostname"] == true { labels["kubernetes.io/hostname"] = .string(name) }
        labels["sandbox.groundcrew/simulated"] = "true"
        var spec: Object = [:]
        if node["cordoned"] == true { spec["unschedulable"] = true }
        if let taints = node["taints"]?.array { spec["taints"] = .array(taints.map(taint)) }
        return [
            "apiVersion": "v1", "kind": "Node", "metadata": ["name": .string(name), "labels": .object(labels)],
            "spec": .object(spec), "status": .object(status(of: node, name)),
        ]
    }

    private static func taint(_ taint: Value) -> Value {
        guard taint["value"] == "", var object = taint.object else { return taint }
        object["value"] = nil
        return .object(object)
    }

    private static func status(of node: Value, _ name: String) -> Object {
        let allocatable = quantities(node["allocatable"], room: node["room"])
        // Nothing but resources with names of their own was recorded of the capacity.
        let capacity = allocatable.merged(with: quantities(node["capacity"], room: nil))
        var conditions: [Value] = []
        if let isReady = node["ready"]?.bool { conditions.append(condition("Ready", isReady)) }
        conditions += (node["pressures"]?.array ?? []).compactMap(\.string).map { condition($0, true) }
        let system = node["system"]
        let kubelet: Value = system?["kubelet"] ?? ""
        let architecture: Value = system?["architecture"] ?? ""
        let operatingSystem: Value = system?["operatingSystem"] ?? ""
        var status: Object = [
            "capacity": .object(capacity), "allocatable": .object(allocatable), "conditions": .array(conditions),
            "addresses": [["type": "Hostname", "address": .string(name)]],
        ]
        status["nodeInfo"] = [
            "kubeletVersion": kubelet, "architecture": architecture, "operatingSystem": operatingSystem,
            "containerRuntimeVersion": "simulated://0",
            "osImage": "simulated", "kernelVersion": "simulated", "machineID": "", "systemUUID": "", "bootID": "",
            "kubeProxyVersion": "",
        ]
        if let handlers = system?["runtimeHandlers"]?.array {
            status["runtimeHandlers"] = .array(handlers.map { ["name": $0] })
        }
        return status
    }

    private static func condition(_ type: String, _ isTrue: Bool) -> Value {
        [
            "type": .string(type), "status": isTrue ? "True" : "False", "reason": "Recorded",
            "message": "as it was recorded",
        ]
    }

    /// What was not reported is left out.
    static func quantities(_ counts: Value?, room: Value?) -> Object {
        var quantities: Object = [:]
        if let milliCPU = room?["milliCPU"]?.integer { quantities["cpu"] = .string("\(milliCPU)m") }
        for (key, name) in [("memory", "memory"), ("disk", "ephemeral-storage"), ("pods", "pods")] {
            if let amount = room?[key]?.integer { quantities[name] = .string("\(amount)") }
        }
        for (name, count) in counts?.object ?? [:] {
            if let count = count.integer { quantities[name] = .string("\(count)") }
        }
        return quantities
    }
}
