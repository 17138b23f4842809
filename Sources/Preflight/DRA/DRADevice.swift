import Value

/// A device that a driver publishes, with what decides whether it can be allocated.
struct DRADevice: Sendable {
    var name: String
    /// Empty for one that several nodes reach.
    var node: String
    /// By counter set and counter; empty for a device that shares nothing with others.
    var consumes: [String: [String: Quantity]] = [:]
    /// Those that keep claims away, as `key=value:effect`: the driver's and those of rules. Claims that the scheduler makes
    /// for a resource's name tolerate none of them.
    var taints: [String] = []
    /// The names of resources for which its class stands in.
    var resources: Set<String> = []
}

/// A slice of a pool, reduced to what counting needs.
struct DRASlice: Sendable {
    var pool: DRAPool.Name
    var generation: Int64
    /// Of the whole pool, at this generation.
    var sliceCount: Int64
    /// Empty for one that several nodes reach.
    var node: String
    var devices: [DRADevice]
    var counters: [String: [String: Quantity]]
    /// Why a class may or may not select some of its devices, by resource.
    var undecided: [String: String] = [:]
    /// Why some of its devices, which count as tainted, may be free.
    var doubts: Set<String> = []

    /// Nil for slices of drivers that are not known to publish accelerators, where no class may select their devices: what a
    /// class selects is claimed by its name, whatever it is.
    init?(_ slice: APISlice, classes: [DRAClass], rules: [DRATaintRule] = []) throws {
        let spec = slice.spec
        guard DRAInventory.drivers.contains(spec.driver) || !classes.isEmpty else { return nil }
        pool = DRAPool.Name(driver: spec.driver, pool: spec.pool.name)
        generation = spec.pool.generation ?? 0
        sliceCount = spec.pool.resourceSliceCount ?? 1
        node = spec.nodeName ?? spec.nodeSelector?.node ?? ""
        counters = [:]
        for set in spec.sharedCounters ?? [] { counters[set.name] = try Self.quantities(set.counters) }
        devices = []
        for device in spec.devices ?? [] {
            var read = DRADevice(name: device.name, node: Self.node(of: device, in: spec))
            for consumption in device.basic.consumesCounters ?? [] {
                read.consumes[consumption.counterSet] = try Self.quantities(consumption.counters)
            }
            read.taints = (device.basic.taints ?? []).filter(\.keepsClaimsAway).map(\.text)
            for rule in rules {
                switch rule.applies(to: device, of: spec) {
                case .success(true): read.taints.append(rule.taint)
                case .success(false): break
                case .failure(let reason):
                    read.taints.append(rule.taint)
                    doubts.insert(reason.message)
                }
            }
            select(device, &read, by: classes, of: spec.driver)
            devices.append(read)
        }
    }

    private mutating func select(
        _ device: APIDevice, _ read: inout DRADevice, by classes: [DRAClass], of driver: String
    ) {
        for item in classes {
            switch item.selects(device, of: driver) {
            case .success(true):
                read.resources.formUnion(item.resources)
                guard device.basic.allowMultipleAllocations == true else { continue }
                for resource in item.resources {
                    undecided[resource] = "devices of \(driver) may be given to several claims; how many is not known"
                }
            case .success(false): break
            case .failure(let reason): for resource in item.resources { undecided[resource] = reason.message }
            }
        }
    }

    private static func node(of device: APIDevice, in spec: APISlice.Spec) -> String {
        guard spec.perDeviceNodeSelection == true else { return spec.nodeName ?? spec.nodeSelector?.node ?? "" }
        return device.basic.nodeName ?? device.basic.nodeSelector?.node ?? ""
    }

    private static func quantities(_ counters: [String: APISlice.Counter]?) throws -> [String: Quantity] {
        try (counters ?? [:]).mapValues { try Quantity($0.value.text) }
    }
}
