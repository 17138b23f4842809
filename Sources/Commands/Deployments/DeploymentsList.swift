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

            Examples:
              groundcrew deployments list -A -o wide
              groundcrew deployments list -o name | xargs groundcrew deployments show
            """)

    @OptionGroup var scope: AllNamespacesOption
    @OptionGroup var time: ReadTimeOptions
    @OptionGroup var folders: ProviderFolderOptions
    @OptionGroup var cluster: ClusterOptions
    @OptionGroup var options: ListOutputOptions

    func run(_ context: CommandContext) async throws {
        try scope.check(cluster.namespace)
        let registry = try folders.registry(context)
        try await ClusterSession.with(
            cluster, providers: registry, context: context, logger: context.logger(isVerbose: options.verbose),
            within: time.timeout.duration
        ) { session in
            session.noteSandbox(context)
            let driver = try session.driver(.native, helm: nil, context)
            let current = cluster.namespace ?? session.client.defaultNamespace
            let inventory = try await session.engine(driver, registry, context)
                .inventory(namespace: scope.allNamespaces ? nil : current, fallback: current)
            // Names are for programs, which take nothing else among them.
            let printer =
                options.output == .name
                ? ResultPrinter(output: context.standardOutput, format: .text)
                : session.printer(options.output.common, context)
            printer.print(kind: "DeploymentList", inventory.value.object ?? [:]) { text(inventory) }
            let notes = InventoryNotes.emptiness(inventory) + InventoryNotes.gaps(inventory.unseen)
            for line in notes { context.standardError.line(line) }
            if !inventory.isComplete { throw CommandFailure(.undecided) }
        }
    }

    private func text(_ inventory: DeploymentInventory) -> String {
        if inventory.deployments.isEmpty { return "" }
        return options.output == .name
            ? DeploymentTable.names(inventory.deployments)
            : DeploymentTable.text(inventory.deployments, isWide: options.output == .wide)
    }
}
