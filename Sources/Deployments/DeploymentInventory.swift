import Providers
public import Value

/// The deployments of a cluster as far as the caller may see them, and what the list does not hold.
public struct DeploymentInventory: Sendable {
    /// Sorted by namespace and name.
    public var deployments: [DeploymentStatus] = []
    /// Where was looked; nil means all namespaces.
    public var namespace: String?
    /// Providers whose resource the cluster does not serve, so that it has none of their deployments.
    public var absent: [AbsentProvider] = []
    /// Whether the cluster serves the custom resource of any provider.
    public var hasOperator = false
    /// What could not be read; a deployment's own gaps are among them.
    public var unseen: [Unseen] = []
    /// Providers with an operator of whose deployments none may be listed, wherever they are.
    public var hidden: [String] = []
    /// False when so much could not be seen that the list says little: other namespaces, a provider's custom resources,
    /// or everything. Plain Deployments alone, at which the caller may not look, are told and decide nothing.
    public var isDecided = true
    /// Whether there is something to look at, and the caller may look at none of it.
    public var isBlind = false
    /// False when deployments that were asked for may be missing.
    public var isComplete = true

    public struct AbsentProvider: Sendable, Equatable {
        public var name: String
        public var title: String
        /// Such as `rayservices.ray.io`.
        public var resource: String
        /// The folder of the user's that it is from; nil for one that is inside the binary.
        var folder: String?

        /// A sentence for a person.
        public var text: String { "\(title) is not installed: the cluster serves no \(resource)" }
        /// What to do about it.
        public var hint: String { Provider.installation(of: name, in: folder) }
    }

    /// Where nothing was found, such as `in namespace models`.
    public var scope: String { namespace.map { "in namespace \($0)" } ?? "in any namespace" }

    public var value: Value {
        [
            "namespace": namespace.map(Value.string) ?? .null, "complete": .bool(isComplete),
            "deployments": .array(deployments.map(\.value)),
            "absent": .array(
                absent.map {
                    ["provider": .string($0.name), "crd": .string($0.resource), "hint": .string($0.hint)]
                }),
            "unseen": .array(unseen.map(\.value)),
        ]
    }
}
