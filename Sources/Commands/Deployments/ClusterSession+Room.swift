import Bootstrap
import Deployments
import Preflight
import Releases

extension ClusterSession {
    /// What to warn of where the nodes have no room for a deployment.
    ///
    /// - Parameter engine: what it has read of the cluster is not read again.
    /// - Throws: as `DeploymentRoom.check` does.
    func room(
        for plan: DeploymentPlan, refuses: Bool, _ engine: DeploymentEngine, _ drivers: DriverOptions,
        _ context: CommandContext
    ) async throws -> [String] {
        let preflight = Preflight(checks: try CheckCatalog.builtIn(), gatherer: gatherer(context, helm: drivers.helm))
            .planning(PlannedWork(reading: engine.reading))
        return try await DeploymentRoom(client: client, preflight: preflight)
            .check(plan, driver: engine.driver.name, refuses: refuses)
    }
}
