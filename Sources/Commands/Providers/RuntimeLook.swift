import Deployments
import Kubernetes
import Models
import Providers
import Releases

/// Looks in a cluster for runtimes that could serve a model.
struct RuntimeLook {
    let cluster: ClusterOptions
    let options: OutputOptions
    let registry: ProviderRegistry
    /// For all that is asked; nil leaves each request its own.
    var limit: Duration?

    /// By provider; those that take none are left out.
    ///
    /// - Throws: what the session and `DeploymentEngine.runtimes` throw.
    func runtimes(
        of providers: [Provider], for model: Model, _ context: CommandContext
    ) async throws -> [String: SeenRuntimes] {
        try await ClusterSession.with(
            cluster, providers: registry, context: context, logger: options.logger(context), within: limit
        ) { session in
            let engine = session.engine(try session.driver(.native, helm: nil, context), registry, context)
            let request = DeploymentRequest(
                model: model, namespace: cluster.namespace ?? session.client.defaultNamespace)
            var found: [String: SeenRuntimes] = [:]
            for provider in providers {
                found[provider.name] = try await engine.runtimes(
                    of: provider, for: request, values: request.chartValues)
            }
            return found
        }
    }
}
