public import Kubernetes
import Waiting

/// What the server says of one object that is about to be applied.
public struct TriedObject: Sendable {
    public enum Outcome: String, Sendable, Hashable, CaseIterable {
        /// It takes the object as it is, or has it so already.
        case accepted
        /// It refuses the object, for what is in it or for a policy.
        case refused
        /// It does not know fields of the object, and refuses it for that.
        case pruned
        /// Fields would change that cannot be changed.
        case immutable
        /// Others have set fields to something else, and nobody has chosen what becomes of them.
        case conflict
        /// The object is there, and belongs to something else.
        case foreign
        /// What it needs first is still to come: its type, its namespace, what it refers to.
        case deferred
        /// The server did not say.
        case unknown
    }

    /// The place among all that were to be tried.
    public var index: Int
    /// Such as `Deployment.apps models/web`.
    public var object: String
    public var outcome: Outcome
    /// In the server's words, or why it is not known.
    public var message = ""
    /// Those that are unknown, immutable or in conflict.
    public var fields: [String] = []
    /// Who has set those in conflict.
    public var managers: [String] = []
    /// What the server took, and would not keep: its type's schema does not have it.
    public var dropped: [String] = []
    /// Whether its type is one of Kubernetes itself.
    public var isBuiltIn = false
    /// Whether the release's options say what becomes of it, so that the run goes on.
    public var isTolerated = false
    /// Whether it could be looked at what there is under its name.
    public var isSeen = true
    /// What to do, where more is known than the words.
    public var hint: String?
    /// Why it is not known.
    public var error: KubernetesError?

    init(_ index: Int, _ object: ReleaseObject, _ outcome: Outcome, _ message: String = "") {
        self.index = index
        self.object = object.title
        self.outcome = outcome
        self.message = message
        isBuiltIn = object.type.isBuiltIn
    }
}
