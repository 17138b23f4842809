import Events
import Formats
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
        guard outcome.hasChanged else { return failure }
        guard plan.request.onFailure == .rollback else { return Self.told(failure, plan, outcome) }
        var failure = failure
        let sink = SteppedEvents("model/\(plan.id)", events)
        do {
            failure.message += "; \(try await throwBack(outcome, timeout: timeout, events: sink))"
            if failure.isHintOfObjects { failure.hint = nil }
        } catch let error as CancellationError {
            throw error
        } catch {
            failure.message += "; and it could not be undone: \(error)"
            failure = Self.told(failure, plan, outcome)
        }
        return failure
    }

    /// With what went for the deployment, and how it comes back.
    private static func told(
        _ failure: DeploymentError, _ plan: DeploymentPlan, _ outcome: ReleaseOutcome
    ) -> DeploymentError {
        guard let former = plan.former, let loss = former.loss else { return failure }
        var failure = failure
        failure.message += "; \(loss)"
        let back =
            "groundcrew release rollback \(ShellWord.quoted(outcome.record.name)) \(former.revision) -n "
            + "\(ShellWord.quoted(outcome.record.namespace)) brings it back"
        failure.hint = [failure.hint, back].compactMap(\.self).joined(separator: "; ")
        return failure
    }

    private func throwBack(
        _ outcome: ReleaseOutcome, timeout: Duration, events: any EventSink
    ) async throws -> String {
        let record = outcome.record
        if outcome.change == .created {
            _ = try await driver.uninstall(
                record.name, namespace: record.namespace, timeout: timeout, phase: .models, events: events)
            return "what was made was removed"
        }
        // What was never whole may serve all the same.
        guard let former = try await former(of: record) else {
            return "it stays as it is, since there is no revision to go back to"
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
            .last { $0.revision < record.revision && ["deployed", "superseded"].contains($0.status) }
    }
}
