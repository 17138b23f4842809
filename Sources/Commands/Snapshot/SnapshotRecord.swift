import ArgumentParser
import Preflight
import Reports

struct SnapshotRecord: ProgressCommand {
    static let configuration = CommandConfiguration(
        commandName: "record", abstract: "Record what checks look at into a file. What snapshot does by itself.",
        discussion: """
            Reads only. The file is for groundcrew preflight --from, on any machine and
            day: the verdicts are those of the cluster. Name what is wanted as you will
            there; with nothing named, all is recorded that does not hang on it. Secrets'
            data and values of environments are not in it, and only you can read it.

            Examples:
              groundcrew snapshot -o facts.json
              groundcrew snapshot -o facts.json -f cluster.yaml --hash-names
            """)

    @Option(name: .shortAndLong, help: ArgumentHelp("The file to write, or - for standard output.", valueName: "path"))
    var output: String

    @Flag(
        help: ArgumentHelp(
            "Replace the names of nodes, namespaces and pods by others that tell nothing; what is wanted keeps its names."
        ))
    var hashNames = false

    @OptionGroup(title: "What for") var wanted: PreflightWantOptions

    @Option(
        help: ArgumentHelp("Folder with further checks whose facts are recorded; repeatable.", valueName: "dir"),
        completion: .directory)
    var checks: [String] = []

    @Option(help: ArgumentHelp("How long to ask at most; the rest is not recorded then.", valueName: "duration"))
    var timeout = TimeoutArgument.minutes(Int(PreflightLimits.whole.components.seconds) / 60)

    @OptionGroup(title: "Operators") var drivers: DriverOptions
    @OptionGroup(title: "Operators") var folders: ProviderFolderOptions
    @OptionGroup(title: "Cluster") var cluster: ClusterOptions
    @OptionGroup(title: "Cluster") var config: ConfigOptions
    @OptionGroup(title: "Output") var progress: ProgressOptions

    func run(_ context: CommandContext) async throws {
        let destination = SnapshotDestination(output, context)
        try destination.check()
        let catalog = try CheckCatalog.builtIn(with: checks, context)
        let registry = try folders.lintedRegistry(for: cluster, context)
        let wants = try await PreflightWants(wanted, namespace: cluster.namespace, from: registry, context)
        let job = PreflightJob(
            wants: wants, registry: registry, catalog: catalog, selection: try CheckSelection(from: catalog),
            drivers: drivers, config: config, origin: .here(context), limit: timeout.duration)
        let time = PreflightTime(job.limit, context.clock)
        let snapshot = try await ClusterSession.with(
            cluster, providers: registry, context: context, logger: context.logger()
        ) { session in
            try await session.showing(progress.events, context) { events in
                try await job.recorded(
                    in: session, time, hashingNames: hashNames, events, telling: progress.events, context)
            }
        }
        try destination.write(snapshot, context)
    }
}
