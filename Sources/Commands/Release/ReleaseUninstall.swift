import ArgumentParser
import Events
import Kubernetes
import Providers
import Releases
import Value

/// What becomes of what a release's objects own, in Helm's words.
enum CascadeChoice: String, ExpressibleByArgument, CaseIterable {
    case background, foreground, orphan

    var policy: DeleteOptions.Propagation {
        switch self {
        case .background: .background
        case .foreground: .foreground
        case .orphan: .orphan
        }
    }
}

struct ReleaseUninstall: ProgressCommand {
    static let configuration = CommandConfiguration(
        commandName: "uninstall", abstract: "Remove a release and what it has made.",
        discussion: """
            What is kept by policy, belongs to others or defines kinds that are in use
            stays, and is named. So do all CRDs of a chart's crds/. It waits until all
            is gone; --wait=hookOnly does not.

            Examples:
              groundcrew release uninstall web -n apps
              groundcrew release uninstall web -n apps --keep-history
              groundcrew release uninstall web -n apps --dry-run
            """, aliases: ["del", "delete", "un"])

    @Argument(help: "The releases' names.")
    var names: [String]

    @Flag(help: "End well when there is no such release.")
    var ignoreNotFound = false

    @Flag(help: "Keep the revisions: they can be looked at, and gone back to.")
    var keepHistory = false

    @Flag(help: "Leave hooks out.")
    var noHooks = false

    @Option(help: "What becomes of what the objects own, such as pods.")
    var cascade = CascadeChoice.background

    @Option(help: ArgumentHelp("Of the revision that --keep-history keeps.", valueName: "text"))
    var description: String?

    @Flag(help: "Say what would go and what would stay, and change nothing.")
    var dryRun = false

    @Option(help: .hidden)
    var dryRunKind: RehearsalKind?

    @Flag(help: "Wait until all is gone, as without; --wait=hookOnly does not.")
    var wait = false

    @Option(help: .hidden)
    var waitKind: WaitKind?

    @Option(help: ArgumentHelp("For each of them.", valueName: "duration"))
    var timeout = TimeoutArgument.minutes(5)

    @Option(
        help: ArgumentHelp(
            "How long to wait for another run, or a Helm, that is at work on the release.", valueName: "duration"))
    var waitLock: DurationArgument?

    @OptionGroup var drivers: DriverOptions
    @OptionGroup var cluster: ClusterOptions
    @OptionGroup var options: OutputOptions
    @OptionGroup var progress: ProgressOptions

    /// How it is to be done.
    var asked: RemovalOptions {
        RemovalOptions(
            keepsHistory: keepHistory, runsHooks: !noHooks, cascade: cascade.policy, waits: waitKind?.waits ?? true,
            description: description)
    }

    func run(_ context: CommandContext) async throws {
        for name in names { try ReleaseRequest.validate(releaseName: name) }
        try await ClusterSession.with(
            cluster, providers: try ProviderRegistry.builtIn(), context: context, logger: options.logger(context)
        ) { session in
            let namespace = cluster.namespace ?? session.client.defaultNamespace
            let requests = names.map {
                RemovalRequest(name: $0, namespace: namespace, timeout: timeout.duration, options: asked)
            }
            let engine = try session.releases(drivers, waitLock, "release uninstall", context)
            guard !RehearsalKind.isRehearsal(dryRun, dryRunKind) else {
                return try await rehearse(requests, engine, session, context)
            }
            let (recorded, run) = try await session.recorded(engine, "release uninstall", in: namespace, context)
            var removed: [RemovedRelease] = []
            try await session.showing(run, progress.events, context) { events in
                for request in requests {
                    if let gone = try await recorded.uninstall(request, phase: .releases, events: events) {
                        removed.append(gone)
                    } else {
                        try tellMissing(request)
                    }
                }
            }
            session.printer(options, context).print(
                kind: "ReleaseRemoval", ReleaseText.value(removed)
            ) {
                ReleaseText.removed(removed)
            }
        }
    }

    private func tellMissing(_ request: RemovalRequest) throws {
        guard ignoreNotFound else { throw ReleaseText.notFound(request.name, request.namespace) }
    }

    private func rehearse(
        _ requests: [RemovalRequest], _ engine: ReleaseEngine, _ session: ClusterSession, _ context: CommandContext
    ) async throws {
        var plans: [ChangeSet] = []
        for request in requests {
            if let forecast = try await engine.forecast(.uninstall(request)) {
                plans.append(forecast.changes)
            } else {
                try tellMissing(request)
            }
        }
        session.printer(options, context).print(kind: "ReleaseRemovalPlan", ["plans": .array(plans.map(\.value))]) {
            plans.map { ReleaseText.text($0) }.joined()
        }
    }
}
