import Value

/// Accelerators that drivers publish for dynamic resource allocation; a pure function of slices, claims and nodes.
struct DRAInventory: Sendable {
    /// Drivers whose devices are accelerators; others publish networks, compute domains and the like.
    static let drivers: Set<String> = ["gpu.nvidia.com", "gpu.amd.com", "gpu.intel.com", "gaudi.intel.com"]

    /// Nil when the server does not serve the API.
    var version: String?
    /// Devices by driver and node; an empty node stands for devices that are bound to none.
    var devices: [String: [String: Int64]] = [:]
    /// Devices in claims, by driver and pool.
    var allocated: [String: [String: Int64]] = [:]
    /// Resource names for which a device class stands in, with the driver behind.
    var extended: [String: String] = [:]
    let nodes: [NodeFact]

    /// - Parameter fact: null where the API is not served.
    init(fact: Value, nodes: [NodeFact]) {
        self.nodes = nodes
        version = fact["version"]?.string
        for slice in fact["slices"]?.array ?? [] {
            guard let driver = slice["driver"]?.string, Self.drivers.contains(driver) else { continue }
            devices[driver, default: [:]].add(slice["devices"]?.integer ?? 0, to: slice["node"]?.string ?? "")
        }
        for claim in fact["allocated"]?.array ?? [] {
            guard let driver = claim["driver"]?.string, Self.drivers.contains(driver) else { continue }
            allocated[driver, default: [:]].add(claim["devices"]?.integer ?? 0, to: claim["node"]?.string ?? "")
        }
        for entry in fact["extended"]?.array ?? [] {
            if let resource = entry["resource"]?.string, let driver = entry["driver"]?.string {
                extended[resource] = driver
            }
        }
    }

    var count: Int64 { devices.values.reduce(0) { $0 + $1.values.reduce(0, +) } }
    private var taken: Int64 { allocated.values.reduce(0) { $0 + $1.values.reduce(0, +) } }

    /// What checks see as `dra`.
    func value(pods: [PodFact], demands: [GPUDemand]) -> Value {
        let holders = Set(devices.values.flatMap { $0.filter { $0.value > 0 }.keys })
        let placement = GPUPlacement(inventory: standingIn(pods: pods), demands: demands)
        return [
            "served": .bool(version != nil), "drivers": .array(devices.keys.sorted().map(Value.string)),
            "devices": .integer(count), "free": .integer(max(0, count - taken)),
            "nodes": .integer(Int64(holders.count)), "fits": .bool(placement.rooms.allSatisfy(\.fits)),
            "standsInFor": .array(extended.keys.sorted().map(Value.string)),
        ]
    }

    /// The nodes as the scheduler sees them where a device class stands in for a resource: on a node without a device
    /// plugin, the driver's devices are what the resource's name asks for.
    private func standingIn(pods: [PodFact]) -> GPUInventory {
        var nodes = self.nodes
        var holders: [PodFact] = []
        var replaced: Set<String> = []
        for index in nodes.indices {
            let name = nodes[index].name
            for (resource, driver) in extended where (nodes[index].allocatable[resource] ?? 0) == 0 {
                guard let count = devices[driver]?[name], count > 0 else { continue }
                nodes[index].allocatable[resource] = count
                replaced.insert(name)
                if let taken = allocated[driver]?[name], taken > 0 {
                    holders.append(PodFact(namespace: "", name: "claims", node: name, requests: [resource: taken]))
                }
            }
        }
        return GPUInventory(nodes: nodes, pods: pods.filter { !replaced.contains($0.node) } + holders)
    }
}
