import ArgumentParser
import Deployments
import Formats
import Kubernetes
import Reports

struct DeploymentsLogs: ContextCommand {
    static let configuration = CommandConfiguration(
        commandName: "logs", abstract: "Print the logs of a model's pods.",
        discussion: """
            Prints the log of one container of each pod: the one that -c names, else
            the pod's own default, else its first. Where there are several pods, each
            line begins with its pod's name. A pod whose log cannot be read is named
            on standard error, and the exit status is then not 0.

            Examples:
              groundcrew deployments logs qwen3 -n models --tail 20
              groundcrew deployments logs models/qwen3 -f --pod qwen3-0
            """)

    @Argument(help: ArgumentHelp("The deployment, as NAME or NAMESPACE/NAME.", valueName: "name"))
    var name: String

    @Flag(name: [.customShort("f"), .long], help: "Go on with what is written later, until interrupted.")
    var follow = false

    @Option(help: ArgumentHelp("Begin with the last lines of each log.", valueName: "count"))
    var tail: Int?

    @Option(help: ArgumentHelp("Leave out what is older, such as 10m.", valueName: "duration"))
    var since: DurationArgument?

    @Option(name: [.customShort("c"), .long], help: ArgumentHelp("The container in each pod.", valueName: "name"))
    var container: String?

    @Flag(name: [.customShort("p"), .long], help: "Of the container's former run, which has ended.")
    var previous = false

    @Option(help: ArgumentHelp("Of this pod alone.", valueName: "name"))
    var pod: String?

    @OptionGroup var which: DeploymentProviderOption
    @OptionGroup var folders: ProviderFolderOptions
    @OptionGroup var cluster: ClusterOptions

    @Flag(name: [.short, .long], help: "Log requests and what else is done, on standard error.")
    var verbose = false

    func validate() throws {
        try CountBounds.check("--tail", tail.map(Int64.init), 0...1_000_000_000)
        if follow, previous { throw ValidationError("--follow and --previous exclude each other: that run has ended") }
    }

    func run(_ context: CommandContext) async throws {
        // Wrong names are told before a cluster is asked.
        _ = try DeploymentReference.one(name, flag: cluster.namespace, current: "default")
        let registry = try folders.registry(context)
        let provider = try which.name(in: registry)
        try await ClusterSession.with(
            cluster, providers: registry, context: context, logger: context.logger(isVerbose: verbose)
        ) { session in
            session.noteSandbox(context)
            let reference = try DeploymentReference.one(
                name, flag: cluster.namespace, current: session.client.defaultNamespace)
            let engine = session.engine(try session.driver(.native, helm: nil, context), registry, context)
            let selection = try await engine.logs(
                of: reference.name, namespace: reference.namespace, provider: provider, pod: pod, container: container)
            for problem in selection.problems { context.standardError.line("note: \(plainLine(problem))") }
            session.noteSimulated(context)
            let reader = LogReader(
                client: session.client, namespace: reference.namespace, options: logOptions,
                output: context.standardOutput, errors: context.standardError, isTerminal: context.terminal.isOutput)
            try await UntilInterrupted.run {
                let failures = try await reader.run(selection.sources)
                guard let first = failures.first else { return }
                // Each has been named by now.
                let isFailed = failures.contains { $0.status != .undecided }
                throw CommandFailure(isFailed ? .failed : first.status)
            }
        }
    }

    private var logOptions: LogOptions {
        LogOptions(
            follow: follow, previous: previous, tailLines: tail,
            sinceSeconds: since.map { max(1, Int($0.duration.inSeconds.rounded(.up))) })
    }
}
