import Value

/// Accelerators that drivers publish for dynamic resource allocation; a pure function of what was counted and of nodes.
struct DRAInventory: Sendable {
    /// Drivers whose devices are accelerators; others publish networks, compute domains and the like.
    static let drivers: Set<String> = ["gpu.nvidia.com", "gpu.amd.com", "gpu.intel.com", "gaudi.intel.com"]

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
            guard let resource = entry["resource"]?.string else { continue }
            standIns[resource] = StandIn(
                name: entry["class"]?.string ?? "", counts: Self.counts(entry["devices"]),
                undecided: (entry["undecided"]?.array ?? []).compactMap(\.string))
        }
        self.standIns = standIns
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
        let tainted = counts.values.reduce(0) { $0 + $1.tainted }
        return [
            "served": .bool(version != nil), "drivers": .array(drivers.map(Value.string)),
            "devices": .integer(counts.values.reduce(0) { $0 + $1.devices }),
            "free": .integer(counts.values.reduce(0) { $0 + $1.free }), "tainted": .integer(tainted),
            "taints": .array(taints.map(Value.string)),
            "nodes": .integer(Int64(counts.count { !$0.key.isEmpty && $0.value.devices > 0 })),
            "fits": .bool(missing.isEmpty),
            "standsInFor": .array(standIns.keys.sorted().map(Value.string)),
            "undecided": .array(undecided(missing.map(\.resource)).map(Value.string)),
        ]
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
    private func standingIn(pods: [PodFact], tolerations: [[Toleration]]) -> GPUInventory {
        var nodes = self.nodes
        var holders: [PodFact] = []
        for index in nodes.indices {
            let name = nodes[index].name
            for (resource, standIn) in standIns where (nodes[index].allocatable[resource] ?? 0) == 0 {
                guard let count = standIn.counts[name], count.devices > 0 else { continue }
                nodes[index].allocatable[resource] = count.devices
                // Pods that ask by the resource's name hold some of what claims hold, and stay whose they are.
                let byName = pods.filter { $0.node == name }.reduce(0) { $0 + ($1.requests[resource] ?? 0) }
                let others = count.devices - count.free - byName
                guard others > 0 else { continue }
                holders.append(PodFact(namespace: "", name: "claims", node: name, requests: [resource: others]))
            }
        }
        return GPUInventory(nodes: nodes, pods: pods + holders, tolerations: tolerations)
    }
}
