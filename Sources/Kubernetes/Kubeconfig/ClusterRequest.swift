/// Which cluster the user asks for, in the words of kubectl's flags.
public struct ClusterRequest: Sendable, Hashable {
    /// `--kubeconfig`
    public var kubeconfig: String?
    /// `--context`
    public var context: String?
    /// `--cluster`
    public var cluster: String?
    /// `--user`
    public var user: String?
    /// `--namespace`
    public var namespace: String?
    /// `--as`
    public var impersonate: String?
    /// `--as-group`
    public var impersonateGroups: [String]

    public init(
        kubeconfig: String? = nil, context: String? = nil, cluster: String? = nil, user: String? = nil,
        namespace: String? = nil, impersonate: String? = nil, impersonateGroups: [String] = []
    ) {
        // An empty flag is as good as none, as with kubectl.
        func given(_ text: String?) -> String? { text.flatMap { $0.isEmpty ? nil : $0 } }
        self.kubeconfig = given(kubeconfig)
        self.context = given(context)
        self.cluster = given(cluster)
        self.user = given(user)
        self.namespace = given(namespace)
        self.impersonate = given(impersonate)
        self.impersonateGroups = impersonateGroups
    }
}

extension ClusterConfiguration {
    /// The cluster that kubectl would talk to with the same flags, environment and files.
    ///
    /// - Throws: `KubernetesError` with code `configuration`.
    public static func load(
        _ request: ClusterRequest = ClusterRequest(), environment: ClientEnvironment = .live
    ) throws(KubernetesError) -> ClusterConfiguration {
        let files = KubeconfigFiles(explicit: request.kubeconfig, environment: environment.variables)
        let config = try Kubeconfig.load(files, reading: environment.files)
        if config.isEmpty {
            if let configuration = try inCluster(request, environment: environment) { return configuration }
            let tried = files.paths.isEmpty ? "no home directory" : files.paths.joined(separator: ", ")
            throw KubernetesError(
                .notConfigured, "no cluster is configured (\(tried)); set KUBECONFIG or give --kubeconfig")
        }
        return try config.resolve(request, reading: environment.files)
    }
}
