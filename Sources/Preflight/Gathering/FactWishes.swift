/// What one run has to gather.
public struct FactWishes: Sendable, Hashable {
    /// Those of `FactRegistry`.
    public var names: Set<FactName>
    /// Each query once, with the fields of all who ask it.
    public private(set) var objects: [ObjectsWish]

    public init(_ names: Set<FactName> = [], objects: [ObjectsWish] = []) {
        self.names = names
        self.objects = ObjectsWish.merged(objects)
    }

    /// The names of all facts, those of objects included.
    public var facts: Set<FactName> { names.union(objects.map(\.fact)) }
}

extension FactWishes {
    /// The sources of all of it, and of what they need, those that take long first.
    func sources(from registry: FactRegistry) -> [FactSource] {
        let lists = objects.map { wish in
            FactSource(wish.fact, "the \(wish.query.type) that checks ask for") { context in
                try await context.gatherer.objects(wish, for: context.subject)
            }
        }
        var needed = facts
        var added = needed
        while !added.isEmpty {
            let further = Set(registry.sources.filter { added.contains($0.name) }.flatMap(\.needs))
            added = further.subtracting(needed)
            needed.formUnion(added)
        }
        return registry.sources.filter { needed.contains($0.name) } + lists
    }
}
