public import Kubernetes
public import Operators
public import Preflight
public import Value

/// A cluster, its accelerators, the operators of the known providers, and the models served.
public struct ClusterOverview: Sendable {
    public var identity: ClusterIdentity
    /// Nil when the server does not tell the caller.
    public var version: ServerVersion?
    public var operators: [Operator]
    /// Nil when no deployment may be listed.
    public var deployments: DeploymentInventory?
    /// What could not be read, of deployments, too; of accelerators they tell themselves.
    public var unseen: [Unseen]
    /// Nil where nobody looked.
    public var accelerators: AcceleratorOverview?

    public struct Operator: Sendable, Equatable {
        public var provider: String
        public var name: String
        /// Where its release is, or would be.
        public var namespace: String
        /// Helm's word, `not installed`, or `unknown` where its release may not be seen.
        public var status: String
        /// Of its chart.
        public var version: String?
        /// Whether the release's record says that groundcrew made it for this provider.
        public var isOwn = false

        /// Whose it is; nil where nobody looked.
        public var owner: OperatorOwner?
        /// What an installation would do with it; nil where nobody looked.
        public var decision: OperatorDecision?

        /// What a table says: other people's releases are told as such where no owner is.
        public var words: String {
            let isPlain = isOwn || owner != nil || [Self.absent, Self.unknown, Self.unreadable].contains(status)
            return isPlain ? status : "\(status) (not by groundcrew)"
        }

        public static let absent = "not installed"
        public static let unknown = "unknown"
        /// There is a record of a release, and nobody can say what it holds.
        public static let unreadable = "unreadable"
        /// It works, and no release holds it.
        public static let installed = "installed"

        public var value: Value {
            [
                "provider": .string(provider), "name": .string(name), "namespace": .string(namespace),
                "status": .string(status), "version": version.map(Value.string) ?? .null,
                "installedByGroundcrew": .bool(isOwn), "owner": owner?.value ?? .null,
                "decision": decision?.value ?? .null,
            ]
        }
    }

    /// False when no deployment could be looked at, or none of a provider that has an operator.
    public var isDecided: Bool { deployments.map { $0.hidden.isEmpty && !$0.isBlind } ?? false }

    public var value: Value {
        [
            "cluster": [
                "server": .string(identity.server), "uid": identity.kubeSystemUID.map(Value.string) ?? .null,
                "version": version.map { .string("\($0)") } ?? .null,
            ],
            "operators": .array(operators.map(\.value)),
            "deployments": .array(deployments?.deployments.map(\.value) ?? []),
            "namespace": deployments?.namespace.map(Value.string) ?? .null,
            "complete": .bool(deployments?.isComplete ?? false),
            "accelerators": accelerators.map { Value.array($0.kinds.map(\.value)) } ?? .null,
            "unseen": .array((unseen + (accelerators?.unseen ?? []).map { Unseen($0) }).map(\.value)),
        ]
    }
}
