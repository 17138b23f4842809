import Deployments
import Kubernetes
import Providers
import Releases
import Reports

/// Asks a cluster for what the choice of a provider goes by there.
struct SelectionLook {
    let cluster: ClusterOptions
    let options: OutputOptions
    let registry: ProviderRegistry
    /// For all that is asked; what is not answered by then is not seen.
    let limit: Duration

    /// Says on standard error what could not be asked.
    ///
    /// - Returns: nil where no cluster could be asked at all.
    /// - Throws: `KubernetesError` with code `configuration` or `notConfigured` for a cluster that the user names.
    func facts(for request: DeploymentRequest, _ context: CommandContext) async throws -> SelectionFacts? {
        do {
            let facts = try await ClusterSession.with(
                cluster, providers: registry, context: context, logger: options.logger(context), within: limit
            ) { session in
                try await Self.expectAnswer(of: session.client)
                let engine = session.engine(try session.driver(.native, helm: nil, context), registry, context)
                // Nothing is deployed here, under whatever name. A sandbox of its own gets its operators with each run.
                return try await engine.selectionFacts(
                    for: [request], installs: session.isInProcess, reselects: true)
            }
            for line in facts.flatMap(\.unseen) { context.standardError.line(plainText("note: not seen: \(line)")) }
            return facts.first
        } catch let error as KubernetesError where !(isNamed && Self.isWrongName(error)) {
            context.standardError.line(plainText("note: no cluster was asked: \(error)"))
            return nil
        }
    }

    private var isNamed: Bool { cluster.kubeconfig != nil || cluster.context != nil }

    private static func isWrongName(_ error: KubernetesError) -> Bool {
        error.code == .configuration || error.code == .notConfigured
    }

    /// Whoever may not ask for the version has an answer, too.
    private static func expectAnswer(of client: KubernetesClient) async throws {
        do {
            _ = try await client.serverVersion()
        } catch let error as KubernetesError where error.code == .forbidden {
            return
        }
    }
}
