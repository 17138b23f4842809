import Deployments
import Kubernetes
import Operators
import Processes
import Providers
import Releases
import Repositories

extension ClusterSession {
    /// Charts of simulated operators in a simulated cluster, published ones elsewhere.
    var operatorCharts: any OperatorCharts { isSimulated ? SandboxOperators() : PublishedCharts() }

    /// The engine for charts; what can be seen of its failed runs is kept.
    ///
    /// - Throws: `CommandFailure` for a driver that cannot work on this cluster.
    func driver(_ choice: DriverChoice, helm: String?, _ context: CommandContext) throws -> ReleaseEngine {
        var engine = try plainDriver(choice, helm: helm, context)
        engine.bundles = KeptBundles(
            environment: context.environment, currentFolder: context.currentFolder, now: context.clientEnvironment.now)
        return engine
    }

    private func plainDriver(_ choice: DriverChoice, helm: String?, _ context: CommandContext) throws -> ReleaseEngine {
        let charts = try self.charts(context)
        guard choice == .helm else { return ReleaseEngine.native(client: client, charts: charts) }
        guard !isInProcess else {
            throw CommandFailure(
                .usage, "--driver helm cannot reach the sandbox, which lives inside this process",
                hint: "use --driver native, or `groundcrew sandbox serve` and its kubeconfig")
        }
        return ReleaseEngine.helm(
            helm: helm ?? "helm", client: client, charts: charts,
            access: HelmAccess(kubeconfig: request.kubeconfig, context: client.configuration.context),
            processes: NotedProcesses(processes: context.processes, changes: changes),
            environment: context.environment)
    }

    /// Turns operators into releases of this cluster.
    func planning(_ registry: ProviderRegistry, timeout: Duration, _ context: CommandContext) -> OperatorPlanning {
        OperatorPlanning(
            registry: registry, charts: operatorCharts, manifests: context.manifests,
            currentFolder: context.currentFolder, timeout: timeout)
    }

    /// Where charts come from that are neither built in nor on this machine.
    func charts(_ context: CommandContext) throws -> ChartResolver {
        ChartResolver(
            remote: ChartFetcher(
                transport: transport, configuration: try HelmConfiguration.load(environment: context.environment)))
    }

    func engine(
        _ driver: ReleaseEngine, _ registry: ProviderRegistry, _ context: CommandContext
    ) -> DeploymentEngine {
        DeploymentEngine(client: client, driver: driver, registry: registry, clock: context.clock)
    }
}
