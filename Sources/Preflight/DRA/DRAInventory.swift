import Value

/// Accelerators that drivers publish for dynamic resource allocation; a pure function of what was counted and of nodes.
struct DRAInventory: Sendable {
    /// Drivers whose devices are accelerators; others publish networks, compute domains and the like, and accelerators that
    /// only classes tell of.
    static let drivers = Set(vendors.keys)

    /// Whose accelerators they publish.
    static let vendors = [
        "gpu.nvidia.com": "nvidia", "gpu.amd.com": "amd", "gpu.intel.com": "intel", "gaudi.intel.com": "habana",
    ]

    /// A device class in the place of a resource.
    private struct StandIn: Sendable {
        var name: String
        /// By node; an empty node stands for devices that several nodes reach.
        var counts: [String: DRAPool.Count]
        /// Why more devices than these may serve.
        var undecided: [String]
    }

    /// Nil when the server does not serve the API.
    private let version: String?
    private let drivers: [String]
    /// By node, of all drivers.
    private let counts: [String: DRAPool.Count]
    /// By resource.
    private let standIns: [String: StandIn]
    private let classes: [String]
    /// By `namespace/name` of a pod and by class, the devices that its claims hold.
    private let holders: [String: [String: Int64]]
    private let problems: [String]
    /// Of devices, as `key=value:effect`; those of rules with their names.
    private let taints: [String]
    private let nodes: [NodeFact]

    /// - Parameter fact: null where the API is not served.
    init(fact: Value, nodes: [NodeFact]) {
        self.nodes = nodes
        version = fact["version"]?.string
        drivers = (fact["drivers"]?.array ?? []).compactMap(\.string)
        counts = Self.counts(fact["devices"])
        problems = (fact["problems"]?.array ?? []).compactMap(\.string)
        taints = (fact["taints"]?.array ?? []).compactMap(\.string)
        var standIns: [String: StandIn] = [:]
        for entry in fact["extended"]?.array ?? [] {
            if let resource = entry["resource"]?.string { standIns[resource] = Self.standIn(entry) }
        }
        var classes: [String] = []
        for entry in fact["classes"]?.array ?? [] {
            guard let name = entry["class"]?.string else { continue }
            classes.append(name)
            standIns[DRAClass.implicitPrefix + name] = Self.standIn(entry)
        }
        self.classes = classes
        var holders: [String: [String: Int64]] = [:]
        for entry in fact["holders"]?.array ?? [] {
            guard let pod = entry["pod"]?.string, let name = entry["class"]?.string else { continue }
            holders[pod, default: [:]].add(entry["devices"]?.integer ?? 0, to: name)
        }
        self.holders = holders
        self.standIns = standIns
    }

    private static func standIn(_ entry: Value) -> StandIn {
        StandIn(
            name: entry["class"]?.string ?? "", counts: counts(entry["devices"]),
            undecided: (entry["undecided"]?.array ?? []).compactMap(\.string))
    }

    private static func counts(_ value: Value?) -> [String: DRAPool.Count] {
        var counts: [String: DRAPool.Count] = [:]
        for entry in value?.array ?? [] {
            var count = counts[entry["node"]?.string ?? ""] ?? DRAPool.Count()
            count.devices += entry["devices"]?.integer ?? 0
            count.free += entry["free"]?.integer ?? 0
            count.parts += entry["parts"]?.integer ?? 0
            count.tainted += entry["tainted"]?.integer ?? 0
            counts[entry["node"]?.string ?? ""] = count
        }
        return counts
    }

    /// What checks see as `dra`.
    func value(pods: [PodFact], demands: [GPUDemand], tolerations: [[Toleration]] = []) -> Value {
        let inventory = standingIn(pods: pods, tolerations: tolerations)
        let placement = GPUPlacement(inventory: inventory, demands: demands)
        let missing = placement.assignments.filter { !$0.fits }
        let doubts = missing.isEmpty ? self.doubts(placement) : []
        let resources = standIns.keys.filter { !$0.hasPrefix(DRAClass.implicitPrefix) }.sorted()
        var object: Object = [
            "served": .bool(version != nil), "drivers": .array(drivers.map(Value.string)),
            "devices": .integer(counts.values.reduce(0) { $0 + $1.devices }),
            "free": .integer(counts.values.reduce(0) { $0 + $1.free }),
            "tainted": .integer(counts.values.reduce(0) { $0 + $1.tainted }),
            "taints": .array(taints.map(Value.string)),
            "nodes": .integer(Int64(counts.count { !$0.key.isEmpty && $0.value.devices > 0 })),
        ]
        object["fits"] = .bool(missing.isEmpty && doubts.isEmpty)
        object["certain"] = .bool(missing.isEmpty || placement.isCertain)
        object["wanted"] = wanted((missing.isEmpty ? placement.assignments : missing).map(\.resource))
        object["missing"] = .array(missing.map(\.value))
        object["standsInFor"] = .array(resources.map(Value.string))
        object["classes"] = .array(classes.map(Value.string))
        object["undecided"] = .array((undecided(missing.map(\.resource)) + doubts).map(Value.string))
        return .object(object)
    }

