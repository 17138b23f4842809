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
        let doubts = pools.reduce(into: Set<String>()) { $0.formUnion($1.pool.doubts) }.sorted()
        let taints = Set(pools.filter { $0.pool.problem == nil }.flatMap { $0.pool.devices.flatMap(\.taints) }).sorted()
        let published = pools.flatMap { name, pool in
            counted(name, pool.counts(held: held[name] ?? []) { _ in true })
        }
        func standIn(_ item: DRAClass, _ resource: String) -> Object {
            let counts = pools.flatMap { name, pool in
                counted(name, pool.counts(held: held[name] ?? []) { $0.resources.contains(resource) })
            }
            let undecided = Set(pools.compactMap { $0.pool.undecided[resource] }).sorted()
            return [
                "class": .string(item.name), "devices": .array(counts),
                "undecided": .array(undecided.map(Value.string)),
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
            "version": .string(version), "drivers": .array(Set(pools.map(\.name.driver)).sorted().map(Value.string)),
            "devices": .array(published), "extended": .array(extended.map { .object($0.entry) }),
            "classes": .array(byClass), "empty": .array(empty(pools)), "holders": .array(holders(claims)),
            "taints": .array(taints.map(Value.string)),
            "problems": .array((pools.compactMap(\.pool.problem) + doubts).map(Value.string)),
        ]
    }

    /// Which pods hold devices of accelerators by claim, by class; a claim that several pods share is each one's.
    private static func holders(_ claims: [APIClaim]) -> [Value] {
        var counts: [String: [String: Int64]] = [:]
        for claim in claims {
            for result in claim.held where DRAInventory.drivers.contains(result.driver) {
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
