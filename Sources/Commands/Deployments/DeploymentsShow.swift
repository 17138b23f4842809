import ArgumentParser
import Deployments
import Kubernetes
import Value

struct DeploymentsShow: ContextCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show served models: their state, their pods, and how to reach them.",
        discussion: """
            A name may carry its namespace. One name gives one document in JSON and
            YAML; several give a list.

            Examples:
              groundcrew deployments show qwen3 -n models
              groundcrew deployments show models/qwen3 models/llama
            """)

    @Argument(help: ArgumentHelp("The deployments, as NAME or NAMESPACE/NAME.", valueName: "name"))
    var names: [String]

    @OptionGroup var time: ReadTimeOptions
    @OptionGroup var folders: ProviderFolderOptions
    @OptionGroup var cluster: ClusterOptions
    @OptionGroup var options: OutputOptions

    func run(_ context: CommandContext) async throws {
        // Wrong names are told before a cluster is asked.
        _ = try DeploymentReference.all(names, flag: cluster.namespace, current: "default")
        let registry = try folders.registry(context)
        try await ClusterSession.with(
            cluster, providers: registry, context: context, logger: options.logger(context),
            within: time.timeout.duration
        ) { session in
            session.noteSandbox(context)
            let engine = session.engine(try session.driver(.native, helm: nil, context), registry, context)
            let references = try DeploymentReference.all(
                names, flag: cluster.namespace, current: session.client.defaultNamespace)
            let (statuses, failures) = try await EachDeployment.run(references) {
                try await engine.show($0.name, namespace: $0.namespace)
            }
            if !statuses.isEmpty { print(statuses, session, context) }
            let gaps = statuses.flatMap(\.unseen).reduce(into: [Unseen]()) { if !$0.contains($1) { $0.append($1) } }
            for line in InventoryNotes.gaps(gaps) { context.standardError.line(line) }
            try EachDeployment.finish(failures, of: names.count, change: nil)
        }
    }

    private func print(_ statuses: [DeploymentStatus], _ session: ClusterSession, _ context: CommandContext) {
        func text() -> String {
            statuses.map { DeploymentText.text($0, isSimulated: session.isSimulated) }.joined(separator: "\n")
        }
        let printer = session.printer(options, context)
        guard names.count > 1 else {
            return printer.print(kind: "Deployment", statuses[0].value.object ?? [:], text: text)
        }
        printer.print(kind: "DeploymentList", ["deployments": .array(statuses.map(\.value))], text: text)
    }
}
