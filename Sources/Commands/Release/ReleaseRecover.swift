import ArgumentParser
import Events
import Kubernetes
import Providers
import Releases
import Value

struct ReleaseRecover: ProgressCommand {
    static let configuration = CommandConfiguration(
        commandName: "recover", abstract: "Repair the records of a release that a run left half-way.",
        discussion: """
            Runs of groundcrew that died are recovered by the next one; this is for
            what Helm left pending, of which nobody but you can know that no Helm is
            at work on it any more. Objects stay as they are: the next upgrade,
            rollback or uninstall accounts for them.
            """)

    @Argument(help: "The release's name.")
    var name: String

    @Option(
        help: ArgumentHelp("How long to wait for another run that is at work on the release.", valueName: "duration"))
    var waitLock: DurationArgument?

    @OptionGroup var time: ReadTimeOptions
    @OptionGroup var cluster: ClusterOptions
    @OptionGroup var options: OutputOptions
    @OptionGroup var progress: ProgressOptions

    func run(_ context: CommandContext) async throws {
        try ReleaseRequest.validate(releaseName: name)
        try await ClusterSession.with(
            cluster, providers: try ProviderRegistry.builtIn(), context: context, logger: options.logger(context)
        ) { session in
            var engine = try session.driver(.native, helm: nil, context)
            if let waitLock { engine.lockWait = waitLock.duration }
            let namespace = cluster.namespace ?? session.client.defaultNamespace
            let (recorded, run) = try await session.recorded(engine, "release recover", in: namespace, context)
            let found = try await session.showing(run, progress.events, context) { events in
                try await recorded.recover(
                    name, namespace: namespace, timeout: time.timeout.duration, phase: .releases, events: events)
            }
            guard let found else { throw ReleaseText.notFound(name, namespace) }
            var value = found.record.shortValue.object ?? [:]
            value["findings"] = .array(found.findings.map(Value.string))
            session.printer(options, context).print(kind: "ReleaseRecovery", value) { ReleaseText.text(found) }
        }
    }
}
