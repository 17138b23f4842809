import Value

@testable import Preflight

/// A small fleet as the API server would give it, with what is wanted of it: everything that makes scheduling hard, in
/// odd mixtures.
struct GeneratedFleet: Sendable {
    let seed: UInt64
    private(set) var nodes: [Value] = []
    private(set) var pods: [Value] = []
    private(set) var slices: [Value] = []
    private(set) var classes: [Value] = []
    private(set) var claims: [Value] = []
    private(set) var deployments: [Subject.Deployment] = []
    /// From where the volume of a deployment is reached, by its name.
    private(set) var volumes: [String: [Subject.NodeTerm]] = [:]
    private var random: FleetRandom
    private var podCount = 0

    init(seed: UInt64) {
        self.seed = seed
        random = FleetRandom(seed: seed)
        if random.once(in: 2) { makeClasses() }
        for index in 0..<random.number(1...5) { makeNode("n\(index)") }
        if random.once(in: 3) { makePod(on: "gone", gpus: 2) }
        if random.once(in: 3) { makePod(on: nil, gpus: 1) }
        let count = random.one(of: [1, 1, 1, 2, 2, 3])
        for index in 0..<count {
            let wanted = deployment("d\(index)", among: count)
            deployments.append(wanted)
            if random.once(in: 6) { volumes[wanted.name] = makeVolume() }
        }
    }

    /// What the script reads.
    var line: String {
        let fleet: Value = [
            "nodes": .array(nodes), "pods": .array(pods), "slices": .array(slices), "classes": .array(classes),
            "claims": .array(claims), "demands": .array(deployments.map(demand)),
        ]
        return fleet.json()
    }

    /// The same with one deployment alone, whose replicas have several workers that are to be on nodes of one domain.
    func spanning() -> GeneratedFleet {
        var fleet = self
        var wanted = deployments[0]
        let key = seed % 3 == 0 ? "pool" : "topology.kubernetes.io/zone"
        wanted.topology = key
        wanted.groupSize = Int64(2 + seed % 2)
        wanted.workers = wanted.groupSize * Int64(1 + seed / 2 % 2)
        if wanted.claim == nil { wanted.perWorker = 1 }
        fleet.deployments = [wanted]
        // Some have no such label, and belong to no domain.
        for index in nodes.indices where index % 4 != 3 {
            var labels: Object = [:]
            labels[key] = .string(index % 2 == 0 ? "a" : "b")
            fleet.nodes[index] = nodes[index].merged(with: ["metadata": ["labels": .object(labels)]])
        }
        return fleet
    }

    private func demand(_ deployment: Subject.Deployment) -> Value {
        var demand: Object = [
            "name": .string(deployment.name), "namespace": .string(deployment.namespace),
            "workers": .integer(deployment.workers), "gpus": .integer(deployment.devicesPerWorker),
            "cpu": .string("\(deployment.use.milliCPU)m"), "memory": .string("\(deployment.use.memory)"),
            "disk": .string("\(deployment.use.disk)"), "priority": .integer(deployment.priority),
        ]
        let resource = deployment.claim?.resource ?? deployment.resource
        if let resource { demand["resource"] = .string(resource) }
        if deployment.use.milliCPU == 0 { demand["cpu"] = nil }
        if deployment.use.memory == 0 { demand["memory"] = nil }
        if deployment.use.disk == 0 { demand["disk"] = nil }
        demand["extra"] = .object(Object(deployment.extra.map { ($0.key, .string("\($0.value)")) }))
        demand["tolerations"] = .array(deployment.tolerations.map(\.object))
        demand["nodeSelector"] = .object(Object(deployment.nodeSelector.map { ($0.key, .string($0.value)) }))
        demand["architectures"] = .array(deployment.architectures.map(Value.string))
        let terms: Value = ["nodeSelectorTerms": .array(deployment.affinity.map(\.value))]
        if !deployment.affinity.isEmpty {
            demand["affinity"] = ["nodeAffinity": ["requiredDuringSchedulingIgnoredDuringExecution": terms]]
        }
        if deployment.groupSize > 1 {
            demand["groupSize"] = .integer(deployment.groupSize)
            demand["topology"] = deployment.topology.map(Value.string)
        }
        if let terms = volumes[deployment.name] {
            demand["volumes"] = [["required": ["nodeSelectorTerms": .array(terms.map(\.value))]]]
        }
        return .object(demand)
    }

    // MARK: What is wanted

