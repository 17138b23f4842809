import Value

/// Facts as a file keeps them, with what somebody has to know who judges them on another day.
public struct Snapshot: Sendable, Hashable {
    public static let schemaVersion = Facts.schemaVersion

    public var facts: Facts
    /// RFC 3339, in UTC.
    public var recordedAt: String
    /// Of the groundcrew that recorded it.
    public var version: String
    /// The digest of what was wanted then, as `digest(of:)` has it: some facts hold for that alone.
    public var work: String
    /// The namespace in which what names none was to stand; nil where it was not told.
    public var namespace: String?
    /// Whether names are hashed, with a key that nobody keeps.
    public var areNamesHashed: Bool

    public init(
        _ facts: Facts, recordedAt: String, version: String, work: String = "", namespace: String? = nil,
        areNamesHashed: Bool = false
    ) {
        self.facts = facts
        self.recordedAt = recordedAt
        self.version = version
        self.work = work
        self.namespace = namespace
        self.areNamesHashed = areNamesHashed
    }
}

extension Snapshot {
    /// A fact that the snapshot does not hold, and why.
    public struct Missing: Sendable, Hashable {
        public var fact: FactName
        public var code: UnknownReason.Code
        public var reason: String

        var value: Value {
            ["fact": .string(fact.rawValue), "code": .string(code.rawValue), "reason": .string(reason)]
        }
    }

    /// In the order of their names.
    public var missing: [Missing] {
        let gone = FactRegistry.builtIn.names.filter { facts.facts[$0] == nil }.map {
            Missing(fact: $0, code: .notGathered, reason: "nothing that was asked for needs it")
        }
        let unknown = facts.facts.compactMap { name, fact -> Missing? in
            guard case .unknown(let reason) = fact else { return nil }
            return Missing(fact: name, code: reason.code, reason: reason.message)
        }
        return (gone + unknown).sorted { $0.fact < $1.fact }
    }
}
