import Kubernetes
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
    /// Who would carry it out: `native` or `helm`, which makes requests of its own.
    public var driver = "native"

    /// Objects that would be other than they are, hooks left out.
    public var changed: [PlannedObject] { objects.filter { $0.change.isChange } }
    /// Objects of which nobody can say what would become of them.
    public var unknown: [PlannedObject] { objects.filter { $0.change == .unknown } }
    /// Objects that the server would refuse to change so.
    public var refused: [PlannedObject] { objects.filter { $0.change == .refused || $0.isInConflict } }

    public var value: Value {
        [
            "name": .string(name), "namespace": .string(namespace), "verb": .string(verb), "driver": .string(driver),
            "fromRevision": fromRevision.map { .integer(Int64($0)) } ?? .null,
            "toRevision": toRevision.map { .integer(Int64($0)) } ?? .null, "chart": .string(chart),
            "createsNamespace": .bool(createsNamespace),
            "objects": .array(objects.map { $0.value(withRequests: driver == "native") }),
            "warnings": .array(warnings.map(Value.string)),
        ]
    }
}

/// What a run would do with one object.
public struct PlannedObject: Sendable, Equatable {
    public enum Change: String, Sendable, CaseIterable {
        case create, change, unchanged, remove
        /// Removed and made anew, for fields would change that cannot be changed.
        case recreate
        /// The release lets go of it, and it stays.
        case keep
        /// A hook: made when its time comes.
        case hook
        /// The server says that it cannot be changed so.
        case refused
        /// The server could not say.
        case unknown

        public var isChange: Bool { [.create, .change, .recreate, .remove, .refused].contains(self) }
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
    /// What to do about it, where it is refused and more is known than the server's words.
    public var hint: String?
    /// Of a CRD: what its objects and their users would notice.
    public var findings: [CRDFinding] = []
    /// Fields that other managers have set to something else, and what becomes of them.
    public var conflicts: [DecidedField]
    /// Fields that cannot be changed, and would be.
    public var immutable: [String]
    /// What Helm set client-side becomes its server-side manager's.
    public var handsOver: Bool
    /// What the server would not keep, in a sentence.
    public var loss: String?
    /// What the run would send, in order, such as `PATCH /api/v1/namespaces/a/configmaps/b`.
    public var requests: [String]
    /// As they are, and as they would be, without what the server counts by itself; values of Secrets are hashed.
    public var before: Value?
    public var after: Value?

    init(
        _ object: ReleaseObject, _ change: Change, wave: Int, reason: String? = nil, conflicts: [DecidedField] = [],
        immutable: [String] = [], handsOver: Bool = false, loss: String? = nil, before: Value? = nil,
        after: Value? = nil
    ) {
        self.object = object.title
        source = object.path
        self.change = change
        self.wave = wave
        self.reason = reason
        self.conflicts = conflicts
        self.immutable = immutable
        self.handsOver = handsOver
        self.loss = loss
        requests = Self.requests(change, object)
        self.before = before?.forDisplay
        self.after = after?.forDisplay
    }

    /// Fields of others stop the run.
    public var isInConflict: Bool { conflicts.contains { $0.verdict == .refuse } }

    /// The fields that would change, by their paths.
    public var fields: [ValueChange] {
        guard change == .change, let before, let after else { return [] }
        return before.changes(to: after)
    }

    /// By the native driver. What would not change is sent only where the cluster does not show that it would not.
    static func requests(_ change: Change, _ object: ReleaseObject) -> [String] {
        let methods =
            switch change {
            case .create, .change, .hook: [object.name == nil ? "POST" : "PATCH"]
            case .recreate: ["DELETE", "PATCH"]
            case .remove: ["DELETE"]
            case .unchanged, .keep, .refused, .unknown: [String]()
            }
        guard !object.type.plural.isEmpty else { return [] }
        do {
            let path = try object.type.path(namespace: object.namespace, name: object.name)
            return methods.map { "\($0) \(path)" }
        } catch {
            return []  // A name that no request can hold is refused by the server, and told there.
        }
    }

    func value(withRequests: Bool) -> Value {
        [
            "object": .string(object), "source": .string(source), "change": .string(change.rawValue),
            "wave": .integer(Int64(wave)), "reason": reason.map(Value.string) ?? .null,
            "conflicts": .array(
                conflicts.map {
                    [
                        "field": .string($0.field), "manager": .string($0.manager),
                        "verdict": .string($0.verdict.rawValue),
                    ]
                }),
            "findings": .array(findings.map(\.value)),
            "immutable": .array(immutable.map(Value.string)), "handsOver": .bool(handsOver),
            "loss": loss.map(Value.string) ?? .null,
            "requests": .array(withRequests ? requests.map(Value.string) : []),
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
