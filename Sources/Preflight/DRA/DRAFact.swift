import Value

/// Reduces what the API holds to counts.
enum DRAFact {
    static func value(version: String, slices: [DRASlice], classes: [DRAClass], claims: [APIClaim]) -> Value {
        let pools = Dictionary(grouping: slices, by: \.pool).map { (name: $0, pool: DRAPool($0, $1)) }
            .sorted { $0.name < $1.name }
        // A device that several claims share is one device.
        var held: [DRAPool.Name: Set<String>] = [:]
        for result in claims.flatMap(\.held) {
            held[DRAPool.Name(driver: result.driver, pool: result.pool), default: []].insert(result.device)
        }
        // Others count for the classes that select from them alone.
        let accelerators = pools.filter(\.pool.isOfAccelerators)
        let doubts = accelerators.reduce(into: Set<String>()) { $0.formUnion($1.pool.doubts) }.sorted()
        let taints = Set(accelerators.filter { $0.pool.problem == nil }.flatMap { $0.pool.devices.flatMap(\.taints) })
            .sorted()
        let published = accelerators.flatMap { name, pool in
            counted(name, pool.counts(held: held[name] ?? []) { _ in true })
        }
        func standIn(_ item: DRAClass, _ resource: String) -> Object {
            let counts = pools.flatMap { name, pool in
                counted(name, pool.counts(held: held[name] ?? []) { $0.resources.contains(resource) })
            }
            return [
                "class": .string(item.name), "devices": .array(counts),
                "undecided": .array(undecided(resource, pools.map(\.pool)).map(Value.string)),
            ]
        }
        var extended: [(resource: String, entry: Object)] = []
        var byClass: [Value] = []
        for item in classes {
            for resource in item.resources {
                let entry = standIn(item, resource)
                guard !resource.hasPrefix(DRAClass.implicitPrefix) else {
                    byClass.append(.object(entry))
                    continue
                }
                let named: Object = ["resource": .string(resource)]
                extended.append((resource, named.merged(with: entry)))
            }
        }
        extended.sort { $0.resource < $1.resource }
        return [
            "version": .string(version),
            "drivers": .array(Set(accelerators.map(\.name.driver)).sorted().map(Value.string)),
            "devices": .array(published), "extended": .array(extended.map { .object($0.entry) }),
            "classes": .array(byClass), "empty": .array(empty(accelerators)),
            "holders": .array(holders(claims, of: DRAInventory.drivers.union(pools.map(\.name.driver)))),
            "taints": .array(taints.map(Value.string)),
            "problems": .array((accelerators.compactMap(\.pool.problem) + doubts).map(Value.string)),
        ]
    }

    /// Why a class may select more of the pools' devices for a resource, or others.
    private static func undecided(_ resource: String, _ pools: [DRAPool]) -> [String] {
        let accelerators = pools.filter(\.isOfAccelerators)
        let others = pools.filter { !$0.isOfAccelerators }
        var reasons = Set(accelerators.compactMap { $0.undecided[resource] })
        for pool in others where pool.selects(resource) {
            reasons.formUnion(pool.doubts)
            if let problem = pool.problem { reasons.insert(problem) }
            if let reason = pool.undecided[resource] { reasons.insert(reason) }
        }
        // A class of accelerators that are known need not be made for devices of others.
        if !accelerators.contains(where: { $0.selects(resource) }) {
            reasons.formUnion(others.compactMap { $0.undecided[resource] })
        }
        return reasons.sorted()
    }

    /// Which pods hold devices of these drivers by claim, by class; a claim that several pods share is each one's.
    private static func holders(_ claims: [APIClaim], of drivers: Set<String>) -> [Value] {
        var counts: [String: [String: Int64]] = [:]
        for claim in claims {
            for result in claim.held where drivers.contains(result.driver) {
                guard let name = claim.deviceClass(of: result) else { continue }
                for pod in claim.pods { counts[pod, default: [:]].add(1, to: name) }
            }
        }
        var entries: [Value] = []
        for (pod, classes) in counts.sorted(by: { $0.key < $1.key }) {
            for (name, count) in classes.sorted(by: { $0.key < $1.key }) {
                entries.append(["pod": .string(pod), "class": .string(name), "devices": .integer(count)])
            }
        }
        return entries
    }

    /// Pools without any device.
    private static func empty(_ pools: [(name: DRAPool.Name, pool: DRAPool)]) -> [Value] {
        pools.filter { $0.pool.problem == nil && $0.pool.devices.isEmpty }.map { name, pool in
            ["driver": .string(name.driver), "pool": .string(name.pool), "node": .string(pool.node)]
        }
    }

    private static func counted(_ name: DRAPool.Name, _ counts: [String: DRAPool.Count]) -> [Value] {
        counts.sorted { $0.key < $1.key }.map { node, count in
            [
                "driver": .string(name.driver), "node": .string(node), "devices": .integer(count.devices),
                "free": .integer(count.free), "parts": .integer(count.parts), "tainted": .integer(count.tainted),
            ]
        }
    }
}
