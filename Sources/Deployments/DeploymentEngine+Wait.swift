import Events
import Formats
import Kubernetes
import Providers
import Readiness
import Value

extension DeploymentEngine {
    /// Watches the provider's object until its contract says Running.
    ///
    /// A failure that the provider reports ends the wait at once; a fault of a pod that waiting does not cure ends it
    /// when it has lasted for `patience`, because image pulls and containers are tried again by themselves.
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
            let cause = status?.causes.first { $0.isFault }
            throw DeploymentError(
                .timedOut,
                "\(plan.id) was not running after \(timeout.limitText): \(status?.message ?? "no status seen")"
                    + Self.words(status?.causes ?? []),
                hint: cause?.hint
                    ?? "it may still come up: groundcrew deployments show \(plan.request.name) "
                    + "--namespace \(plan.request.namespace); or give more time with --timeout")
        }
    }

    private func follow(
        _ plan: DeploymentPlan, latest: LatestStatus, events: any EventSink
    ) async throws -> DeploymentStatus {
        let reference = try reference(to: plan)
        let type = try await client.resourceType(of: reference)
        let options = ListOptions(fieldSelector: "metadata.name=\(plan.request.name)")
        // Pods can go wrong while the provider's object stays as it is, so that it is looked at between its changes, too.
        return try await withThrowingTaskGroup(of: DeploymentStatus?.self) { group in
            defer { group.cancelAll() }
            let judge = WaitJudge(patience: patience)
            group.addTask {
                for try await change in self.client.watch(type, namespace: plan.request.namespace, options: options) {
                    switch change {
                    case .added(let object), .modified(let object):
                        let status = try await self.status(of: plan, object: object)
                        if let end = try self.judge(status, plan, judge, latest, events) { return end }
                    case .deleted: throw Self.deleted(reference)
                    // The list is complete: an object that is not in it will not come.
                    case .synced where latest.status == nil: throw Self.deleted(reference)
                    case .synced, .bookmark, .interrupted: continue
                    }
                }
                return nil
            }
            group.addTask {
                while true {
                    try await self.clock.sleep(for: max(self.patience / 10, .milliseconds(100)))
                    let object = try await self.client.getIfPresent(
                        type, plan.request.name, namespace: plan.request.namespace)
                    guard let object else { throw Self.deleted(reference) }
                    let status = try await self.status(of: plan, object: object)
                    if let end = try self.judge(status, plan, judge, latest, events) { return end }
                }
            }
            guard let first = try await group.next(), let status = first else {
                throw DeploymentError(.failed, "the watch of \(reference) ended")
            }
            return status
        }
    }

    private static func deleted(_ reference: ObjectReference) -> DeploymentError {
        DeploymentError(
            .failed, "\(reference) was deleted by someone else while it was waited for",
            hint: "run the same command again to deploy it anew")
    }

    /// The status when it is good, nil when waiting goes on.
    private func judge(
        _ status: DeploymentStatus, _ plan: DeploymentPlan, _ judge: WaitJudge, _ latest: LatestStatus,
        _ events: any EventSink
    ) throws -> DeploymentStatus? {
        latest.status = status
        let verdict = judge.judge(status, at: ContinuousClock.now)
        if verdict.isNews {
            events.emit(
                event(
                    .progress, "model/\(plan.id)",
                    "\(status.phase.rawValue)\(status.counts): \(status.message)\(Self.words(status.causes))",
                    details: ["status": status.value]))
        }
        switch verdict.decision {
        case .goOn: return nil
        case .running: return status
        case .failed: throw failure(plan, status)
        }
    }

    private func failure(_ plan: DeploymentPlan, _ status: DeploymentStatus) -> DeploymentError {
        let namespace = plan.request.namespace
        return DeploymentError(
            .failed, "\(plan.id) failed: \(status.message)\(Self.words(status.causes))",
            hint: status.causes.first { $0.isFault }?.hint
                ?? "kubectl describe \(plan.provider.definition.resource?.crd ?? "pods") \(plan.request.name) "
                + "--namespace \(namespace)")
    }

    private static func words(_ causes: [PodDiagnosis]) -> String {
        causes.prefix(3).map { "; \($0.object): \($0.message)" }.joined()
    }
}
