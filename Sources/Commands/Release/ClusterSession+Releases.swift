import Bootstrap
import Deployments
import Kubernetes
import Processes
import Providers
import Releases
import Repositories

extension ClusterSession {
    /// Charts of simulated operators in a simulated cluster, published ones elsewhere.
    var operatorCharts: any OperatorCharts { isSimulated ? SandboxOperators() : PublishedCharts() }

    /// - Throws: `CommandFailure` for a driver that cannot work on this cluster.
    func driver(_ choice: DriverChoice, helm: String?, _ context: CommandContext) throws -> ReleaseEngine {
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
