import ArgumentParser
import Events
import Kubernetes
import Providers
import Releases
import Value

struct ReleaseRollback: ProgressCommand {
    static let configuration = CommandConfiguration(
        commandName: "rollback", abstract: "Make a new revision that is what an earlier one was.",
        discussion: """
            Without a revision it goes back to the one before the last. CRDs stay as
            they are: their objects belong to no revision. What was uninstalled with
            its history kept comes back.

            Examples:
              groundcrew release rollback web -n apps
              groundcrew release rollback web 3 -n apps --wait
              groundcrew release rollback web 3 -n apps --dry-run
            """)

    @Argument(help: "The release's name.")
    var name: String

    @Argument(help: "The revision to go back to.")
    var revision: Int?

    @Option(help: ArgumentHelp("Of the new revision; at most 256 characters.", valueName: "text"))
    var description: String?

    @Flag(help: "Say what would be done, object by object, and change nothing.")
    var dryRun = false

    @Option(help: .hidden)
    var dryRunKind: RehearsalKind?

    @OptionGroup var change: ReleaseChangeOptions
    @OptionGroup var drivers: DriverOptions
    @OptionGroup var cluster: ClusterOptions
    @OptionGroup var options: OutputOptions
    @OptionGroup var progress: ProgressOptions

    func validate() throws {
        if let revision, revision < 0 {
            throw ValidationError("revision \(revision) does not exist: they count from 1")
        }
        if let count = description?.unicodeScalars.count, count > RecordLimits.rollbackDescription {
            throw ValidationError(
                "--description has \(count) characters, and Helm takes \(RecordLimits.rollbackDescription) of a "
                    + "rollback")
        }
        try change.check(drivers.choice())
    }

    func run(_ context: CommandContext) async throws {
        try ReleaseRequest.validate(releaseName: name)
        try await ClusterSession.with(
            cluster, providers: try ProviderRegistry.builtIn(), context: context, logger: options.logger(context)
        ) { session in
            let request = try request(session)
            let engine = try session.releases(drivers, change.waitLock, "release rollback", context)
            guard !RehearsalKind.isRehearsal(dryRun, dryRunKind) else {
                return try await rehearse(request, engine, session, context)
            }
            change.warn(context, waits: request.waits)
            let (recorded, run) = try await session.recorded(
                engine, "release rollback", in: request.namespace, context)
            let outcome = try await session.showing(run, progress.events, context) { events in
                try await recorded.rollback(request, phase: .releases, events: events)
            }
            context.warn(outcome.warnings)
            session.printer(options, context).print(kind: "ReleaseResult", outcome.value.object ?? [:]) {
                ReleaseText.text(outcome.record)
            }
        }
    }

    /// How it is to be done.
    func asked() throws -> ReleaseOptions {
        var options = try change.options()
        options.description = description
        return options
    }

    private func request(_ session: ClusterSession) throws -> RollbackRequest {
        RollbackRequest(
            name: name, namespace: cluster.namespace ?? session.client.defaultNamespace, revision: revision,
            waits: change.waits, timeout: change.timeout.duration, options: try asked())
    }

    private func rehearse(
        _ request: RollbackRequest, _ engine: ReleaseEngine, _ session: ClusterSession, _ context: CommandContext
    ) async throws {
        let changes = try await engine.plan(request)
        session.printer(options, context).print(kind: "ReleasePlan", changes.value.object ?? [:]) {
            ReleaseText.text(changes)
        }
        context.warn(changes.warnings)
        try ReleaseText.refuse(changes)
    }
}
