import Bootstrap
import Deployments
import Kubernetes
import Processes
import Providers
import Releases
import Value

extension ClusterSession {
    /// Simulated charts in a sandbox, published ones elsewhere.
    var operatorCharts: any OperatorCharts { isSimulated ? SandboxOperators() : PublishedCharts() }

    func engine(
        _ driver: any ReleaseDriver, _ registry: ProviderRegistry, _ context: CommandContext
    ) -> DeploymentEngine {
        DeploymentEngine(
            client: client, driver: driver, registry: registry, clock: context.clock, isSimulated: isSimulated)
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
