extension Kubeconfig {
    /// Merges files in order of precedence: the first to name a context, cluster or user defines it whole, and the first
    /// with a current context chooses it; mirrors client-go's loading rules.
    public static func merged(_ configs: [Kubeconfig]) -> Kubeconfig {
        var result = Kubeconfig()
        for config in configs {
            result.files += config.files
            if result.currentContext.isEmpty { result.currentContext = config.currentContext }
            result.contexts.merge(config.contexts) { first, _ in first }
            result.clusters.merge(config.clusters) { first, _ in first }
            result.users.merge(config.users) { first, _ in first }
        }
        return result
    }
}
