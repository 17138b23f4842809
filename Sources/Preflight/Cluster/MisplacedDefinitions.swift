import Value

/// Wanted CRDs that are not there, though a resource of the same name is: in another group.
enum MisplacedDefinitions {
    static func value(of facts: JudgedFacts) throws(UnknownReason) -> Value {
        let work = WantedWork(facts.subject)
        let definitions = ClusterDefinition.all(try facts.known(.definitionObjects))
        let there = Set(definitions.map(\.name))
        let byPlural = Dictionary(grouping: definitions, by: \.plural)
        var misplaced: [Value] = []
        for crd in Set(facts.subject.crds.map(\.name)).sorted() where !there.contains(crd) {
            guard let kind = WantedWork.Kind(crd: crd), let others = byPlural[kind.resource] else { continue }
            let family = domain(of: kind.group)
            let near = others.filter { domain(of: $0.group) == family }
            guard !near.isEmpty else { continue }
            let elsewhere = near.map { "\($0.group) (\($0.served.joined(separator: ", ")))" }
            misplaced.append([
                "name": .string(crd), "elsewhere": .array(elsewhere.map(Value.string)),
                "comes": .bool(work.isInstalled && work.operatorBringing(crd) != nil),
            ])
        }
        return .array(misplaced)
    }

    /// `inference` of `inference.networking.x-k8s.io` and of `inference.networking.k8s.io`: an API that moved keeps its
    /// first name.
    private static func domain(of group: String) -> Substring { group.prefix { $0 != "." } }
}
