import ArgumentParser
import Deployments
import Readiness
import Value

struct DeploymentsList: ContextCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the served models, of one namespace or of all.")

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
            let statuses = try await session.engine(driver, registry, context).list(namespace: cluster.namespace)
            session.printer(options, context)
                .print(kind: "DeploymentList", ["deployments": .array(statuses.map(\.value))]) {
                    statuses.isEmpty ? "" : DeploymentTable.text(statuses)
                }
            if statuses.isEmpty && options.output == .text { context.standardError.line("no model is deployed") }
        }
    }
}

enum DeploymentTable {
    static func text(_ statuses: [DeploymentStatus]) -> String {
        Table(
            headings: ["NAMESPACE", "NAME", "PROVIDER", "MODEL", "PHASE", "READY", "MESSAGE"],
            rows: statuses.map { status in
                [
                    status.namespace, status.name, status.provider, status.model ?? "?", status.phase.rawValue,
                    "\(status.ready.map(String.init) ?? "?")/\(status.desired.map(String.init) ?? "?")", status.message,
                ]
            }
        )
        .rendered()
    }
}
