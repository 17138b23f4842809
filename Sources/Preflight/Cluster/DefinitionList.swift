import Value

/// The CRDs of a cluster, each with whose it is and what is wanted of it.
enum DefinitionList {
    static func value(of facts: JudgedFacts) throws(UnknownReason) -> Value {
        let work = WantedWork(facts.subject)
        let definitions = ClusterDefinition.all(try facts.known(.definitionObjects))
        return .array(definitions.map { entry(of: $0, work, facts.subject) })
    }

    private static func entry(of definition: ClusterDefinition, _ work: WantedWork, _ subject: Subject) -> Value {
        var entry: Object = [
            "name": .string(definition.name), "group": .string(definition.group), "kind": .string(definition.kind),
            "served": texts(definition.served), "storage": .string(definition.storage),
            "stored": texts(definition.stored), "outdated": texts(definition.outdated),
            "ending": texts(definition.ending),
        ]
        entry["wanted"] = .bool(work.crds.contains(definition.name))
        addOwner(of: definition, work, to: &entry)
        let wanted = WantedVersions(definition, subject)
        entry["used"] = .string(wanted.used ?? "")
        entry["preferred"] = .string(wanted.preferred ?? "")
        entry["usedIsDeprecated"] = .bool(wanted.isDeprecated)
        entry["going"] = .bool(definition.object.isGoing)
        entry["holders"] = texts(definition.holders)
        let bundle = Bundle(definition.object)
        entry["bundle"] = .string(bundle.version)
        entry["channel"] = .string(bundle.channel)
        return .object(entry)
    }

    /// Who brings it, who keeps it, and whether these are two.
    private static func addOwner(of definition: ClusterDefinition, _ work: WantedWork, to entry: inout Object) {
        let keeper = ObjectKeeper(definition.object)
        let bringer = work.operatorBringing(definition.name)
        let release = bringer.map { ReleaseMark(namespace: $0.namespace, name: $0.name) }
        let isOperators = keeper.kind == .release && definition.object.release == release
        entry["operator"] = .string(bringer?.name ?? "")
        entry["keeper"] = ["kind": .string(keeper.kind.rawValue), "name": .string(keeper.name)]
        entry["foreign"] = .bool(bringer != nil && keeper.kind != .nobody && !isOperators)
    }

    private static func texts(_ list: [String]) -> Value { .array(list.map(Value.string)) }

    /// The release that an API of SIG Network came with.
    private struct Bundle {
        var version: String
        var channel: String

        init(_ object: ClusterObject) {
            let gateway = object.annotation("gateway.networking.k8s.io/bundle-version")
            version = gateway ?? object.annotation("inference.networking.k8s.io/bundle-version") ?? ""
            channel = object.annotation("gateway.networking.k8s.io/channel") ?? ""
        }
    }
}

/// The version of a CRD that a provider will write, of those that it can.
private struct WantedVersions {
    /// The first that is served; nil where none is, or nobody wants a certain one.
    var used: String?
    /// The one that the provider likes best.
    var preferred: String?
    var isDeprecated: Bool

    init(_ definition: ClusterDefinition, _ subject: Subject) {
        let wanted = subject.crds.first { $0.name == definition.name && !$0.versions.isEmpty }
        let used = wanted?.versions.first { definition.served.contains($0) }
        self.used = used
        preferred = wanted?.versions.first
        isDeprecated = definition.versions.contains { $0.name == used && $0.isDeprecated }
    }
}
