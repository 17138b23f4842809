import ArgumentParser
import Bootstrap
import Deployments
import Events
import Kubernetes
import Operators
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
            and left. So is what another installed provider needs, too, what an operator
            needs that stays, and what all providers share while objects of its CRDs
            exist.
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
            let (driver, run) = try await session.recorded(
                try session.driver(drivers.choice(), helm: drivers.helm, context), "uninstall",
                in: cluster.namespace ?? provider.definition.operators.first?.namespace
                    ?? session.client.defaultNamespace, context)
            if !force { try await refuseWhileInUse(provider, session, driver, context) }
            let (removals, failure) = try await session.showing(run, progress.events, context) { events in
                let result = try await removeAll(of: provider, registry, session, driver, events)
                if let failure = result.failure { run.fail("\(failure)") }
                return result
            }
            session.printer(options, context)
                .print(kind: "UninstallResult", ["operators": .array(removals.map(\.value))]) {
                    removals.isEmpty && failure == nil
                        ? OperatorText.none(provider) : removals.map(\.text).joined()
                }
            if let failure = failure ?? removals.lazy.compactMap(\.failure).first { throw failure }
        }
    }

    /// The last operator first, until one fails: what went before is told all the same.
    private func removeAll(
        of provider: Provider, _ registry: ProviderRegistry, _ session: ClusterSession, _ driver: ReleaseEngine,
        _ events: any EventSink
    ) async throws -> (removals: [OperatorRemoval], failure: (any Error)?) {
        var removals: [OperatorRemoval] = []
        let operators = try registry.operators(of: provider)
        // Those that stay, by the words that go before "needs it".
        var remainders: [(item: OperatorDefinition, words: String)] = []
        for item in operators.reversed() {
            let needer = remainders.first { $0.item.needs.contains { $0.name == item.name } }?.words
            do {
                let removal = try await remove(
                    item, of: provider, neededBy: needer, registry, session, driver, events)
                if let words = removal.remainder { remainders.append((item, words)) }
                removals.append(removal)
            } catch let error as CancellationError {
                throw error
            } catch {
                let isLast = removals.count + 1 == operators.count
                return (removals, isLast ? error : PartialFailure(underlying: error))
            }
        }
        return (removals, nil)
    }

    /// - Parameter needer: an operator that stays and needs this one; nil where there is none.
    private func remove(
        _ item: OperatorDefinition, of provider: Provider, neededBy needer: String?, _ registry: ProviderRegistry,
        _ session: ClusterSession, _ driver: ReleaseEngine, _ events: any EventSink
    ) async throws -> OperatorRemoval {
        let others = try registry.providers(needing: item).filter { $0.name != provider.name }
        let origins =
            item.isShared
            ? [ReleaseLabels.prerequisite]
            : ([provider] + others).map { .origin(provider: $0.name, role: .operator) }
        var release = try await OperatorRelease.find(
            item.name, namespace: item.isShared ? item.namespace : cluster.namespace ?? item.namespace,
            origins: origins, with: driver)
        // No flag says where a file has put what is shared.
        if item.isShared, release.here == nil, let own = release.elsewhere.first(where: release.isOwn) {
            release = try await OperatorRelease.find(
                item.name, namespace: own.namespace, origins: origins, with: driver)
        }
        func removal(_ fate: OperatorRemoval.Fate) -> OperatorRemoval {
            OperatorRemoval(release: release, fate: fate, isShared: item.isShared)
        }
        if let refusal = OperatorRemoval.refusal(release) { return removal(refusal) }
        if let needer { return removal(.needed(needer)) }
        if let other = try await user(besides: provider, among: others, registry, driver) {
            return removal(.needed(other))
        }
        if item.isShared, let objects = try await OperatorUse(client: session.client).objects(of: item) {
            return removal(.needed(objects))
        }
        let removed = try await driver.uninstall(
            item.name, namespace: release.namespace, timeout: timeout.duration,
            phase: .operators, events: events)
        return removal(removed.map { .removed($0.record) } ?? .absent)
    }

    /// An operator of the others that is installed, and that this provider does not have.
    private func user(
        besides provider: Provider, among others: [Provider], _ registry: ProviderRegistry, _ driver: ReleaseEngine
    ) async throws -> String? {
        let own = try registry.operators(of: provider)
        for other in others {
            for one in other.definition.operators where !own.contains(where: one.isSame(as:)) {
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
