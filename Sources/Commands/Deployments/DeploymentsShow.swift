import ArgumentParser
import Deployments
import Kubernetes
import Readiness
import Reports
import Value

struct DeploymentsShow: ContextCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show one served model: its state, its pods, and how to reach it.")

    @Argument(help: "The deployment's name.")
    var name: String

    @OptionGroup var time: ReadTimeOptions
    @OptionGroup var folders: ProviderFolderOptions
    @OptionGroup var cluster: ClusterOptions
    @OptionGroup var options: OutputOptions

    func run(_ context: CommandContext) async throws {
        let registry = try folders.registry(context)
        try await ClusterSession.with(
            cluster, providers: registry, context: context, logger: options.logger(context),
            within: time.timeout.duration
        ) { session in
            let driver = try session.driver(.native, helm: nil, context)
            let status = try await session.engine(driver, registry, context)
                .show(name, namespace: cluster.namespace ?? session.client.defaultNamespace)
            session.printer(options, context).print(status.value) { text(status, isSimulated: session.isSimulated) }
        }
    }

    private func text(_ status: DeploymentStatus, isSimulated: Bool) -> String {
        var lines = [
            "name       \(status.namespace)/\(status.name)", "provider   \(status.provider)",
            "model      \(status.model ?? "unknown: groundcrew did not make this deployment")",
            "engine     \(status.engine ?? "unknown")", "phase      \(status.phase.rawValue)",
            "message    \(plainText(status.message))",
            "replicas   \(status.ready.map(String.init) ?? "?") of \(status.desired.map(String.init) ?? "?") ready",
        ]
        for pod in status.pods { lines.append("pod        \(pod.name)  \(pod.phase)\(pod.isReady ? ", ready" : "")") }
        for cause in status.causes {
            lines.append("cause      \(cause.object): \(plainText(cause.message))")
            lines.append("  next     \(cause.hint)")
        }
        if let endpoint = status.endpoint {
            lines.append("endpoint   \(endpoint.url)")
            if isSimulated {
                lines.append("reach it   \(ServedText.nothingToForward):")
                lines.append("           \(endpoint.portForward)")
            } else {
                lines.append("reach it   \(endpoint.portForward)")
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