    /// Of a zone, as those of clouds are, or of nodes by name, as local ones are.
    private mutating func makeVolume() -> [Subject.NodeTerm] {
        let zone = Subject.NodeTerm.Requirement(
            key: "topology.kubernetes.io/zone", operation: "In", values: random.one(of: [["z1"], ["z1", "z2"]]))
        let host = Subject.NodeTerm.Requirement(
            key: "kubernetes.io/hostname", operation: "In", values: [random.one(of: ["n0", "n1"])])
        return random.one(of: [[zone], [host], [zone, host]]).map { Subject.NodeTerm([$0]) }
    }

    private mutating func deployment(_ name: String, among count: Int) -> Subject.Deployment {
        var wanted = Subject.Deployment(
            name: name, namespace: "team", provider: "p", workers: Int64(random.number(1...(count > 2 ? 2 : 3))),
            perWorker: Int64(random.one(of: [0, 1, 1, 1, 2, 2, 3])))
        if random.once(in: 6) { wanted.resource = "nvidia.com/mig-1g.10gb" }
        if !classes.isEmpty, count == 1, random.once(in: 4) {
            wanted.claim = Subject.Deployment.DeviceClaim(deviceClass: "gpus", count: Int64(random.number(1...2)))
            wanted.perWorker = 0
        }
        if !random.once(in: 3) {
            wanted.use = Subject.Deployment.Use(
                milliCPU: Int64(random.one(of: [0, 500, 1000, 2500])),
                memory: Int64(random.one(of: [0, 1, 2, 4])) << 30, disk: Int64(random.one(of: [0, 0, 2, 8])) << 30)
        }
        if random.once(in: 6) { wanted.extra = ["rdma/ib": 1] }
        if random.once(in: 2) { wanted.tolerations.append(Toleration(key: "nvidia.com/gpu", operation: "Exists")) }
        if random.once(in: 3) {
            wanted.tolerations.append(Toleration(key: "dedicated", value: random.one(of: ["team", "others"])))
        }
        if random.once(in: 4) { wanted.nodeSelector = ["pool": random.one(of: ["a", "b"])] }
        if random.once(in: 5) { wanted.affinity = affinity() }
        if random.once(in: 4) { wanted.architectures = [random.one(of: ["amd64", "arm64"])] }
        wanted.priority = Int64(random.one(of: [0, 0, 5, 10]))
        return wanted
    }

    private mutating func affinity() -> [Subject.NodeTerm] {
        let zone = Subject.NodeTerm.Requirement(
            key: "topology.kubernetes.io/zone", operation: random.one(of: ["In", "NotIn"]), values: ["z1"])
        let cores = Subject.NodeTerm.Requirement(key: "cores", operation: random.one(of: ["Gt", "Lt"]), values: ["4"])
        let named = Subject.NodeTerm.Requirement(
            key: "metadata.name", operation: "In", values: ["n0", "n1"], isField: true)
        let pool = Subject.NodeTerm.Requirement(key: "pool", operation: random.one(of: ["Exists", "DoesNotExist"]))
        let terms = [[zone], [cores], [named], [pool], [zone, pool], []].map { Subject.NodeTerm($0) }
        return random.once(in: 2) ? [random.one(of: terms)] : [random.one(of: terms), random.one(of: terms)]
    }

    // MARK: Nodes

