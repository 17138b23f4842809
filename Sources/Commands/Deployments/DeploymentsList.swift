import ArgumentParser
import Deployments
import Kubernetes
import Value

struct DeploymentsList: ContextCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the served models of one namespace, or of all.",
        discussion: """
            Looks in the namespace of the current context, as kubectl does, unless
            -n names another or -A asks for all. Where the whole cluster's list is
            forbidden, -A shows that namespace alone, says so, and ends with 3.

            With --watch a line is printed for whatever changes later, and --timeout
            counts for each look.

            Examples:
              groundcrew deployments list -A -o wide
              groundcrew deployments list -n models --watch
              groundcrew deployments list -o name | xargs groundcrew deployments show
            """)

    @OptionGroup var scope: AllNamespacesOption
    @OptionGroup var watching: WatchOption
    @OptionGroup var time: ReadTimeOptions
    @OptionGroup var folders: ProviderFolderOptions
    @OptionGroup var cluster: ClusterOptions
    @OptionGroup var options: ListOutputOptions

    func run(_ context: CommandContext) async throws {
        try scope.check(cluster.namespace)
        let registry = try folders.registry(context)
        try await ClusterSession.with(
            cluster, providers: registry, context: context, logger: context.logger(isVerbose: options.verbose),
            within: watching.watch ? nil : time.timeout.duration
        ) { session in
            session.noteSandbox(context)
            let driver = try session.driver(.native, helm: nil, context)
            let current = cluster.namespace ?? session.client.defaultNamespace
            let engine = session.engine(driver, registry, context)
            let namespace = scope.allNamespaces ? nil : current
            if watching.watch { return try await watch(engine, namespace, current, session, context) }
            let inventory = try await engine.inventory(namespace: namespace, fallback: current)
            // Names are for programs, which take nothing else among them.
            let printer =
                options.output == .name
                ? ResultPrinter(output: context.standardOutput, format: .text)
                : session.printer(options.output.common, context)
            let view = WatchedView(inventory, options.output, within: context.tableWidth)
            printer.print(kind: "DeploymentList", inventory.value.object ?? [:]) { view.text }
            for line in view.notes { context.standardError.line(line) }
            if !inventory.isDecided { throw CommandFailure(.undecided) }
        }
    }

    private func watch(
        _ engine: DeploymentEngine, _ namespace: String?, _ fallback: String, _ session: ClusterSession,
        _ context: CommandContext
    ) async throws {
        session.noteSimulated(context)
        let format = options.output
        var printer = WatchPrinter(
            context, session.printer(format.common, context),
            headings: [.deployments: format == .name ? [] : DeploymentTable.headings(isWide: format == .wide)])
        let loop = WatchLoop(clock: context.clock, limit: time.timeout.duration, errors: context.standardError)
        try await loop.run({
            WatchedView(
                try await engine.inventory(namespace: namespace, fallback: fallback), format,
                within: context.tableWidth)
        }) { printer.print($0) }
    }
}

extension WatchedView {
    /// - Parameter width: of a terminal.
    init(_ inventory: DeploymentInventory, _ format: ListFormat, within width: Int? = nil) {
        let (statuses, isWide) = (inventory.deployments, format == .wide)
        let isOfNames = format == .name
        text =
            statuses.isEmpty
            ? ""
            : isOfNames
                ? DeploymentTable.names(statuses) : DeploymentTable.text(statuses, isWide: isWide, within: width)
        rows = statuses.map { isOfNames ? WatchedRow(nameOf: $0) : WatchedRow($0, isWide: isWide) }
        notes = InventoryNotes.emptiness(inventory) + InventoryNotes.gaps(inventory.unseen)
    }
}
