import ArgumentParser
import Deployments
import Kubernetes
import Releases
import Value

struct DeploymentsDelete: ProgressCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete", abstract: "Remove served models.",
        discussion: """
            A name may carry its namespace. All are looked at first, and one that is
            refused keeps all of them; what goes wrong later does not keep the others.
            Removes what a release of groundcrew's holds. What others made by that name,
            with Helm or kubectl, is told with whose it is and left, unless --foreign is
            given; what Flux, Argo CD or an owner would make again is left in any case.

            Examples:
              groundcrew deployments delete qwen3 -n models
              groundcrew deployments delete models/qwen3 models/llama
            """)

    @Argument(help: ArgumentHelp("The deployments, as NAME or NAMESPACE/NAME.", valueName: "name"))
    var names: [String]

    @Flag(help: "Remove it also where no release of groundcrew's holds it.")
    var foreign = false

    @Option(help: ArgumentHelp("How long to wait until it is gone.", valueName: "duration"))
    var timeout = TimeoutArgument.minutes(5)

    @OptionGroup var drivers: DriverOptions
    @OptionGroup var lock: LockOptions
    @OptionGroup var which: DeploymentProviderOption
    @OptionGroup var folders: ProviderFolderOptions
    @OptionGroup var cluster: ClusterOptions
    @OptionGroup var options: OutputOptions
    @OptionGroup var progress: ProgressOptions

    func run(_ context: CommandContext) async throws {
        // Wrong names are told before a cluster is asked.
        _ = try DeploymentReference.all(names, flag: cluster.namespace, current: "default")
        let registry = try folders.registry(context)
        let provider = try which.name(in: registry)
        try await ClusterSession.with(
            cluster, providers: registry, context: context, logger: options.logger(context)
        ) { session in
            session.noteSandbox(context)
            let references = try DeploymentReference.all(
                names, flag: cluster.namespace, current: session.client.defaultNamespace)
            let (driver, run) = try await session.recorded(
                lock.applied(to: try session.driver(drivers.choice(), helm: drivers.helm, context)),
                "deployments delete", in: references[0].namespace, context)
            let engine = session.engine(driver, registry, context)
            let (_, doubts) = try await EachDeployment.run(references) { reference in
                try await engine.checkDeletion(
                    reference.name, namespace: reference.namespace, provider: provider, includingForeign: foreign)
            }
            // What cannot be looked at is told when its turn comes.
            try EachDeployment.finish(doubts.filter { $0.status == .usage }, of: references.count)
            let (deleted, failures) = try await session.showing(run, progress.events, context) { events in
                let outcome = try await EachDeployment.run(
                    references, change: { session.changes.change }
                ) { reference in
                    try await engine.delete(
                        reference.name, namespace: reference.namespace, provider: provider,
                        includingForeign: foreign, timeout: timeout.duration, events: events)
                    return reference
                }
                if let first = outcome.failures.first { run.fail(first.description) }
                return outcome
            }
            if !deleted.isEmpty { print(deleted, session, context) }
            try EachDeployment.finish(failures, of: references.count)
        }
    }

    private func print(_ deleted: [DeploymentReference], _ session: ClusterSession, _ context: CommandContext) {
        func text() -> String { deleted.map { "deployment \($0.id) deleted\n" }.joined() }
        let items = deleted.map { reference -> Object in
            ["name": .string(reference.name), "namespace": .string(reference.namespace), "change": "deleted"]
        }
        let printer = session.printer(options, context)
        guard names.count > 1 else { return printer.print(kind: "DeploymentDeletion", items[0], text: text) }
        printer.print(
            kind: "DeploymentDeletionList", ["deployments": .array(items.map(Value.object))], text: text)
    }
}
