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
                let (gatherer, subject) = (context.gatherer, context.subject)
                guard wish.fact == .volumeClaims, !subject.mountedClaims.isEmpty else {
                    return try await gatherer.objects(wish, for: subject)
                }
                return try await gatherer.claimsInTime { try await gatherer.objects(wish, for: subject) }
            }
        }
        return registered(in: registry) + lists
    }

    /// The same, with the lists that the sources themselves ask for which have something to learn for what is wanted.
    func completed(from registry: FactRegistry, for subject: Subject) -> FactWishes {
        let asking = registered(in: registry).filter { $0.isWanted(subject) }
        return FactWishes(names, objects: objects + asking.flatMap(\.objects))
    }

    /// The sources of the registry that are needed, by others among them.
    private func registered(in registry: FactRegistry) -> [FactSource] {
        var needed = facts
        var added = needed
        while !added.isEmpty {
            let further = Set(registry.sources.filter { added.contains($0.name) }.flatMap(\.needs))
            added = further.subtracting(needed)
            needed.formUnion(added)
        }
        return registry.sources.filter { needed.contains($0.name) }
    }
}
