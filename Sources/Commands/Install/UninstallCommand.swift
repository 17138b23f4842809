import ArgumentParser
import Deployments
import Events
import Providers
import Releases
import Value

struct UninstallCommand: ContextCommand {
    static let configuration = CommandConfiguration(
        commandName: "uninstall", abstract: "Remove a provider's operators.",
        discussion: """
            Refuses while deployments of the provider exist, because nothing would look
            after them any more. CRDs that an operator brought stay.
            """)

    @Argument(help: "The provider's name.", completion: .providers)
    var provider: String

    @Flag(help: "Remove the operators even though deployments of theirs exist.")
    var force = false

    @Option(help: ArgumentHelp("How long to wait until each operator is gone.", valueName: "duration"))
    var timeout = DurationArgument.minutes(5)

    @OptionGroup var drivers: DriverOptions
    @OptionGroup var folders: ProviderFolderOptions
    @OptionGroup var cluster: ClusterOptions
    @OptionGroup var options: OutputOptions
    @OptionGroup var progress: ProgressOptions

    func run(_ context: CommandContext) async throws {
        let registry = try folders.registry(context)
        let provider = try registry.provider(provider)
        try await ClusterSession.with(
            cluster, providers: registry, context: context, logger: options.logger(context)
        ) { session in
            let driver = try session.driver(drivers.choice(), helm: drivers.helm, context)
            if !force { try await refuseWhileInUse(provider, session, driver, context) }
            let removed = try await session.showing(progress.events, context) { events in
                var removed: [Removal] = []
                for item in provider.definition.operators.reversed() {
                    let namespace = try await driver.record(of: item)?.namespace ?? item.namespace
                    let record = try await driver.uninstall(
                        item.name, namespace: namespace, timeout: timeout.duration,
                        phase: .operators, events: events)
                    removed.append(Removal(name: item.name, namespace: namespace, record: record))
                }
                return removed
            }
            session.printer(options, context)
                .print(kind: "UninstallResult", ["operators": .array(removed.map(\.value))]) {
                    removed.map(\.text).joined()
                }
        }
    }

    /// What became of one operator.
    private struct Removal: Sendable {
        var name: String
        var namespace: String
        /// Nil when it was not installed.
        var record: ReleaseRecord?

        var text: String {
            let words = record.map { "removed, was revision \($0.revision)" } ?? "was not installed"
            return "\(name) in namespace \(namespace): \(words)\n"
        }

        var value: Value {
            [
                "name": .string(name), "namespace": .string(namespace),
                "change": record == nil ? "unchanged" : "deleted",
                "revision": record.map { .integer(Int64($0.revision)) } ?? .null,
            ]
        }
    }

    private func refuseWhileInUse(
        _ provider: Provider, _ session: ClusterSession, _ driver: any ReleaseDriver, _ context: CommandContext
    ) async throws {
        let engine = DeploymentEngine(
            client: session.client, driver: driver, registry: ProviderRegistry([provider]), clock: context.clock)
        let deployments = try await engine.inventory(namespace: nil).deployments
        guard deployments.isEmpty else {
            let names = deployments.prefix(5).map { "\($0.namespace)/\($0.name)" }.joined(separator: ", ")
            throw CommandFailure(
                .failed, "\(deployments.count) deployments still need \(provider.definition.title): \(names)",
                hint: "delete them first (groundcrew deployments delete NAMESPACE/NAME), or give --force")
        }
    }
}
