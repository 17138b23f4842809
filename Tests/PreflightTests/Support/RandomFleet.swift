import Value

/// Nodes and pods as servers have them, and as they might have them: odd values, and much that is left out.
struct RandomFleet {
    var nodes: [Value] = []
    var pods: [Value] = []

    init(using random: inout some RandomNumberGenerator) {
        for index in 0..<Int.random(in: 0...5, using: &random) { nodes.append(Self.node(index, &random)) }
        for index in 0..<Int.random(in: 0...12, using: &random) { pods.append(Self.pod(index, &random)) }
    }

    private static func one<Element>(_ elements: [Element], _ random: inout some RandomNumberGenerator) -> Element {
        elements[Int.random(in: 0..<elements.count, using: &random)]
    }

    private static func happens(_ random: inout some RandomNumberGenerator) -> Bool { Bool.random(using: &random) }

    private static let resources = [
        "cpu", "memory", "ephemeral-storage", "pods", "nvidia.com/gpu", "nvidia.com/mig-1g.5gb", "amd.com/gpu",
        "rdma/hca", "example.com/foo", "hugepages-2Mi", "attachable-volumes-csi", "scheduling.kubernetes.io/foo",
    ]
    private static let labels = [
        "nvidia.com/gpu.product", "zone", "feature.node.kubernetes.io/cpu-x", "topology.kubernetes.io/zone",
    ]
    private static let quantities: [Value] = ["0", "1", "2", "100m", "1500m", "1Gi", "5e3", "0.5", "9E", 3, "7Ki"]

    private static func amounts(_ random: inout some RandomNumberGenerator) -> Value {
        var object: Object = [:]
        for resource in resources where happens(&random) { object[resource] = one(quantities, &random) }
        return .object(object)
    }

    private static func node(_ index: Int, _ random: inout some RandomNumberGenerator) -> Value {
        let name = Value.string("node-\(index)")
        var labels: Object = [:]
        if happens(&random) { labels["kubernetes.io/hostname"] = one([name, "other"], &random) }
        for key in Self.labels where happens(&random) { labels[key] = one(["a", "", "b"], &random) }
        var node: Object = ["metadata": ["name": name, "labels": .object(labels), "uid": "u", "generation": 7]]
        if happens(&random) {
            var spec: Object = ["podCIDR": "10.0.0.0/24"]
            if happens(&random) { spec["unschedulable"] = .bool(happens(&random)) }
            if happens(&random) {
                spec["taints"] = [
                    ["key": "k", "effect": "NoSchedule"], ["key": "l", "value": "v", "effect": "NoExecute"],
                ]
            }
            node["spec"] = .object(spec)
        }
        guard happens(&random) else { return .object(node) }
        var status: Object = ["images": [["names": ["a@sha256:1", "a:1"], "sizeBytes": 123_456_789], ["names": []]]]
        if happens(&random) { status["capacity"] = amounts(&random) }
        if happens(&random) { status["allocatable"] = amounts(&random) }
        var conditions: [Value] = []
        for type in ["Ready", "NetworkUnavailable", "MemoryPressure", "DiskPressure", "PIDPressure", "Own"]
        where happens(&random) {
            let state = one(["True", "False", "Unknown"], &random)
            conditions.append(["type": .string(type), "status": .string(state), "reason": "r", "message": "m"])
        }
        status["conditions"] = .array(conditions)
        if happens(&random) {
            status["nodeInfo"] = [
                "kubeletVersion": "v1.36.2", "architecture": .string(one(["amd64", "arm64"], &random)),
                "operatingSystem": "linux", "osImage": "Ubuntu", "kernelVersion": "6.8",
            ]
        }
        if happens(&random) { status["runtimeHandlers"] = [["name": ""], ["name": "kata"]] }
        node["status"] = .object(status)
        return .object(node)
    }

    private static func containers(_ random: inout some RandomNumberGenerator, areInit: Bool) -> Value {
        var containers: [Value] = []
        for index in 0..<Int.random(in: 0...2, using: &random) {
            var container: Object = [
                "name": .string("c\(index)"), "image": "i", "env": [["name": "A", "value": "secret"]],
            ]
            if happens(&random) {
                container["resources"] = ["requests": amounts(&random), "limits": amounts(&random)]
            }
            if areInit, happens(&random) { container["restartPolicy"] = "Always" }
            containers.append(.object(container))
        }
        return .array(containers)
    }

    private static func pod(_ index: Int, _ random: inout some RandomNumberGenerator) -> Value {
        var spec: Object = ["containers": containers(&random, areInit: false)]
        if happens(&random) { spec["initContainers"] = containers(&random, areInit: true) }
        if happens(&random) { spec["nodeName"] = .string(one(["node-0", "node-1", "node-9", ""], &random)) }
        if happens(&random) { spec["overhead"] = amounts(&random) }
        if happens(&random) { spec["priority"] = .integer(Int64.random(in: -3...2_000_000_000, using: &random)) }
        if happens(&random) { spec["schedulingGates"] = [["name": "a/b"], ["name": "c"]] }
        if happens(&random) { spec["resources"] = ["requests": amounts(&random)] }
        var status: Object = ["phase": .string(one(["Pending", "Running", "Succeeded", "Failed", ""], &random))]
        if happens(&random) {
            let reason = one(["Unschedulable", ""], &random)
            status["conditions"] = [
                ["type": "Ready", "status": "False", "message": "not it"],
                [
                    "type": "PodScheduled", "status": .string(one(["False", "True"], &random)),
                    "reason": .string(reason), "message": .string(one(["0/3 nodes are available", ""], &random)),
                ],
            ]
        }
        var labels: Object = ["app": "x"]
        if happens(&random) { labels["app.kubernetes.io/instance"] = .string(one(["wanted", "other"], &random)) }
        return [
            "metadata": [
                "name": .string("pod-\(index)"), "namespace": .string(one(["team", "other"], &random)),
                "labels": .object(labels),
            ],
            "spec": .object(spec), "status": .object(status),
        ]
    }
}
