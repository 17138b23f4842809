import Bootstrap
import Deployments
import Preflight
import Releases

extension ClusterSession {
    /// What to warn of where the nodes have no room for a deployment.
    ///
    /// - Throws: as `DeploymentRoom.check` does.
    func room(
        for plan: DeploymentPlan, refuses: Bool, _ driver: ReleaseEngine, _ drivers: DriverOptions,
        _ context: CommandContext
    ) async throws -> [String] {
        let preflight = Preflight(checks: try CheckCatalog.builtIn(), gatherer: gatherer(context, helm: drivers.helm))
        return try await DeploymentRoom(client: client, preflight: preflight)
            .check(plan, driver: driver.name, refuses: refuses)
    }
}
