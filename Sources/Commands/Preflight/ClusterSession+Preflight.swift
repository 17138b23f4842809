import Bootstrap
import Formats
import HTTP
import Kubernetes
import Preflight
import Processes
import Providers
import Releases

extension ClusterSession {
    /// - Parameter limit: of the whole.
    func gatherer(
        _ context: CommandContext, helm: String?, limit: Duration = PreflightLimits.whole
    ) -> FactGatherer {
        FactGatherer(
            client: client, transport: transport, processes: context.processes, environment: context.environment,
            helm: helm ?? "helm", limit: limit, clock: PreflightClock(context.clock), isSimulated: isSimulated)
    }

    /// The run of a file, written or not, on this cluster.
    ///
    /// - Parameters:
    ///   - driver: looks at releases, and makes them where the run gets so far.
    ///   - limit: of gathering facts.
    func bootstrapRun(
        of file: BootstrapFile, by driver: ReleaseEngine, _ registry: ProviderRegistry, _ catalog: CheckCatalog,
        helm: String?, limit: Duration = PreflightLimits.whole, _ context: CommandContext
    ) throws -> BootstrapRun {
        BootstrapRun(
            client: client, driver: driver, registry: registry,
            preflight: Preflight(checks: catalog, gatherer: gatherer(context, helm: helm, limit: limit)),
            planning: planning(
                registry, timeout: file.timeouts.operators, mirrors: file.registries, context),
            charts: try charts(mirrors: file.registries, context), clock: context.clock)
    }

    /// The kubeconfig's context, by which reports name the cluster; nil where there is none.
    var reportContext: String? { isInProcess ? nil : client.configuration.context }

    /// The same, with what the cluster is asked counted.
    func counting(by counter: RequestCounter) -> ClusterSession {
        ClusterSession(
            client: counter.counted(client), transport: transport, isSimulated: isSimulated, mark: mark,
            isInProcess: isInProcess, hasAnswered: hasAnswered, changes: changes, request: request)
    }

    // MARK: - Without a cluster

    /// The same for work that goes by flags and files alone: nothing is asked of the cluster, whoever tries.
    func withoutCluster() throws -> ClusterSession {
        ClusterSession(
            client: try NoCluster.client(), transport: transport, isSimulated: isSimulated, mark: mark,
            isInProcess: isInProcess, hasAnswered: false, changes: changes, request: request)
    }

    /// In place of a cluster that was recorded: none is opened, and no kubeconfig is read.
    static func recorded(isSimulated: Bool, _ context: CommandContext) throws -> ClusterSession {
        ClusterSession(
            client: try NoCluster.client(),
            transport: LazyTransport { context.observed(context.makeTransport(), logger: context.logger()) },
            isSimulated: isSimulated, mark: SimulatedMark(), isInProcess: false, hasAnswered: false,
            changes: ChangeNote(), request: ClusterRequest())
    }
}

extension PreflightClock {
    init(_ clock: any Clock<Duration>) {
        let stopwatch = Stopwatch(clock)
        self.init(now: { stopwatch.time }) { try await clock.sleep(for: $0) }
    }
}
