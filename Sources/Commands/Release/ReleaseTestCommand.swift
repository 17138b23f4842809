import ArgumentParser
import Events
import Kubernetes
import Providers
import Releases
import Value

struct ReleaseTestCommand: ProgressCommand {
    static let configuration = CommandConfiguration(
        commandName: "test", abstract: "Run a release's tests.",
        discussion: """
            The chart's test hooks run one after the other, and the release's record
            says how they went. The exit status is 1 when one fails.

            Examples:
              groundcrew release test web -n apps --logs
              groundcrew release test web --filter name=web-login,name=web-search
            """)

    @Argument(help: "The release's name.")
    var name: String

    @Flag(help: "Print what the tests have written.")
    var logs = false

    @Option(help: ArgumentHelp("Tests to run: name=TEST, or !name=TEST; repeatable.", valueName: "filter"))
    var filter: [String] = []

    @Option(help: ArgumentHelp("For each test.", valueName: "duration"))
    var timeout = TimeoutArgument.minutes(5)

    @Option(
        help: ArgumentHelp(
            "How long to wait for another run, or a Helm, that is at work on the release.", valueName: "duration"))
    var waitLock: DurationArgument?

    @Flag(help: .hidden)
    var hideNotes = false

    @OptionGroup var cluster: ClusterOptions
    @OptionGroup var options: OutputOptions
    @OptionGroup var progress: ProgressOptions

    func run(_ context: CommandContext) async throws {
        try ReleaseRequest.validate(releaseName: name)
        let filter = try TestFilter(filter)
        try await ClusterSession.with(
            cluster, providers: try ProviderRegistry.builtIn(), context: context, logger: options.logger(context)
        ) { session in
            let namespace = cluster.namespace ?? session.client.defaultNamespace
            var (engine, run) = try await session.recorded(
                try session.driver(.native, helm: nil, context), "release test", in: namespace, context)
            if let waitLock { engine.lockWait = waitLock.duration }
            let request = TestRequest(
                name: name, namespace: namespace, filter: filter, timeout: timeout.duration, wantsLogs: logs)
            let tested = try await session.showing(run, progress.events, context) { [engine] events in
                try await engine.test(request, phase: .releases, events: events)
            }
            guard let tested else { throw ReleaseText.notFound(name, namespace) }
            session.printer(options, context).print(kind: "ReleaseTest", tested.value) { ReleaseText.text(tested) }
            if let failure = tested.failure { throw failure }
        }
    }
}

extension TestedRelease {
    /// For programs.
    fileprivate var value: Object {
        var value = record.shortValue.object ?? [:]
        value["passed"] = .bool(failure == nil)
        value["tests"] = .array(record.tests.map(\.value))
        value["logs"] = .array(
            logs.map {
                [
                    "pod": .string($0.pod), "container": .string($0.container), "text": .string($0.text),
                    "problem": $0.problem.map(Value.string) ?? .null,
                ]
            })
        return value
    }
}

extension ReleaseTest {
    var value: Value {
        [
            "name": .string(name), "kind": .string(kind), "phase": .string(lastRun?.phase ?? ""),
            "started": lastRun.map { .string($0.started) } ?? .null,
            "completed": lastRun?.completed.map(Value.string) ?? .null,
        ]
    }
}
