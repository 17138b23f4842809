import ArgumentParser
import Deployments
import Kubernetes
import Operators
import Preflight
import Value

struct StatusCommand: ContextCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Show the cluster, its accelerators, the operators installed and the models served.",
        discussion: """
            Tells of the accelerators of each kind how many are used, free and of no use
            (their node is cordoned, not ready or has a taint, or they are broken), and what
            of them the caller may not see.
            Tells of each operator that is there whose it is (groundcrew's, a release of
            Helm's, an add-on of the cluster or another tool's) and what an installation
            would do with it; with -o wide also for which providers it is, where, and the
            code that install --plan shows.
            Shows the models of all namespaces, or of the one that -n names. What the
            caller may not see is left out and named; where no model may be listed
            at all, the exit status is 3. With --watch a line is printed for whatever
            changes later, and --timeout counts for each look.
            """)

    @OptionGroup var watching: WatchOption
    @OptionGroup var time: ReadTimeOptions
    @OptionGroup var scope: AllNamespacesOption
    @OptionGroup var folders: ProviderFolderOptions
    @OptionGroup var cluster: ClusterOptions
    @OptionGroup var options: ListOutputOptions

    func run(_ context: CommandContext) async throws {
        try scope.check(cluster.namespace)
        guard options.output != .name else {
            throw CommandFailure(
                .usage, "-o name is for lists of one kind", hint: "groundcrew deployments list -o name prints names")
        }
        let registry = try folders.registry(context)
        try await ClusterSession.with(
            cluster, providers: registry, context: context, logger: context.logger(isVerbose: options.verbose),
            within: watching.watch ? nil : time.timeout.duration
        ) { session in
            session.noteSandbox(context)
            let driver = try session.driver(.native, helm: nil, context)
            let engine = session.engine(driver, registry, context)
            let (namespace, fallback) = (cluster.namespace, session.client.defaultNamespace)
            let plans = try session.planning(registry, timeout: time.timeout.duration, context).all()
            let decider = OperatorDecider(client: session.client, engine: driver)
            let gatherer = session.gatherer(context, helm: nil, limit: time.timeout.duration)
            let look: @Sendable () async throws -> ClusterOverview = {
                try await engine.overview(
                    namespace: namespace, fallback: fallback, plans: plans, decider: decider, gatherer: gatherer)
            }
            if watching.watch { return try await watch(look, session, context) }
            let overview = try await look()
            let view = WatchedView(
                overview, AcceleratorTable(glyphs: .suiting(context)), isWide: options.output == .wide,
                within: context.tableWidth)
            session.printer(options.output.common, context)
                .print(kind: "ClusterStatus", overview.value.object ?? [:]) { view.text }
            for line in view.notes { context.standardError.line(line) }
            if !overview.isDecided { throw CommandFailure(.undecided) }
        }
    }

    private func watch(
        _ look: @escaping @Sendable () async throws -> ClusterOverview, _ session: ClusterSession,
        _ context: CommandContext
    ) async throws {
        session.noteSimulated(context)
        let isWide = options.output == .wide
        var printer = WatchPrinter(
            context, session.printer(options.output.common, context),
            headings: [
                .accelerators: AcceleratorTable.headings, .operators: OperatorTable.headings(isWide: isWide),
                .deployments: DeploymentTable.headings(isWide: isWide),
            ])
        let table = AcceleratorTable(glyphs: .suiting(context))
        let loop = WatchLoop(clock: context.clock, limit: time.timeout.duration, errors: context.standardError)
        try await loop.run({
            WatchedView(try await look(), table, isWide: isWide, within: context.tableWidth)
        }) { printer.print($0) }
    }
}

extension WatchedView {
    /// - Parameter width: of a terminal.
    init(_ overview: ClusterOverview, _ table: AcceleratorTable, isWide: Bool, within width: Int? = nil) {
        let version = overview.version.map { "\($0)" } ?? "unknown"
        let accelerators = overview.accelerators.map { table.text($0) + "\n" } ?? ""
        text =
            "cluster    \(overview.identity)\nversion    \(version)\n\n" + accelerators
            + OperatorTable.text(overview.operators, isWide: isWide, within: width) + "\n"
            + Self.text(overview.deployments, isWide: isWide, within: width)
        rows =
            (overview.accelerators?.kinds ?? []).map { WatchedRow($0, table) }
            + overview.operators.map { WatchedRow($0, isWide: isWide) }
            + (overview.deployments?.deployments ?? []).map { WatchedRow($0, isWide: isWide) }
        notes = InventoryNotes.gaps(overview.unseen)
    }

    private static func text(_ inventory: DeploymentInventory?, isWide: Bool, within width: Int?) -> String {
        guard let inventory else { return "the models served cannot be seen\n" }
        guard !inventory.deployments.isEmpty else {
            return inventory.namespace == nil && inventory.isComplete
                ? "no model is deployed\n" : InventoryNotes.emptiness(inventory)[0] + "\n"
        }
        return DeploymentTable.text(inventory.deployments, isWide: isWide, within: width)
    }
}
