import Events
import Formats
import HTTP
import Kubernetes
import Models
import Providers
import Value

extension DeploymentEngine {
    /// Asks whether the deployment's own model is served, and for a few words of it, through the API server's service
    /// proxy.
    ///
    /// A server that is not up yet is asked again until time is over; one that answers something else is not.
    /// - Throws: `DeploymentError` with code `silent`, holding what was heard last; `KubernetesError` where the server may
    ///   not be asked.
    func smoke(
        _ plan: DeploymentPlan, _ status: DeploymentStatus, timeout: Duration, events: any EventSink
    ) async throws -> SmokeAnswer {
        guard let endpoint = status.endpoint else {
            throw DeploymentError(.silent, "provider \(plan.provider.name) names no endpoint to ask")
        }
        let step = "endpoint/\(plan.id)"
        events.emit(event(.stepStarted, step, "asking \(endpoint.url) for an answer", phase: .endpoint))
        let heard = LatestWords()
        let limit = min(timeout, SmokeLimits.time)
        do {
            let answer = try await withTimeout(limit) {
                try await self.ask(endpoint, served: plan.servedName, heard)
            }
            events.emit(
                event(
                    .stepFinished, step, "\(plan.servedName) answered: \(answer.text)", phase: .endpoint,
                    outcome: .ready, details: ["answer": answer.value]))
            return answer
        } catch is TimeoutError {
            throw DeploymentError(
                .silent,
                "\(plan.id) runs, but \(endpoint.url) gave no answer in \(limit.limitText)"
                    + (heard.text.map { ": \($0)" } ?? ""),
