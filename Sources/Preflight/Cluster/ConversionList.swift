import Value

/// The CRDs whose objects a webhook converts, each with whether it answers.
enum ConversionList {
    static func value(of facts: JudgedFacts) throws(UnknownReason) -> Value {
        let definitions = ClusterDefinition.all(try facts.known(.definitionObjects)).filter { $0.converter != nil }
        guard !definitions.isEmpty else { return [] }
        let reach = try WebhookReach(facts)
        let work = WantedWork(facts.subject)
        var entries: [Value] = []
        for definition in definitions {
            guard let target = definition.converter else { continue }
            entries.append(entry(of: definition, target, reach.look(target), work, facts.subject))
        }
        return .array(entries)
    }

    private static func entry(
        of definition: ClusterDefinition, _ target: WebhookTarget, _ look: WebhookReach.Look, _ work: WantedWork,
        _ subject: Subject
    ) -> Value {
        let bringer = work.operatorBringing(definition.name)
        let isWanted = work.crds.contains(definition.name)
        let isFailing = look.state.isFailing
        // What is installed brings its Service up where it is installed, and nowhere else.
        let isItsOwn = bringer.map { $0.namespace == target.service?.namespace } ?? false
        let comes = isFailing && work.isInstalled && isItsOwn
        let needed = isWanted && isNeeded(definition, subject)
        return [
            "name": .string(definition.name), "wanted": .bool(isWanted), "operator": .string(bringer?.name ?? ""),
            "service": .string(target.service?.text ?? ""), "state": .string(look.state.rawValue),
            "words": .string(look.words), "failing": .bool(isFailing), "comes": .bool(comes),
            "needed": .bool(needed),
        ]
    }

    /// Whether writing and reading what is wanted takes a conversion: not where all is of one version.
    private static func isNeeded(_ definition: ClusterDefinition, _ subject: Subject) -> Bool {
        guard definition.outdated.isEmpty else { return true }
        let wanted = subject.crds.filter { $0.name == definition.name }
        guard !wanted.isEmpty else { return true }
        return wanted.contains { crd in
            let used = crd.versions.first { definition.served.contains($0) }
            return used != definition.storage
        }
    }
}
