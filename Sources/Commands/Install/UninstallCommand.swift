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
        commandName: "uninstall", abstract: "Remove providers' operators, or what they share.",
        discussion: """
            Refuses while deployments of a provider exist, or other objects of the CRDs
            that its operators bring, because nothing would look after them any more.
            CRDs stay while objects of them live, whoever made those, and where they are
            somebody else's; of the others, those that an operator brought besides its
            release's objects. Each is named with the reason. --keep-crds has all stay,
            --no-keep-crds removes what groundcrew brought and nothing is made of.
            Removes only releases whose records say that groundcrew made them, in the
            operator's namespace or in the one that --namespace names; others are named
            and left. So is what another installed provider needs, too, what deployments
            of another provider need that has the same operator, what an operator needs
            that stays, and what all providers share while objects of its CRDs exist.
            What groundcrew has adopted goes with --remove-adopted alone: somebody else
            made it.
            What is shared, such as cert-manager, is named as a provider is; then it goes
            alone, and what it needs stays; what was installed by its name goes by it alone.
            """)

    @Argument(
        help: ArgumentHelp("Names of providers, or of operators that they share.", valueName: "name"),
        completion: .operators)
    var names: [String]

    @Flag(
        name: [.long, .customLong("dry-run")],
        help: "Print what would be removed, what stays and why, and change nothing.")
    var plan = false

    @Flag(help: "Remove what groundcrew has adopted, too.")
    var removeAdopted = false

    @Flag(
        name: .customLong("keep-crds"), inversion: .prefixedNo,
        help: """
            Have all CRDs stay, or have those go that groundcrew brought and of which nothing is made. Left out, those \
            go that are objects of a release, and nothing is made of.
            """)
    var keepCRDs: Bool?

    @Flag(help: "Remove the operators even though deployments and other objects of theirs exist.")
    var force = false

    @Option(help: ArgumentHelp("How long to wait until each operator is gone.", valueName: "duration"))
    var timeout = TimeoutArgument.minutes(5)

    @OptionGroup var drivers: DriverOptions
    @OptionGroup var lock: LockOptions
    @OptionGroup var folders: ProviderFolderOptions
    @OptionGroup var cluster: ClusterOptions
    @OptionGroup var options: OutputOptions
    @OptionGroup var progress: ProgressOptions

    func run(_ context: CommandContext) async throws {
        let registry = try folders.registry(context)
        let targets = try InstallTargets(names, in: registry)
        try await ClusterSession.with(
            cluster, providers: registry, context: context, logger: options.logger(context)
        ) { session in
            let begun = plan ? nil : try await session.identityAtStart()
            let driver = lock.applied(to: try session.driver(drivers.choice(), helm: drivers.helm, context))
            let refusal = force ? nil : try await refusal(ofUsed: targets.providers, session, driver, context)
            if let refusal, !plan { throw refusal }
            var remover = OperatorRemover(
                targets: targets, registry: registry, namespace: cluster.namespace, removesAdopted: removeAdopted,
                keepsUsed: !force, keepsCRDs: keepCRDs, timeout: timeout.duration, isPlan: plan,
                client: session.client, driver: driver)
            if plan {
                return try show(
                    try await remover.removeAll(NoEvents()), of: targets, refusal: refusal, session, context)
            }
            let (engine, run) = try await session.recorded(
                driver, "uninstall",
                in: cluster.namespace ?? targets.placed.first?.namespace ?? session.client.defaultNamespace, on: begun,
                context)
            remover.driver = engine
            let result = try await session.showing(run, progress.events, context) { [remover] events in
                let result = try await remover.removeAll(events)
                if let failure = result.failure { run.fail("\(failure)") }
                return result
            }
            try show(result, of: targets, session, context)
        }
    }

    /// - Parameter refusal: why nothing at all would be removed; nil for what is not refused.
    private func show(
        _ result: (removals: [OperatorRemoval], failure: (any Error)?), of targets: InstallTargets,
        refusal: CommandFailure? = nil, _ session: ClusterSession, _ context: CommandContext
    ) throws {
        let (removals, failure) = result
        var fields: Object = ["operators": .array(removals.map(\.value))]
        if plan { fields["refusal"] = refusal?.message.map(Value.string) ?? .null }
        session.printer(options, context)
            .print(kind: plan ? "UninstallPlan" : "UninstallResult", fields) {
                removals.isEmpty && failure == nil ? targets.none : removals.map(\.text).joined()
            }
        if let refusal { throw refusal }
        if let failure = failure ?? removals.lazy.compactMap(\.failure).first { throw failure }
    }

    /// Of the first of them that has deployments; nil where none has.
    private func refusal(
        ofUsed providers: [Provider], _ session: ClusterSession, _ driver: ReleaseEngine, _ context: CommandContext
    ) async throws -> CommandFailure? {
        for provider in providers {
            if let refusal = try await refusal(ofUsed: provider, session, driver, context) { return refusal }
        }
        return nil
    }

    private func refusal(
        ofUsed provider: Provider, _ session: ClusterSession, _ driver: ReleaseEngine, _ context: CommandContext
    ) async throws -> CommandFailure? {
        let engine = DeploymentEngine(
            client: session.client, driver: driver, registry: ProviderRegistry([provider]), clock: context.clock)
        // Of the others, whose providers this engine does not know, releases tell.
        let deployments = try await engine.inventory(namespace: nil).deployments.filter {
            $0.provider == provider.name && !$0.isGone
        }
        guard !deployments.isEmpty else { return nil }
        let names = deployments.prefix(5).map { "\($0.namespace)/\($0.name)" }.joined(separator: ", ")
        let need = deployments.count == 1 ? "deployment still needs" : "deployments still need"
        return CommandFailure(
            .failed, "\(deployments.count) \(need) \(provider.definition.title): \(names)",
            hint: "delete them first (groundcrew deployments delete NAMESPACE/NAME), or give --force")
    }
}
