public import Kubernetes
public import Value

/// What the server says of one object that is about to be applied, when it is put to it in a dry run.
public struct AdmissionFact: Sendable, Hashable {
    public enum Result: String, Sendable, CaseIterable {
        case accepted
        /// For what is in it, or for a policy.
        case refused
        /// For fields that the server does not know.
        case pruned
        /// Fields would change that cannot be changed.
        case immutable
        /// Others have set fields to something else.
        case conflict
        /// It is there, and belongs to something else.
        case foreign
        /// What it needs first is still to come.
        case deferred
        /// The server did not say.
        case unknown
    }

    /// As `RenderedPart` has it.
    public var owner: String
    /// Such as `Deployment.apps models/web`.
    public var object: String
    public var result: Result
    /// In the server's words, or why it is not known.
    public var message: String
    /// Those that are unknown, immutable or in conflict.
    public var fields: [String] = []
    public var managers: [String] = []
    /// What the server took, and would not keep.
    public var dropped: [String] = []
    public var isBuiltIn = false
    /// Whether it was said what becomes of it, so that it stops nothing.
    public var isTolerated = false
    /// Whether it could be looked at what there is under its name.
    public var isSeen = true
    /// What to do; empty where nothing more is known than the message.
    public var next = ""
    /// Why it is not known.
    public var reason: UnknownReason?

    public init(owner: String, object: String, _ result: Result, _ message: String = "") {
        self.owner = owner
        self.object = object
        self.result = result
        self.message = message
    }

    /// The same for an error of the cluster.
    public init(owner: String, object: String, unknown error: KubernetesError) {
        self.init(owner: owner, object: object, .unknown, error.words)
        reason = UnknownReason(error)
    }

    public var value: Value {
        [
            "owner": .string(owner), "object": .string(object), "result": .string(result.rawValue),
            "message": .string(message), "fields": .array(fields.map(Value.string)),
            "managers": .array(managers.map(Value.string)), "dropped": .array(dropped.map(Value.string)),
            "builtIn": .bool(isBuiltIn), "tolerated": .bool(isTolerated), "seen": .bool(isSeen),
            "next": .string(next),
            "code": .string(reason?.code.rawValue ?? ""), "verb": .string(reason?.verb ?? ""),
            "resource": .string(reason?.resource ?? ""),
        ]
    }
}
