public import Value

/// What a run would do, object by object, for people and programs; made without changing anything.
public struct ChangeSet: Sendable, Equatable {
    public var name: String
    public var namespace: String
    /// `install`, `upgrade`, `rollback`, `uninstall`, or `none` where nothing has to be done.
    public var verb: String
    /// The last revision, and the one that the run would make; nil where there is none.
    public var fromRevision: Int?
    public var toRevision: Int?
    /// Name and version.
    public var chart: String
    public var createsNamespace: Bool
    /// In the order of the run: CRDs, hooks before, objects by kind, removals, hooks after.
    public var objects: [PlannedObject]
    public var warnings: [String]

    /// Objects that would be other than they are, hooks left out.
    public var changed: [PlannedObject] { objects.filter { $0.change.isChange } }
    /// Objects of which nobody can say what would become of them.
    public var unknown: [PlannedObject] { objects.filter { $0.change == .unknown } }
    /// Objects that the server would refuse to change so.
    public var refused: [PlannedObject] { objects.filter { $0.change == .refused } }

    public var value: Value {
        [
            "name": .string(name), "namespace": .string(namespace), "verb": .string(verb),
            "fromRevision": fromRevision.map { .integer(Int64($0)) } ?? .null,
            "toRevision": toRevision.map { .integer(Int64($0)) } ?? .null, "chart": .string(chart),
            "createsNamespace": .bool(createsNamespace), "objects": .array(objects.map(\.value)),
            "warnings": .array(warnings.map(Value.string)),
        ]
    }
}

/// What a run would do with one object.
public struct PlannedObject: Sendable, Equatable {
    public enum Change: String, Sendable, CaseIterable {
        case create, change, unchanged, remove
        /// The release lets go of it, and it stays.
        case keep
        /// A hook: made when its time comes.
        case hook
        /// The server says that it cannot be changed so.
        case refused
        /// The server could not say.
        case unknown

        public var isChange: Bool { [.create, .change, .remove, .refused].contains(self) }
    }

    /// A field that somebody else's manager has set to something else.
    public struct Conflict: Sendable, Equatable {
        public var field: String
        public var manager: String
    }

    /// Such as `Deployment.apps default/web`.
    public var object: String
    /// The template that it comes from.
    public var source: String
    public var change: Change
    /// Objects of one wave do not wait for each other.
    public var wave: Int
    /// Why it is kept, refused or unknown.
    public var reason: String?
    public var conflicts: [Conflict]
    /// As they are, and as they would be, without what the server counts by itself; values of Secrets are hashed.
    public var before: Value?
    public var after: Value?

    init(
        _ object: ReleaseObject, _ change: Change, wave: Int, reason: String? = nil, conflicts: [Conflict] = [],
        before: Value? = nil, after: Value? = nil
    ) {
        self.object = object.title
        source = object.path
        self.change = change
        self.wave = wave
        self.reason = reason
        self.conflicts = conflicts
        self.before = before?.forDisplay
        self.after = after?.forDisplay
    }

    /// The fields that would change, by their paths.
    public var fields: [ValueChange] {
        guard change == .change, let before, let after else { return [] }
        return before.changes(to: after)
    }

    public var value: Value {
        [
            "object": .string(object), "source": .string(source), "change": .string(change.rawValue),
            "wave": .integer(Int64(wave)), "reason": reason.map(Value.string) ?? .null,
            "conflicts": .array(
                conflicts.map { ["field": .string($0.field), "manager": .string($0.manager)] }),
            "fields": .array(
                fields.map { field in
                    [
                        "path": .string("\(field.path)"), "before": field.before ?? .null,
                        "after": field.after ?? .null,
                    ]
                }),
        ]
    }
}
