import Value

/// The devices of one pool in its newest generation, and how many of them can be allocated at once.
struct DRAPool: Sendable {
    struct Name: Hashable, Sendable, Comparable {
        var driver: String
        var pool: String

        static func < (left: Self, right: Self) -> Bool { (left.driver, left.pool) < (right.driver, right.pool) }
    }

    /// What a pool has on one node.
    struct Count: Sendable, Hashable {
        /// Whole devices that claims may get: one that is published whole and as its partitions counts once.
        var devices: Int64 = 0
        /// Those of which nothing is held.
        var free: Int64 = 0
        /// Partitions that are free on devices of which something is held.
        var parts: Int64 = 0
        /// Whole devices that their taints keep claims away from.
        var tainted: Int64 = 0
    }

    var devices: [DRADevice] = []
    var counters: [String: [String: Quantity]] = [:]
    /// By resource, why a class may or may not select some of the devices.
    var undecided: [String: String] = [:]
    /// Why more of the devices than are counted may be free.
    var doubts: Set<String> = []
    /// Empty where several nodes reach it.
    var node = ""
    /// Whether its driver is one that is known to publish accelerators.
    let isOfAccelerators: Bool
    /// Why nothing of it is allocated; nil for a pool that is as it should be.
    var problem: String?

    /// - Parameter slices: of one pool; older generations are about to be removed, and do not count.
    init(_ name: Name, _ slices: [DRASlice]) {
        isOfAccelerators = DRAInventory.drivers.contains(name.driver)
        let newest = slices.map(\.generation).max() ?? 0
        let current = slices.filter { $0.generation == newest }
        for slice in current {
            devices += slice.devices
            counters.merge(slice.counters) { first, _ in first }
            undecided.merge(slice.undecided) { first, _ in first }
            doubts.formUnion(slice.doubts)
            if !slice.node.isEmpty { node = slice.node }
        }
        let wanted = current.map(\.sliceCount).max() ?? 0
        let title = "pool \(name.pool) of \(name.driver)"
        if Int64(current.count) != wanted {
            problem = "\(title) is being published: \(current.count) of its \(wanted) slices are there"
        } else if Set(devices.map(\.name)).count != devices.count {
            problem = "\(title) names a device twice"
        } else if let device = devices.first(where: { !has($0.consumes) }) {
            problem = "\(title): device \(device.name) consumes counters that the pool does not have"
        }
    }

    /// Whether a class selects some of its devices for the resource.
    func selects(_ resource: String) -> Bool { devices.contains { $0.resources.contains(resource) } }

    private func has(_ consumed: [String: [String: Quantity]]) -> Bool {
        consumed.allSatisfy { set, counts in counts.keys.allSatisfy { counters[set]?[$0] != nil } }
    }

    /// By node, what claims can get of the devices.
    ///
    /// - Parameters:
    ///   - held: the names of devices in claims.
    ///   - isWanted: which devices count.
    func counts(held: Set<String>, where isWanted: (DRADevice) -> Bool) -> [String: Count] {
        guard problem == nil else { return [:] }
        let wanted = devices.filter(isWanted)
        let wholes = wholes(of: wanted)
        var left = counters
        for device in devices where held.contains(device.name) { take(device, from: &left) }
        var counts: [String: Count] = [:]
        for device in wholes {
            var count = counts[device.node] ?? Count()
            defer { counts[device.node] = count }
            guard device.taints.isEmpty else {
                count.tainted += 1
                continue
            }
            count.devices += 1
            guard !held.contains(device.name), fits(device, left) else { continue }
            take(device, from: &left)
            count.free += 1
        }
        let names = Set(wholes.map(\.name))
        for device in largestFirst(wanted) where !names.contains(device.name) && device.taints.isEmpty {
            guard !held.contains(device.name), fits(device, left) else { continue }
            take(device, from: &left)
            counts[device.node, default: Count()].parts += 1
        }
        return counts
    }

    /// The devices that stand for the hardware: the largest first, as many as there are at once when nothing is held.
    private func wholes(of wanted: [DRADevice]) -> [DRADevice] {
        var left = counters
        return largestFirst(wanted).filter { device in
            guard fits(device, left) else { return false }
            take(device, from: &left)
            return true
        }
    }

    /// By the share of their counters; in the order in which they are published where that is the same.
    private func largestFirst(_ devices: [DRADevice]) -> [DRADevice] {
        devices.enumerated().map { (index: $0, device: $1, share: share(of: $1)) }
            .sorted { ($1.share, $0.index) < ($0.share, $1.index) }.map(\.device)
    }

    private func share(of device: DRADevice) -> Double {
        var share = 0.0
        for (set, counts) in device.consumes {
            for (name, count) in counts {
                guard let all = counters[set]?[name]?.double, all > 0 else { continue }
                share += count.double / all
            }
        }
        return share
    }

    private func fits(_ device: DRADevice, _ left: [String: [String: Quantity]]) -> Bool {
        device.consumes.allSatisfy { set, counts in
            counts.allSatisfy { name, count in !((left[set]?[name] ?? .zero) < count) }
        }
    }

    private func take(_ device: DRADevice, from left: inout [String: [String: Quantity]]) {
        for (set, counts) in device.consumes {
            var rest = left[set] ?? [:]
            for (name, count) in counts { rest[name] = (rest[name] ?? .zero) - count }
            left[set] = rest
        }
    }
}
