import ArgumentParser
import Events
import Kubernetes
import Providers
import Releases
import Value

struct ReleaseUninstall: ProgressCommand {
    static let configuration = CommandConfiguration(
        commandName: "uninstall", abstract: "Remove a release and what it has made.",
        discussion: """
            What is kept by policy, belongs to others or defines kinds that are in use
            stays, and is named. So do all CRDs of a chart's crds/.
            """)

    @Argument(help: "The releases' names.")
    var names: [String]

    @Flag(help: "End well when there is no such release.")
    var ignoreNotFound = false

    @Option(help: ArgumentHelp("For each of them.", valueName: "duration"))
    var timeout = TimeoutArgument.minutes(5)

    @Option(
        help: ArgumentHelp("How long to wait for another run that is at work on the release.", valueName: "duration"))
    var waitLock: DurationArgument?

    @OptionGroup var drivers: DriverOptions
    @OptionGroup var cluster: ClusterOptions
    @OptionGroup var options: OutputOptions
    @OptionGroup var progress: ProgressOptions

    func run(_ context: CommandContext) async throws {
        for name in names { try ReleaseRequest.validate(releaseName: name) }
        try await ClusterSession.with(
            cluster, providers: try ProviderRegistry.builtIn(), context: context, logger: options.logger(context)
        ) { session in
            let namespace = cluster.namespace ?? session.client.defaultNamespace
            let (engine, run) = try await session.recorded(
                try session.releases(drivers, waitLock, "release uninstall", context), "release uninstall",
                in: namespace, context)
            var removed: [RemovedRelease] = []
            try await session.showing(run, progress.events, context) { events in
                for name in names {
                    let gone = try await engine.uninstall(
                        name, namespace: namespace, timeout: timeout.duration, phase: .releases, events: events)
                    if let gone {
                        removed.append(gone)
                    } else if !ignoreNotFound {
                        throw ReleaseText.notFound(name, namespace)
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
}
