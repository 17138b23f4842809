/// Which cluster Helm is sent to: the one that the Kubernetes client talks to.
public struct HelmAccess: Sendable, Hashable {
    /// Nil leaves it to KUBECONFIG and Helm's default.
    public var kubeconfig: String?
    public var context: String?
    public var impersonate: String?
    public var impersonateGroups: [String]

    public init(
        kubeconfig: String? = nil, context: String? = nil, impersonate: String? = nil, impersonateGroups: [String] = []
    ) {
        self.kubeconfig = kubeconfig
        self.context = context
        self.impersonate = impersonate
        self.impersonateGroups = impersonateGroups
    }

    var flags: [String] {
        var flags: [String] = []
        if let kubeconfig { flags += ["--kubeconfig", kubeconfig] }
        if let context { flags += ["--kube-context", context] }
        if let impersonate { flags += ["--kube-as-user", impersonate] }
        for group in impersonateGroups { flags += ["--kube-as-group", group] }
        return flags
    }
}
