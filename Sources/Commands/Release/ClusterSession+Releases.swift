import Bootstrap
import Deployments
import Kubernetes
import Processes
import Providers
import Releases
import Repositories
import Value

extension ClusterSession {
    /// Simulated charts in a sandbox, published ones elsewhere.
    var operatorCharts: any OperatorCharts { isSimulated ? SandboxOperators() : PublishedCharts() }

    /// - Throws: `CommandFailure` for a driver that cannot work on this cluster.
    func driver(_ choice: DriverChoice, helm: String?, _ context: CommandContext) throws -> any ReleaseDriver {
        let charts = ChartResolver(
            remote: RepositoryCharts(
                ChartFetcher(
                    transport: transport, configuration: try HelmConfiguration.load(environment: context.environment))))
        guard choice == .helm else { return NativeDriver(client: client, charts: charts, isSimulated: isSimulated) }
        guard !isSimulated else {
            throw CommandFailure(
                .usage, "--driver helm cannot reach the sandbox, which lives inside this process",
                hint: "use --driver native, or `groundcrew sandbox serve` and its kubeconfig")
        }
        return HelmDriver(
            helm: helm ?? "helm", client: client, charts: charts,
            access: HelmAccess(kubeconfig: request.kubeconfig, context: client.configuration.context),
            environment: context.environment)
    }

    func engine(
        _ driver: any ReleaseDriver, _ registry: ProviderRegistry, _ context: CommandContext
    ) -> DeploymentEngine {
        DeploymentEngine(
            client: client, driver: driver, registry: registry, clock: context.clock, isSimulated: isSimulated)
    }
}

extension ReleaseDriver {
    /// An operator's release: in the provider's namespace, else wherever the user had it put.
    func record(of item: ProviderDefinition.Operator) async throws -> ReleaseRecord? {
        if let record = try await record(item.name, namespace: item.namespace) { return record }
        return try await list(namespace: nil).first { $0.name == item.name }
    }
}

extension ReleaseOutcome {
    var value: Value {
        [
            "name": .string(record.name), "namespace": .string(record.namespace),
            "chart": .string(record.chartName), "version": .string(record.chartVersion),
            "revision": .integer(Int64(record.revision)), "status": .string(record.status),
            "change": .string(change.rawValue), "objects": .integer(Int64(objectCount)),
            "warnings": .array(warnings.map(Value.string)),
        ]
    }
}
