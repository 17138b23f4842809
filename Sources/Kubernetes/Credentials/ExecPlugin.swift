/// A program that prints credentials, as a kubeconfig's `exec` describes it.
public struct ExecPlugin: Sendable, Hashable {
    /// `client.authentication.k8s.io/v1` or `/v1beta1`.
    public var apiVersion: String
    /// A name looked up in PATH, or a path.
    public var command: String
    public var arguments: [String]
    /// Set on top of the tool's own environment, in order; the last of one name wins.
    public var environment: [Variable]
    public var interactiveMode: InteractiveMode
    /// What to tell a user who does not have the program.
    public var installHint: String
    /// What KUBERNETES_EXEC_INFO says of the cluster; nil unless `provideClusterInfo` is set.
    public var cluster: ClusterInfo?

    public struct Variable: Sendable, Hashable {
        public var name: String
        public var value: Secret
        public init(name: String, value: Secret) {
            self.name = name
            self.value = value
        }
    }

    public enum InteractiveMode: String, Sendable {
        case never = "Never"
        case ifAvailable = "IfAvailable"
        case always = "Always"
    }

    public init(
        apiVersion: String, command: String, arguments: [String] = [], environment: [Variable] = [],
        interactiveMode: InteractiveMode = .ifAvailable, installHint: String = "", cluster: ClusterInfo? = nil
    ) {
        self.apiVersion = apiVersion
        self.command = command
        self.arguments = arguments
        self.environment = environment
        self.interactiveMode = interactiveMode
        self.installHint = installHint
        self.cluster = cluster
    }
}
