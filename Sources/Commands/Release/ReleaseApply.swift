import ArgumentParser
import Events
import Kubernetes
import Providers
import Releases
import Value

struct ReleaseApply: ProgressCommand {
    static let configuration = CommandConfiguration(
        commandName: "apply", abstract: "Carry out a plan that `release plan --save` has kept.",
        discussion: """
            Refused with 2 before any change, naming what has moved, when the cluster
            is another one, the release has other revisions, or an object of the plan
            was changed, made or removed since. The plan says who carries it out, how
            long it may take and whether it waits.

            Examples:
              groundcrew release plan web ./chart -n apps --save web.plan
              groundcrew release apply web.plan
            """)

    @Argument(help: "The file.", completion: .file())
    var file: String

    @Option(
        help: ArgumentHelp("How long to wait for another run that is at work on the release.", valueName: "duration"))
    var waitLock: DurationArgument?

    @Option(help: ArgumentHelp("Helm program for a plan of --driver helm.", valueName: "path"))
    var helm: String?

    @OptionGroup var cluster: ClusterOptions
    @OptionGroup var options: OutputOptions
    @OptionGroup var progress: ProgressOptions

    func run(_ context: CommandContext) async throws {
        let plan = try SavedPlan(file: try context.readFile(file, upTo: SavedPlanLimits.bytes), name: file)
        if let namespace = cluster.namespace, namespace != plan.namespace {
            throw CommandFailure(
                .usage, "the plan is for namespace \(plan.namespace), and --namespace says \(namespace)",
                hint: "leave --namespace out")
        }
        try await ClusterSession.with(
            cluster, providers: try ProviderRegistry.builtIn(), context: context, logger: options.logger(context)
        ) { session in
            var engine = try session.driver(plan.driver == "helm" ? .helm : .native, helm: helm, context)
            if let waitLock { engine.lockWait = waitLock.duration }
            let (recorded, run) = try await session.recorded(engine, "release apply", in: plan.namespace, context)
            let applied = try await session.showing(run, progress.events, context) { events in
                try await recorded.apply(plan, phase: .releases, events: events)
            }
            print(applied, session, context)
        }
    }

    private func print(_ applied: AppliedPlan, _ session: ClusterSession, _ context: CommandContext) {
        let printer = session.printer(options, context)
        switch applied {
        case .made(let outcome):
            context.warn(outcome.warnings)
            printer.print(kind: "ReleaseResult", outcome.value.object ?? [:]) { ReleaseText.text(outcome.record) }
        case .removed(let removed):
            printer.print(kind: "ReleaseRemoval", ReleaseText.value([removed])) { ReleaseText.removed([removed]) }
        }
    }
}
