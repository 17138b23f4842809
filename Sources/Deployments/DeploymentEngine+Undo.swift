import Events
import Providers
import Releases

extension DeploymentEngine {
    /// Throws back what was applied and did not become ready, where the request wants that: the revision that was deployed
    /// before comes back, and what is there for the first time goes. What was there already stays.
    ///
    /// - Returns: the error that ends the deployment, with what became of it.
    /// - Throws: `CancellationError` only.
    func undone(
        _ plan: DeploymentPlan, _ outcome: ReleaseOutcome, _ failure: DeploymentError, timeout: Duration,
        events: any EventSink
    ) async throws -> DeploymentError {
        guard plan.request.onFailure == .rollback, outcome.hasChanged else { return failure }
        var failure = failure
        let sink = SteppedEvents("model/\(plan.id)", events)
        do {
            failure.message += "; \(try await throwBack(outcome, timeout: timeout, events: sink))"
        } catch let error as CancellationError {
            throw error
        } catch {
            failure.message += "; and it could not be undone: \(error)"
        }
        return failure
    }

    private func throwBack(
        _ outcome: ReleaseOutcome, timeout: Duration, events: any EventSink
    ) async throws -> String {
        let record = outcome.record
        guard outcome.change == .changed, let former = try await former(of: record) else {
            _ = try await driver.uninstall(
                record.name, namespace: record.namespace, timeout: timeout, phase: .models, events: events)
            return "what was made was removed"
        }
        var options = ReleaseOptions()
        options.takeFields(from: releaseOptions)
        _ = try await driver.rollback(
            RollbackRequest(
                name: record.name, namespace: record.namespace, revision: former.revision, waits: false,
                timeout: timeout, options: options), phase: .models, events: events)
        return "it was rolled back to revision \(former.revision)"
    }

    /// The revision that was deployed whole before.
    private func former(of record: ReleaseRecord) async throws -> ReleaseRecord? {
        try await driver.history(record.name, namespace: record.namespace)
            .last { $0.revision < record.revision && $0.status == "superseded" }
    }
}
