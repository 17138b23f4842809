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
            they are: their objects belong to no revision.

            Examples:
              groundcrew release rollback web -n apps
              groundcrew release rollback web 3 -n apps --wait
            """)

    @Argument(help: "The release's name.")
    var name: String

    @Argument(help: "The revision to go back to.")
    var revision: Int?

    @OptionGroup var change: ReleaseChangeOptions
    @OptionGroup var drivers: DriverOptions
    @OptionGroup var cluster: ClusterOptions
    @OptionGroup var options: OutputOptions
    @OptionGroup var progress: ProgressOptions

    func validate() throws {
        if let revision, revision < 0 {
            throw ValidationError("revision \(revision) does not exist: they count from 1")
        }
    }

    func run(_ context: CommandContext) async throws {
        try ReleaseRequest.validate(releaseName: name)
        try await ClusterSession.with(
            cluster, providers: try ProviderRegistry.builtIn(), context: context, logger: options.logger(context)
        ) { session in
            let request = RollbackRequest(
                name: name, namespace: cluster.namespace ?? session.client.defaultNamespace, revision: revision,
                waits: change.waits, timeout: change.timeout.duration, options: change.options)
            let (engine, run) = try await session.recorded(
                try session.releases(drivers, change.waitLock, "release rollback", context), "release rollback",
                in: request.namespace, context)
            let outcome = try await session.showing(run, progress.events, context) { events in
                try await engine.rollback(request, phase: .releases, events: events)
            }
            context.warn(outcome.warnings)
            session.printer(options, context).print(kind: "ReleaseResult", outcome.value.object ?? [:]) {
                ReleaseText.text(outcome.record)
            }
        }
    }
}
