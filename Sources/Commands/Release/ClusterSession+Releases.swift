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
    /// - Parameter mirrors: where charts are taken from instead.
    /// - Throws: `CommandFailure` for a driver that cannot work on this cluster, `ReleaseError` for a `HELM_DRIVER` that keeps
    ///   records elsewhere.
    func driver(
        _ choice: DriverChoice, helm: String?, mirrors: RegistryMirrors = RegistryMirrors(), _ context: CommandContext
    ) throws -> ReleaseEngine {
        var engine = try plainDriver(choice, helm: helm, charts: try charts(mirrors: mirrors, context), context)
        engine.bundles = KeptBundles(
            environment: context.environment, currentFolder: context.currentFolder, now: context.clientEnvironment.now)
        return engine
    }

    private func plainDriver(
        _ choice: DriverChoice, helm: String?, charts: ChartResolver, _ context: CommandContext
    ) throws -> ReleaseEngine {
        let records = try RecordKind.named(in: context.environment)
        guard choice == .helm else {
            return ReleaseEngine.native(client: client, charts: charts, records: records)
        }
        guard !isInProcess else {
            throw CommandFailure(
                .usage, "--driver helm cannot reach the sandbox, which lives inside this process",
                hint: "use --driver native, or `groundcrew sandbox serve` and its kubeconfig")
        }
        return ReleaseEngine.helm(
            helm: helm ?? "helm", client: client, charts: charts,
            access: HelmAccess(kubeconfig: request.kubeconfig, context: client.configuration.context),
            processes: NotedProcesses(processes: context.processes, changes: changes),
            environment: context.environment, records: records)
    }

    /// Turns operators into releases of this cluster.
    ///
    /// - Parameter mirrors: where their files are taken from instead.
    func planning(
        _ registry: ProviderRegistry, timeout: Duration, mirrors: RegistryMirrors = RegistryMirrors(),
        _ context: CommandContext
    ) -> OperatorPlanning {
        var manifests = context.manifests
        manifests.mirrors = mirrors
        return OperatorPlanning(
            registry: registry, charts: operatorCharts, manifests: manifests, currentFolder: context.currentFolder,
            timeout: timeout)
    }

    /// Where charts come from that are neither built in nor on this machine.
    ///
    /// - Parameter mirrors: where they are taken from instead.
    func charts(mirrors: RegistryMirrors = RegistryMirrors(), _ context: CommandContext) throws -> ChartResolver {
        var options = FetchOptions()
        options.mirrors = mirrors
        return ChartResolver(
            remote: ChartFetcher(
                transport: transport, configuration: try HelmConfiguration.load(environment: context.environment),
                options: options))
    }

    func engine(
        _ driver: ReleaseEngine, _ registry: ProviderRegistry, _ context: CommandContext
    ) -> DeploymentEngine {
        DeploymentEngine(client: client, driver: driver, registry: registry, clock: context.clock)
    }
}
