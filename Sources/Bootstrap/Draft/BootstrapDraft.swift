public import Operators
public import Preflight

/// A bootstrap file for a cluster that was looked at: what was seen stands in its comments, and so does what was not.
public struct BootstrapDraft: Sendable {
    public var cluster: Cluster
    public var gpus: GPUOverview
    /// What the models need, with what becomes of it.
    public var operators: [OperatorPlan] = []
    /// At least one.
    public var models: [Model]
    /// Models that were asked for, and that a run would refuse.
    public var refusals: [Refusal] = []
    /// What could not be looked at besides, a sentence each.
    public var gaps: [String] = []

    /// Which cluster it was.
    public struct Cluster: Sendable, Equatable {
        public var server: String
        public var context: String?
        /// Of its namespace kube-system.
        public var uid: String?
        /// What it says at `/version`.
        public var version: String?
        public var isSimulated = false
        /// Whether it ends with the command, so that no file can be for it.
        public var isEphemeral = false
    }

    public struct Model: Sendable, Equatable {
        public var id: String
        public var name: String
        public var namespace: String
        /// Whether the namespace is there; nil where that cannot be seen.
        public var hasNamespace: Bool?
        public var provider = ""
        public var engine = ""
        /// Why those, without a full stop.
        public var reason = ""
        /// Why this model, where nobody asked for it.
        public var choice: String?
        /// Whether its weights need a token.
        public var isGated = false
        /// That which such a model takes its token from; nil for the usual name.
        public var tokenSecret: String?
    }

    /// A model that stands in a comment alone.
    public struct Refusal: Sendable, Equatable {
        public var model: String
        /// What a run would say of it.
        public var reason: String
        public var hint: String?

        init(model: String, reason: String) {
            self.model = model
            self.reason = reason
        }

        /// A sentence without a full stop.
        public var text: String { "\(model), which a run would refuse: \(reason)" }
    }

    /// The Secret that a gated model is told to take its token from.
    static let tokenSecret = "hf-token"

    /// What could not be seen, a sentence each.
    public var unseen: [String] {
        gaps + gpus.unseen + operators.flatMap { plan in plan.unseen.map { "operator \(plan.name): \($0)" } }
    }
}
