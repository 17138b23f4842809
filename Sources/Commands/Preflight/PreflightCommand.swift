import ArgumentParser
import Bootstrap
import Preflight
import Reports

struct PreflightCommand: ProgressCommand {
    static let configuration = CommandConfiguration(
        commandName: "preflight", abstract: "Check whether clusters are ready for providers and models.",
        discussion: """
            Reads only, and leaves nothing behind. What cannot be read is unknown, never a
            pass. Whatever is named, once rendered as bootstrap, install or deploy would
            apply it, is what is judged: rights, quotas, admission, images, room.
            With nothing named it is for the provider of the cluster's settings
            (groundcrew config), else for what holds for any.
            Exit status, the same in every format: 0 ready, 1 not ready, 3 undecided.

            Examples:
              groundcrew preflight --provider dynamo
              groundcrew preflight --provider dynamo --model Qwen/Qwen3-0.6B
              groundcrew preflight -f cluster.yaml --report junit=preflight.xml
              groundcrew preflight -f cluster.yaml --context east --context west
              groundcrew preflight --all-contexts --category cluster
              groundcrew preflight --provider dynamo --from facts.json
              groundcrew preflight -f cluster.yaml --print-role role.yaml
              groundcrew preflight --sandbox
            """)

    @OptionGroup(title: "What for") var wanted: PreflightWantOptions

    @Option(
        help: ArgumentHelp(
            "Judge recorded facts, a file or - for standard input, and open no cluster.", valueName: "facts"),
        completion: .file(extensions: ["json"]))
    var from: String?

    @Option(
        help: ArgumentHelp("Judge what a standard asks for, as far as reading tells.", valueName: "name"),
        completion: .list(ConformanceProfile.names))
    var profile: String?

    @OptionGroup(title: "Checks") var checks: CheckOptions

    @Option(
        help: ArgumentHelp(
            "How long to ask each cluster at most; the rest is unknown then.", valueName: "duration"))
    var timeout = TimeoutArgument.minutes(Int(PreflightLimits.whole.components.seconds) / 60)

    @OptionGroup(title: "Reports") var reports: ReportOptions

    @Option(
        help: ArgumentHelp(
            "Also write the report into each cluster, which has to serve it: openreports.", valueName: "kind"))
    var publish: PublishedKind?

    @OptionGroup(title: "Rights") var rights: RightsOptions
    @OptionGroup(title: "Operators") var drivers: DriverOptions
    @OptionGroup(title: "Operators") var folders: ProviderFolderOptions
    @OptionGroup(title: "Clusters") var clusters: FleetOptions
    @OptionGroup(title: "Clusters") var config: ConfigOptions
    @OptionGroup(title: "Output") var options: OutputOptions
    @OptionGroup(title: "Output") var progress: ProgressOptions

    enum PublishedKind: String, ExpressibleByArgument, CaseIterable { case openreports }

    func validate() throws {
        if profile != nil, !checks.only.isEmpty || !checks.category.isEmpty {
            throw ValidationError("--profile says which checks run: leave --only and --category out")
        }
        guard from != nil else { return }
        if let flag = clusters.clusterFlag { throw ValidationError("--from and \(flag) exclude each other") }
        if publish != nil { throw ValidationError("--from and --publish exclude each other: no cluster is opened") }
    }

    func run(_ context: CommandContext) async throws {
        let catalog = try checks.catalog(context)
        var selection = try checks.selection(from: catalog, context)
        let profile = try profile.map { name throws(PreflightError) in try ConformanceProfile.builtIn(name) }
        if let profile { selection.only = ["cluster"] + profile.checks }
        if let kind = rights.kind {
            return try PrintedRights.print(kind, catalog, selection, try folders.registry(context), context)
        }
        let destinations = try reports.destinations(options.output, context)
        let roles = rights.printRole.map { RoleDestination($0, context) }
        try roles?.check(options.output, beside: destinations)
        let registry = try folders.lintedRegistry(for: clusters.cluster(nil), context)
        let wants = try await PreflightWants(wanted, namespace: clusters.namespace, from: registry, context)
        let job = PreflightJob(
            wants: wants, registry: registry, catalog: catalog, selection: selection, drivers: drivers,
            config: config,
            origin: .here(file: wanted.file, line: wanted.file == nil ? 1 : wants.file.modelsLine, context),
            limit: timeout.duration, wantsRoles: roles != nil, publishes: publish != nil, profile: profile)
        let output = PreflightOutput(
            destinations: destinations, options: options, origin: job.origin, roles: roles)
        if let from {
            let bytes = try await context.contents(ofArgument: from, upTo: PreflightLimits.snapshotBytes)
            let snapshot = try Snapshot(jsonBytes: bytes, file: CommandContext.title(ofArgument: from))
            return try output.show(try await job.judge(snapshot, context), context)
        }
        let targets = try PreflightTargets(clusters, else: wants.file.cluster.context, context)
        guard targets.isFleet else { return try await runOne(job, targets.contexts[0], output, context) }
        guard roles == nil else {
            throw CommandFailure(
                .usage, "--print-role is for the gaps of one cluster", hint: "give one --context")
        }
        let fleet = FleetPreflight(
            job: job, contexts: targets.contexts, options: clusters, logger: options.logger(context))
        let checked = try await EventOutput.with(progress.events, context) { events in
            try await fleet.checked(events, telling: progress.events, context)
        }
        try output.show(checked, context)
    }

    private func runOne(
        _ job: PreflightJob, _ name: String?, _ output: PreflightOutput, _ context: CommandContext
    ) async throws {
        let time = PreflightTime(job.limit, context.clock)
        let checked = try await ClusterSession.with(
            clusters.cluster(name), providers: job.registry, context: context, logger: options.logger(context)
        ) { session in
            try await session.showing(progress.events, context) { events in
                try await job.checked(in: session, time, events, telling: progress.events, context)
            }
        }
        try output.show(checked, context)
    }
}
