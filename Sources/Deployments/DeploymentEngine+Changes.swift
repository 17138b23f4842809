public import Releases

extension DeploymentEngine {
    /// What deploying would change of the objects that are there, by dry runs of the server.
    ///
    /// - Throws: what `ReleaseEngine.plan` throws.
    public func changes(of plan: DeploymentPlan) async throws -> ChangeSet {
        try await driver.plan(releaseRequest(plan, timeout: .seconds(60)))
    }
}
