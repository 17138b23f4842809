public import Value

/// What has become of a cluster between two snapshots, by fact.
public struct SnapshotDrift: Sendable, Hashable {
    /// One thing that is there or not, or is another.
    public struct Item: Sendable, Hashable {
        public enum Change: String, Sendable, CaseIterable { case added, removed, changed }

        public var fact: FactName
        /// Empty where the fact is one thing.
        public var name: String
        public var change: Change
        /// None but of what is changed.
        public var fields: [ValueChange] = []
    }

    /// A fact of which nothing can be told, and why.
    public struct Unseen: Sendable, Hashable {
        public var fact: FactName
        public var reason: String
    }

    /// In the order of facts; added, removed and changed things of one fact stand by name.
    public var items: [Item] = []
    /// Changes that are not told because there are so many, by fact.
    public var untold: [FactName: Int] = [:]
    public var unseen: [Unseen] = []

    public var isSame: Bool { items.isEmpty }

    public init(from old: Snapshot, to new: Snapshot) {
        let names = Set(old.facts.facts.keys).union(new.facts.facts.keys).subtracting(Self.passing)
        for name in names.sorted() { compare(name, old.facts, new.facts) }
    }

    /// What is another one at every moment, or says nothing about a cluster.
    static let passing: Set<FactName> = [
        .pods, .nodeUse, .serverTime, .helm, .rendered, .access, .admission, .registries, .modelTokens,
        .hubModels, .pullSecrets, .podSources, .podNamespaces, .claimedVolumes, .admissionSamples,
    ]

    private mutating func compare(_ name: FactName, _ old: Facts, _ new: Facts) {
        switch (old[name], new[name]) {
        case (.unknown(let reason), _): unseen.append(Unseen(fact: name, reason: "before: \(reason.message)"))
        case (_, .unknown(let reason)): unseen.append(Unseen(fact: name, reason: "after: \(reason.message)"))
        case (.absent, .absent): break
        case (.absent, .known): items.append(Item(fact: name, name: "", change: .added))
        case (.known, .absent): items.append(Item(fact: name, name: "", change: .removed))
        case (.known(let before), .known(let after)):
            guard name.isObjects else { return add(name, Self.items(name, before, after)) }
            guard old.objects[name]?.namespaces == new.objects[name]?.namespaces else {
                unseen.append(Unseen(fact: name, reason: "they were recorded for other namespaces"))
                return
            }
            let cut = CommonFields(old.objects[name], new.objects[name])
            add(name, Self.items(name, cut.of(before), cut.of(after)))
        }
    }

    private mutating func add(_ name: FactName, _ found: [Item]) {
        items += found.prefix(PreflightLimits.driftChanges)
        let more = found.count - PreflightLimits.driftChanges
        if more > 0 { untold[name] = more }
    }
}

extension SnapshotDrift {
    private static func items(_ fact: FactName, _ before: Value, _ after: Value) -> [Item] {
        guard let old = DriftName.named(before, of: fact), let new = DriftName.named(after, of: fact) else {
            let fields = changes(before, after)
            return fields.isEmpty ? [] : [Item(fact: fact, name: "", change: .changed, fields: fields)]
        }
        var items: [Item] = []
        for name in Set(old.keys).union(new.keys).sorted() {
            switch (old[name], new[name]) {
            case (nil, _?): items.append(Item(fact: fact, name: name, change: .added))
            case (_?, nil): items.append(Item(fact: fact, name: name, change: .removed))
            case (let before?, let after?):
                let fields = changes(before, after)
                if !fields.isEmpty { items.append(Item(fact: fact, name: name, change: .changed, fields: fields)) }
            case (nil, nil): break
            }
        }
        return items
    }

    private static func changes(_ before: Value, _ after: Value) -> [ValueChange] {
        DriftForm.of(before).changes(to: DriftForm.of(after))
    }
}

/// The fields that two lists of objects both have.
private struct CommonFields {
    private let projection: ObjectProjection?

    init(_ old: RecordedObjects?, _ new: RecordedObjects?) {
        guard old?.fields != new?.fields, let old = old?.fields, let new = new?.fields else {
            projection = nil
            return
        }
        let common =
            old.filter { field in new.contains { $0.covers(field) } }
            + new.filter { field in old.contains { $0.covers(field) } }
        projection = ObjectProjection(FieldPath.reduced(common))
    }

    func of(_ list: Value) -> Value {
        guard let projection, let objects = list.array else { return list }
        return .array(objects.map { projection.cut($0) })
    }
}
