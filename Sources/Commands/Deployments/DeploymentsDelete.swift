import ArgumentParser
import Deployments
import Kubernetes
import Value

struct DeploymentsDelete: ContextCommand {
    static let configuration = CommandConfiguration(commandName: "delete", abstract: "Remove a served model.")

    @Argument(help: "The deployment's name.")
    var name: String

    @Option(help: ArgumentHelp("How long to wait until it is gone.", valueName: "duration"))
    var timeout = DurationArgument.minutes(5)

    @OptionGroup var drivers: DriverOptions
    @OptionGroup var folders: ProviderFolderOptions
    @OptionGroup var cluster: ClusterOptions
    @OptionGroup var options: OutputOptions
    @OptionGroup var progress: ProgressOptions

    func run(_ context: CommandContext) async throws {
        let registry = try folders.registry(context)
        try await ClusterSession.with(
            cluster, providers: registry, context: context, logger: options.logger(context)
        ) { session in
            let namespace = cluster.namespace ?? session.client.defaultNamespace
            let driver = try session.driver(drivers.choice(), helm: drivers.helm, context)
            try await session.showing(progress.events, context) { events in
                try await session.engine(driver, registry, context).delete(
                    name, namespace: namespace, timeout: timeout.duration, events: events)
            }
            session.printer(options, context).print(
                ["name": .string(name), "namespace": .string(namespace), "change": "deleted"]
            ) { "deployment \(namespace)/\(name) deleted\n" }
        }
    }
}
