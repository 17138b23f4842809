public import Kubernetes
public import Value

/// A cluster, the operators of the known providers, and the models served.
public struct ClusterOverview: Sendable {
    public var identity: ClusterIdentity
    /// Nil when the server does not tell the caller.
    public var version: ServerVersion?
    public var operators: [Operator]
    /// Nil when no deployment may be listed.
    public var deployments: DeploymentInventory?
    /// What could not be read, of deployments, too.
    public var unseen: [Unseen]

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

        /// What a table says: other people's releases are told as such.
        public var words: String {
            isOwn || status == Self.absent || status == Self.unknown ? status : "\(status) (not by groundcrew)"
        }

        public static let absent = "not installed"
        public static let unknown = "unknown"

        public var value: Value {
            [
                "provider": .string(provider), "name": .string(name), "namespace": .string(namespace),
                "status": .string(status), "version": version.map(Value.string) ?? .null,
                "installedByGroundcrew": .bool(isOwn),
            ]
        }
    }

    /// False when the deployments of a provider could not be seen at all.
    public var isDecided: Bool { deployments?.hidden.isEmpty ?? false }

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
            "unseen": .array(unseen.map(\.value)),
        ]
    }
}