    private mutating func makeNode(_ name: String) {
        var labels: Object = ["kubernetes.io/hostname": .string(name)]
        var allocatable: Object = [:]
        allocatable["cpu"] = .string(random.one(of: ["2", "3500m", "8"]))
        allocatable["memory"] = .string(random.one(of: ["4Gi", "9000M", "8Gi"]))
        allocatable["pods"] = .string(random.one(of: ["2", "4", "20"]))
        if !random.once(in: 3) { allocatable["ephemeral-storage"] = .string(random.one(of: ["6Gi", "20Gi"])) }
        if random.once(in: 3) { allocatable["rdma/ib"] = .string("\(random.number(0...2))") }
        switch random.number(1...8) {
        case 1: break
        case 2:
            allocatable["nvidia.com/mig-1g.10gb"] = .string("\(random.number(1...4))")
        case 3:
            let (devices, replicas) = (random.number(1...2), random.number(2...3))
            allocatable["nvidia.com/gpu"] = .string("\(devices * replicas)")
            labels["nvidia.com/gpu.replicas"] = .string("\(replicas)")
            if random.once(in: 2) { labels["nvidia.com/gpu.count"] = .string("\(devices)") }
            if random.once(in: 2) { labels["nvidia.com/gpu.product"] = "A10-SHARED" }
        case 4...5 where !classes.isEmpty:
            makeDevices(name)
        default:
            allocatable["nvidia.com/gpu"] = .string("\(random.number(1...4))")
        }
        if random.once(in: 2) { labels["pool"] = .string(random.one(of: ["a", "b"])) }
        if random.once(in: 2) { labels["topology.kubernetes.io/zone"] = .string(random.one(of: ["z1", "z2"])) }
        if random.once(in: 2) { labels["cores"] = .string(random.one(of: ["2", "8", "many"])) }
        if random.once(in: 10) { labels["cloud.google.com/gke-nodepool"] = "gpus" }
        var info: Object = ["operatingSystem": .string(random.once(in: 12) ? "windows" : "linux")]
        if !random.once(in: 6) { info["architecture"] = .string(random.one(of: ["amd64", "amd64", "arm64"])) }
        let (spec, conditions) = (makeSpec(), makeConditions())
        nodes.append([
            "metadata": ["name": .string(name), "labels": .object(labels)], "spec": .object(spec),
            "status": [
                "capacity": .object(allocatable), "allocatable": .object(allocatable),
                "conditions": .array(conditions), "nodeInfo": .object(info),
            ],
        ])
        let offers = allocatable["nvidia.com/gpu"] != nil
        for _ in 0..<random.number(0...3) {
            let gpus = offers ? random.number(0...2) : 0
            makePod(on: name, gpus: gpus)
        }
    }

    private mutating func makeSpec() -> Object {
        var spec: Object = [:]
        if random.once(in: 8) { spec["unschedulable"] = true }
        var taints: [Value] = []
        if random.once(in: 3) { taints.append(["key": "nvidia.com/gpu", "value": "present", "effect": "NoSchedule"]) }
        if random.once(in: 5) { taints.append(["key": "dedicated", "value": "team", "effect": "NoExecute"]) }
        if random.once(in: 5) { taints.append(["key": "soft", "effect": "PreferNoSchedule"]) }
        if !taints.isEmpty { spec["taints"] = .array(taints) }
        return spec
    }

    private mutating func makeConditions() -> [Value] {
        var conditions: [Value] = []
        if random.once(in: 10) { conditions.append(["type": "DiskPressure", "status": "True"]) }
        if random.once(in: 5) { conditions.append(["type": "MemoryPressure", "status": "False"]) }
        if random.once(in: 15) { return conditions }
        let ready = random.once(in: 8) ? random.one(of: ["False", "Unknown"]) : "True"
        return conditions + [["type": "Ready", "status": .string(ready)]]
    }

    // MARK: Devices

    private mutating func makeClasses() {
        let expression = random.one(of: [
            "device.driver == 'gpu.nvidia.com'", "device.attributes['gpu.nvidia.com'].type == 'gpu'",
        ])
        var spec: Object = ["selectors": [["cel": ["expression": .string(expression)]]]]
        if !random.once(in: 4) { spec["extendedResourceName"] = "nvidia.com/gpu" }
        classes.append([
            "metadata": ["name": "gpus", "creationTimestamp": "2026-02-01T00:00:00Z"], "spec": .object(spec),
        ])
        guard random.once(in: 3) else { return }
        // An older one, which the scheduler does not look at.
        classes.append([
            "metadata": ["name": "a-older", "creationTimestamp": "2026-01-01T00:00:00Z"],
            "spec": ["extendedResourceName": "nvidia.com/gpu"],
        ])
    }

    private mutating func makeDevices(_ node: String) {
        let count = random.number(0...4)
        var devices: [Value] = []
        for index in 0..<count {
            var device: Object = [
                "name": .string("gpu-\(index)"),
                "attributes": ["type": ["string": .string(random.once(in: 5) ? "mig" : "gpu")]],
            ]
            if random.once(in: 6) { device["taints"] = [["key": "broken", "effect": "NoSchedule"]] }
            if random.once(in: 6) { device["taints"] = [["key": "told", "effect": "None"]] }
            devices.append(.object(device))
        }
        func slice(_ devices: [Value], _ generation: Int64, of slices: Int64) -> Value {
            [
                "spec": [
                    "driver": "gpu.nvidia.com", "nodeName": .string(node),
                    "pool": [
                        "name": .string(node), "generation": .integer(generation),
                        "resourceSliceCount": .integer(slices),
                    ],
                    "devices": .array(devices),
                ]
            ]
        }
        if random.once(in: 4) { slices.append(slice([["name": "old"]], 1, of: 1)) }
        let half = count / 2
        if random.once(in: 2), half > 0 {
            slices.append(slice(Array(devices[..<half]), 2, of: 2))
            if !random.once(in: 4) { slices.append(slice(Array(devices[half...]), 2, of: 2)) }
        } else {
            slices.append(slice(devices, 2, of: 1))
        }
        hold(devices.filter { $0["taints"] == nil && $0["attributes"]?["type"]?["string"] == "gpu" }, on: node)
    }

