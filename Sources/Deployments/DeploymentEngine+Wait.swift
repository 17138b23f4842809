public import Events
import Kubernetes
import Readiness
import Value

extension DeploymentEngine {
    /// Watches the provider's object until its contract says Running.
    ///
    /// A failure that the provider reports, or a cause in a pod that waiting does not cure, ends the wait at once.
    func waitUntilRunning(
        _ plan: DeploymentPlan, timeout: Duration, events: any EventSink
    ) async throws -> DeploymentStatus {
        let latest = LatestStatus()
        do {
            return try await withTimeout(timeout) {
                try await self.follow(plan, latest: latest, events: events)
            }
        } catch is TimeoutError {
            let status = latest.status
            let pods = status?.pods.compactMap { pod in pod.cause.map { "\(pod.name): \($0)" } } ?? []
            throw DeploymentError(
                .timedOut,
                (["\(plan.id) was not running after \(timeout.inSeconds) s: \(status?.message ?? "no status seen")"] + pods)
                    .joined(separator: "; "),
                hint: "it may still come up: groundcrew deployments show \(plan.request.name) "
                    + "--namespace \(plan.request.namespace); or give more time with --timeout")
        }
    }

    private func follow(
        _ plan: DeploymentPlan, latest: LatestStatus, events: any EventSink
    ) async throws -> DeploymentStatus {
        let reference = try reference(to: plan)
        let type = try await client.resourceType(of: reference)
        let options = ListOptions(fieldSelector: "metadata.name=\(plan.request.name)")
        var said = ""
        for try await change in client.watch(type, namespace: plan.request.namespace, options: options) {
            let object: Value
            switch change {
            case .added(let value), .modified(let value): object = value
            case .deleted:
                throw DeploymentError(.failed, "\(reference) was deleted by someone else while it was waited for")
            case .synced, .bookmark, .interrupted: continue
            }
            let status = try await status(of: plan, object: object)
            latest.status = status
            if status.message + status.counts != said {
                said = status.message + status.counts
                events.emit(
                    event(
                        .progress, "model/\(plan.id)",
                        "\(status.phase.rawValue)\(status.counts): \(status.message)", details: ["status": status.value]))
            }
            switch status.phase {
            case .running: return status
            case .failed: throw failure(plan, status)
            default:
                if status.pods.contains(where: \.isBeyondWaiting) { throw failure(plan, status) }
            }
        }
        throw DeploymentError(.failed, "the watch of \(reference) ended")
    }

    private func failure(_ plan: DeploymentPlan, _ status: DeploymentStatus) -> DeploymentError {
        let causes = status.pods.compactMap { pod in pod.cause.map { "pod \(pod.name): \($0)" } }
        let pod = status.pods.first { $0.cause != nil }?.name
        let namespace = plan.request.namespace
        return DeploymentError(
            .failed, (["\(plan.id) failed: \(status.message)"] + causes).joined(separator: "; "),
            hint: pod.map { "kubectl logs --namespace \(namespace) \($0)" }
                ?? "kubectl describe \(plan.provider.definition.resource?.crd ?? "pods") \(plan.request.name) "
                + "--namespace \(namespace)")
    }
}
