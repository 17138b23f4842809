import Value

/// Reduces what the API holds to counts.
enum DRAFact {
    static func value(version: String, slices: [DRASlice], classes: [DRAClass], claims: [APIClaim]) -> Value {
        let pools = Dictionary(grouping: slices, by: \.pool).map { (name: $0, pool: DRAPool($0, $1)) }
            .sorted { $0.name < $1.name }
        // A device that several claims share is one device; who only looks at it holds nothing.
        var held: [DRAPool.Name: Set<String>] = [:]
        for result in claims.flatMap({ $0.status?.allocation?.devices?.results ?? [] })
        where result.adminAccess != true {
            held[DRAPool.Name(driver: result.driver, pool: result.pool), default: []].insert(result.device)
        }
        let doubts = pools.reduce(into: Set<String>()) { $0.formUnion($1.pool.doubts) }.sorted()
        let taints = Set(pools.filter { $0.pool.problem == nil }.flatMap { $0.pool.devices.flatMap(\.taints) }).sorted()
        let published = pools.flatMap { name, pool in
            counted(name, pool.counts(held: held[name] ?? []) { _ in true })
        }
        let extended = classes.map { item -> Value in
            let counts = pools.flatMap { name, pool in
                counted(name, pool.counts(held: held[name] ?? []) { $0.resources.contains(item.resource) })
            }
            return [
                "resource": .string(item.resource), "class": .string(item.name), "devices": .array(counts),
                "undecided": .array(
                    Set(pools.compactMap { $0.pool.undecided[item.resource] }).sorted().map(Value.string)),
            ]
        }
        return [
            "version": .string(version), "drivers": .array(Set(pools.map(\.name.driver)).sorted().map(Value.string)),
            "devices": .array(published), "extended": .array(extended),
            "taints": .array(taints.map(Value.string)),
            "problems": .array((pools.compactMap(\.pool.problem) + doubts).map(Value.string)),
        ]
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
