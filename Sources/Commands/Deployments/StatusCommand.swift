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
            at all, the exit status is 3.
            """)

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
            within: time.timeout.duration
        ) { session in
            session.noteSandbox(context)
            let driver = try session.driver(.native, helm: nil, context)
            let overview = try await session.engine(driver, registry, context)
                .overview(namespace: cluster.namespace, fallback: session.client.defaultNamespace)
            session.printer(options, context)
                .print(kind: "ClusterStatus", overview.value.object ?? [:]) { text(overview) }
            for line in InventoryNotes.gaps(overview.unseen) { context.standardError.line(line) }
            if !overview.isDecided { throw CommandFailure(.undecided) }
        }
    }

    private func text(_ overview: ClusterOverview) -> String {
        let version = overview.version.map { "\($0)" } ?? "unknown"
        let operators = Table(
            headings: ["PROVIDER", "OPERATOR", "STATUS", "VERSION"],
            rows: overview.operators.map { [$0.provider, $0.name, $0.words, $0.version ?? ""] }
        ).rendered()
        return "cluster    \(overview.identity)\nversion    \(version)\n\n"
            + operators + "\n" + deployments(overview.deployments)
    }

    private func deployments(_ inventory: DeploymentInventory?) -> String {
        guard let inventory else { return "the models served cannot be seen\n" }
        guard !inventory.deployments.isEmpty else {
            return inventory.namespace == nil && inventory.isComplete
                ? "no model is deployed\n" : InventoryNotes.emptiness(inventory)[0] + "\n"
        }
        return DeploymentTable.text(inventory.deployments)
    }
}
