import Kubernetes
import Providers

extension AllNamespacesOption {
    /// Looks at one namespace of a cluster, or at all.
    ///
    /// - Parameter body: gets the namespace; nil for all.
    func reading(
        _ cluster: ClusterOptions, _ time: ReadTimeOptions, _ options: OutputOptions, _ context: CommandContext,
        _ body: (ClusterSession, String?) async throws -> Void
    ) async throws {
        try check(cluster.namespace)
        try await ClusterSession.with(
            cluster, providers: try ProviderRegistry.builtIn(), context: context, logger: options.logger(context),
            within: time.timeout.duration
        ) { session in
            try await body(session, allNamespaces ? nil : cluster.namespace ?? session.client.defaultNamespace)
        }
    }
}