    /// The devices that stand for these resources, of whatever driver.
    private func wanted(_ resources: [String]) -> Value {
        var sum = DRAPool.Count()
        for count in Set(resources).flatMap({ standIns[$0].map { Array($0.counts.values) } ?? [] }) {
            sum.devices += count.devices
            sum.free += count.free
            sum.tainted += count.tainted
        }
        return ["devices": .integer(sum.devices), "free": .integer(sum.free), "tainted": .integer(sum.tainted)]
    }

    /// Why a placement that was found may not be one: what claims ask of each device is not looked at, and devices that
    /// several names stand for are counted for each of them.
    private func doubts(_ placement: GPUPlacement) -> [String] {
        let wanted = placement.assignments.filter { $0.demand.gpus > 0 }
        var doubts: [String] = []
        for assignment in wanted where assignment.demand.claim?.selectors.isEmpty == false {
            doubts.append(
                "whether devices are as the claims of \(assignment.demand.name) select them is not looked at")
        }
        let names = Set(wanted.map(\.resource)).filter(publishes).sorted()
        if names.count > 1 {
            doubts.append(
                "deployments ask for devices by several names (\(names.joined(separator: ", "))), which may be the same "
                    + "devices")
        }
        return doubts
    }

    private func publishes(_ resource: String) -> Bool {
        standIns[resource]?.counts.values.contains { $0.devices > 0 } ?? false
    }

    /// Why there may be room where none was found, for what these resources stand for; without any, for all devices.
    private func undecided(_ resources: [String]) -> [String] {
        guard !resources.isEmpty else { return problems }
        let standIns = Set(resources).sorted().compactMap { self.standIns[$0] }
        guard !standIns.isEmpty else { return [] }
        var reasons = problems
        for standIn in standIns {
            reasons += standIn.undecided
            let parts = standIn.counts.values.reduce(0) { $0 + $1.parts }
            if parts > 0 {
                reasons.append(
                    "\(parts) partitions are free that device class \(standIn.name) selects as well; whether they serve "
                        + "cannot be told")
            }
            let anywhere = standIn.counts[""]?.free ?? 0
            if anywhere > 0 {
                reasons.append("\(anywhere) free devices belong to no single node; which nodes reach them is not known")
            }
        }
        return reasons
    }

    /// The nodes as the scheduler sees them where a device class stands in for a resource: on a node without a device
    /// plugin, the devices that the class selects are what the resource's name asks for.
    func standingIn(pods: [PodFact], tolerations: [[Toleration]], named: Set<String> = []) -> GPUInventory {
        let pods = pods.map(withClaims)
        var nodes = self.nodes
        var held: [String: [String: Int64]] = [:]
        for pod in pods {
            for (resource, count) in pod.requests { held[pod.node, default: [:]].add(count, to: resource) }
        }
        var holders: [PodFact] = []
        for index in nodes.indices {
            let name = nodes[index].name
            for (resource, standIn) in standIns where (nodes[index].allocatable[resource] ?? 0) == 0 {
                guard let count = standIn.counts[name], count.devices > 0 else { continue }
                nodes[index].allocatable[resource] = count.devices
                // Pods that ask by the resource's name hold some of what claims hold, and stay whose they are.
                let others = count.devices - count.free - (held[name]?[resource] ?? 0)
                guard others > 0 else { continue }
                holders.append(PodFact(namespace: "", name: "claims", node: name, requests: [resource: others]))
            }
        }
        return GPUInventory(
            nodes: nodes, pods: pods + holders, tolerations: tolerations, named: named.union(standIns.keys))
    }

    /// The pod with the devices of its claims, as if it asked for them by the names of their classes.
    private func withClaims(_ pod: PodFact) -> PodFact {
        guard let held = holders["\(pod.namespace)/\(pod.name)"] else { return pod }
        var pod = pod
        for (name, count) in held { pod.requests.add(count, to: DRAClass.implicitPrefix + name) }
        return pod
    }
}