    /// Some of the devices are held: by pods that ask by the resource's name, and by claims of pods that do not.
    private mutating func hold(_ devices: [Value], on node: String) {
        for device in devices where random.once(in: 3) {
            let byName = random.once(in: 2)
            let isAdmin = random.once(in: 8) && !byName
            let holder = makePod(on: node, gpus: byName ? 1 : 0, isRunning: true)
            let deviceName: Value = device["name"] ?? ""
            let result: Value = [
                "driver": "gpu.nvidia.com", "pool": .string(node), "device": deviceName, "request": "r",
                "adminAccess": .bool(isAdmin),
            ]
            claims.append([
                "metadata": ["name": .string("c\(claims.count)"), "namespace": "elsewhere"],
                "spec": ["devices": ["requests": [["name": "r", "exactly": ["deviceClassName": "gpus"]]]]],
                "status": [
                    "allocation": ["devices": ["results": [result]]],
                    "reservedFor": [["resource": "pods", "name": .string(holder)]],
                ],
            ])
        }
    }

    // MARK: Pods

    /// - Returns: its name.
    @discardableResult
    private mutating func makePod(on node: String?, gpus: Int, isRunning: Bool = false) -> String {
        podCount += 1
        let name = "p\(podCount)"
        var containers = [makeContainer(gpus: gpus)]
        if random.once(in: 4) { containers.append(makeContainer(gpus: 0)) }
        var spec: Object = ["containers": .array(containers)]
        spec["priority"] = .integer(Int64(random.one(of: [0, 0, -5, 7])))
        if let node { spec["nodeName"] = .string(node) }
        var inits: [Value] = []
        for _ in 0..<random.one(of: [0, 0, 0, 1, 2]) {
            var container = makeContainer(gpus: 0).object ?? [:]
            if random.once(in: 2) { container["restartPolicy"] = "Always" }
            inits.append(.object(container))
        }
        if !inits.isEmpty { spec["initContainers"] = .array(inits) }
        if random.once(in: 6) { spec["overhead"] = ["cpu": "250m", "memory": "64Mi"] }
        if random.once(in: 8) { spec["resources"] = ["requests": ["cpu": "1500m", "ephemeral-storage": "1Gi"]] }
        if node == nil, random.once(in: 2) { spec["schedulingGates"] = [["name": "example.com/wait"]] }
        let phase = random.one(of: ["Running", "Running", "Running", "Pending", "Succeeded", "Failed"])
        let isOwn = random.once(in: 3)
        let namespace = isOwn || random.once(in: 2) ? "team" : "other"
        var metadata: Object = ["name": .string(name), "namespace": .string(namespace)]
        if isOwn { metadata["labels"] = ["app.kubernetes.io/instance": .string("d\(random.number(0...1))")] }
        pods.append([
            "metadata": .object(metadata), "spec": .object(spec),
            "status": ["phase": .string(isRunning ? "Running" : phase)],
        ])
        return name
    }

    private mutating func makeContainer(gpus: Int) -> Value {
        var limits: Object = [:]
        var requests: Object = [:]
        if gpus > 0 { limits["nvidia.com/gpu"] = .string("\(gpus)") }
        if random.once(in: 8) { limits["rdma/ib"] = "1" }
        if random.once(in: 2) { requests["cpu"] = .string(random.one(of: ["250m", "1", "0.5"])) }
        if random.once(in: 2) { requests["memory"] = .string(random.one(of: ["256Mi", "1Gi", "500M"])) }
        if random.once(in: 3) { limits["memory"] = "2Gi" }
        if random.once(in: 4) { requests["ephemeral-storage"] = "2Gi" }
        return ["resources": ["limits": .object(limits), "requests": .object(requests)]]
    }
}
