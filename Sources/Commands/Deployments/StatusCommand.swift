import ArgumentParser
import Deployments
import Kubernetes
import Value

struct StatusCommand: ContextCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Show the cluster, the operators installed and the models served.",
        discussion: """
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
    @OptionGroup var options: OutputOptions

    func run(_ context: CommandContext) async throws {
        try scope.check(cluster.namespace)
        let registry = try folders.registry(context)
        try await ClusterSession.with(
            cluster, providers: registry, context: context, logger: options.logger(context),
            within: watching.watch ? nil : time.timeout.duration
        ) { session in
            session.noteSandbox(context)
            let driver = try session.driver(.native, helm: nil, context)
            let engine = session.engine(driver, registry, context)
            let (namespace, fallback) = (cluster.namespace, session.client.defaultNamespace)
            if watching.watch { return try await watch(engine, namespace, fallback, session, context) }
            let overview = try await engine.overview(namespace: namespace, fallback: fallback)
            let view = WatchedView(overview)
            session.printer(options, context)
                .print(kind: "ClusterStatus", overview.value.object ?? [:]) { view.text }
            for line in view.notes { context.standardError.line(line) }
            if !overview.isDecided { throw CommandFailure(.undecided) }
        }
    }

    private func watch(
        _ engine: DeploymentEngine, _ namespace: String?, _ fallback: String, _ session: ClusterSession,
        _ context: CommandContext
    ) async throws {
        session.noteSimulated(context)
        var printer = WatchPrinter(
            context, session.printer(options, context),
            headings: [.operators: OperatorTable.headings, .deployments: DeploymentTable.headings()])
        let loop = WatchLoop(clock: context.clock, limit: time.timeout.duration, errors: context.standardError)
        try await loop.run({
            WatchedView(try await engine.overview(namespace: namespace, fallback: fallback))
        }) { printer.print($0) }
    }
}

extension WatchedView {
    init(_ overview: ClusterOverview) {
        let version = overview.version.map { "\($0)" } ?? "unknown"
        text =
            "cluster    \(overview.identity)\nversion    \(version)\n\n" + OperatorTable.text(overview.operators) + "\n"
            + Self.text(overview.deployments)
        rows =
            overview.operators.map { WatchedRow($0) }
            + (overview.deployments?.deployments ?? []).map { WatchedRow($0) }
        notes = InventoryNotes.gaps(overview.unseen)
    }

    private static func text(_ inventory: DeploymentInventory?) -> String {
        guard let inventory else { return "the models served cannot be seen\n" }
        guard !inventory.deployments.isEmpty else {
            return inventory.namespace == nil && inventory.isComplete
                ? "no model is deployed\n" : InventoryNotes.emptiness(inventory)[0] + "\n"
        }
        return DeploymentTable.text(inventory.deployments)
    }
}
