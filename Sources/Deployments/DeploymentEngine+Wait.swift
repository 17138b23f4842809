import Events
import Formats
import Kubernetes
import Providers
import Readiness
import Value

extension DeploymentEngine {
    /// Watches the provider's object until its contract says that it is as the plan asks for: running, or stopped where
    /// no worker is asked for.
    ///
    /// A failure that the provider reports ends the wait at once; a fault of a pod that waiting does not cure ends it
    /// when it has lasted for `patience`, because image pulls and containers are tried again by themselves. A cluster
    /// that cannot be read for a while does not end it.
    /// - Throws: `DeploymentError` with code `failed` or `timedOut`; `KubernetesError` for what the server refuses.
    func waitUntilSettled(
        _ plan: DeploymentPlan, timeout: Duration, events: any EventSink
    ) async throws -> DeploymentStatus {
        let view = WaitView { kind, words in events.emit(self.event(kind, "model/\(plan.id)", words)) }
        do {
            return try await withTimeout(timeout) {
                try await self.patient.follow(plan, view, events: events)
            }
        } catch is TimeoutError {
            throw timedOut(plan, view, after: timeout)
