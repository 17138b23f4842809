import ArgumentParser
import Bootstrap
import Deployments
import Events
import Providers
import Releases
import Value

struct UninstallCommand: ProgressCommand {
    static let configuration = CommandConfiguration(
        commandName: "uninstall", abstract: "Remove a provider's operators.",
        discussion: """
            Refuses while deployments of the provider exist, because nothing would look
            after them any more. CRDs that an operator brought stay.
            Removes only releases whose records say that groundcrew made them, in the
            operator's namespace or in the one that --namespace names; others are named
            and left. So are operators that another installed provider needs, too.
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
            let (removals, failure) = try await session.showing(progress.events, context) { events in
                try await removeAll(of: provider, registry, driver, events)
            }
            session.printer(options, context)
                .print(kind: "UninstallResult", ["operators": .array(removals.map(\.value))]) {
                    removals.map(\.text).joined()
                }
            if let failure = failure ?? removals.lazy.compactMap(\.failure).first { throw failure }
        }
    }

    /// The last operator first, until one fails: what went before is told all the same.
    private func removeAll(
        of provider: Provider, _ registry: ProviderRegistry, _ driver: ReleaseEngine, _ events: any EventSink
    ) async throws -> (removals: [OperatorRemoval], failure: (any Error)?) {
        var removals: [OperatorRemoval] = []
        let operators = provider.definition.operators
        for item in operators.reversed() {
            do {
                removals.append(try await remove(item, of: provider, registry, driver, events))
            } catch let error as CancellationError {
                throw error
            } catch {
                let isLast = removals.count + 1 == operators.count
                return (removals, isLast ? error : PartialFailure(underlying: error))
            }
        }
        return (removals, nil)
    }

    private func remove(
        _ item: ProviderDefinition.Operator, of provider: Provider, _ registry: ProviderRegistry,
        _ driver: ReleaseEngine, _ events: any EventSink
    ) async throws -> OperatorRemoval {
        let others = registry.providers.filter { other in
            other.name != provider.name && other.definition.operators.contains(where: item.isSame(as:))
        }
        let release = try await OperatorRelease.find(
            item, of: provider, sharedWith: others, namespace: cluster.namespace, with: driver)
        if let refusal = OperatorRemoval.refusal(release) { return OperatorRemoval(release: release, fate: refusal) }
        if let other = try await user(besides: provider, among: others, driver) {
            return OperatorRemoval(release: release, fate: .needed(other))
        }
        let removed = try await driver.uninstall(
            item.name, namespace: release.namespace, timeout: timeout.duration,
            phase: .operators, events: events)
        return OperatorRemoval(release: release, fate: removed.map { .removed($0) } ?? .absent)
    }

    /// An operator of the others that is installed, and that this provider does not have.
    private func user(
        besides provider: Provider, among others: [Provider], _ driver: ReleaseEngine
    ) async throws -> String? {
        for other in others {
            for one in other.definition.operators where !provider.definition.operators.contains(where: one.isSame(as:))
            {
                guard try await driver.record(one.name, namespace: one.namespace) != nil else { continue }
                return "\(one.name) of provider \(other.name)"
            }
        }
        return nil
    }

    private func refuseWhileInUse(
        _ provider: Provider, _ session: ClusterSession, _ driver: ReleaseEngine, _ context: CommandContext
    ) async throws {
        let engine = DeploymentEngine(
            client: session.client, driver: driver, registry: ProviderRegistry([provider]), clock: context.clock)
        let deployments = try await engine.inventory(namespace: nil).deployments
        guard deployments.isEmpty else {
            let names = deployments.prefix(5).map { "\($0.namespace)/\($0.name)" }.joined(separator: ", ")
            let need = deployments.count == 1 ? "deployment still needs" : "deployments still need"
            throw CommandFailure(
                .failed, "\(deployments.count) \(need) \(provider.definition.title): \(names)",
                hint: "delete them first (groundcrew deployments delete NAMESPACE/NAME), or give --force")
        }
    }
}
