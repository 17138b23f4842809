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
            return try await withTimeout(timeout, clock: clock) {
                try await self.patient.follow(plan, view, events: events)
            }
        } catch is TimeoutError {
            throw timedOut(plan, view, after: timeout)
        }
    }

    private func follow(
        _ plan: DeploymentPlan, _ view: WaitView, events: any EventSink
    ) async throws -> DeploymentStatus {
        let reference = try reference(to: plan)
        let type = try await persistently(view) { try await client.resourceType(of: reference) }
        // Pods can go wrong while the provider's object stays as it is, so that it is looked at between its changes, too.
        return try await withThrowingTaskGroup(of: DeploymentStatus.self) { group in
            defer { group.cancelAll() }
            let judge = WaitJudge(patience: patience, wantsNoWorker: plan.isScaledToZero)
            group.addTask {
                try await self.persistently(view) {
                    try await self.watchWhereAllowed(plan, type, reference, judge, view, events)
                }
            }
            group.addTask {
                while true {
                    try await self.clock.sleep(for: self.pollInterval)
                    let seen = try await view.reading {
                        let object = try await self.client.getIfPresent(
                            type, plan.request.name, namespace: plan.request.namespace)
                        guard let object else { throw Self.deleted(reference) }
                        return try await self.status(of: plan, object: object)
                    }
                    if let seen, let end = try self.judge(seen, plan, judge, view, events) { return end }
                }
            }
            guard let status = try await group.next() else {
                throw DeploymentError(.failed, "the watch of \(reference) ended")
            }
            return status
        }
    }

    private var pollInterval: Duration { max(patience / 10, .milliseconds(100)) }

    /// Runs `body` until it ends otherwise than by a failure that may pass.
    private func persistently<Result: Sendable>(
        _ view: WaitView, _ body: () async throws -> Result
    ) async throws -> Result {
        while true {
            do {
                return try await body()
            } catch {
                try view.failed(error)
            }
            try await clock.sleep(for: pollInterval)
        }
    }

    /// Without the right to watch, the looks between the changes are all there is; they ask for the right to get alone.
    private func watchWhereAllowed(
        _ plan: DeploymentPlan, _ type: ResourceType, _ reference: ObjectReference, _ judge: WaitJudge,
        _ view: WaitView, _ events: any EventSink
    ) async throws -> DeploymentStatus {
        do {
            return try await watch(plan, type, reference, judge, view, events)
        } catch let error as KubernetesError where error.code == .forbidden && error.request?.verb == "watch" {
            events.emit(
                event(
                    .warning, "model/\(plan.id)",
                    "it cannot be watched, and is looked at every \(pollInterval.limitText) instead: \(error)"))
            while true { try await clock.sleep(for: pollInterval) }
        }
    }

    private func watch(
        _ plan: DeploymentPlan, _ type: ResourceType, _ reference: ObjectReference, _ judge: WaitJudge,
        _ view: WaitView, _ events: any EventSink
    ) async throws -> DeploymentStatus {
        let options = ListOptions(fieldSelector: "metadata.name=\(plan.request.name)")
        var isThere = false
        for try await change in client.watch(type, namespace: plan.request.namespace, options: options) {
            switch change {
            case .added(let object), .modified(let object):
                isThere = true
                let seen = try await view.reading { try await self.status(of: plan, object: object) }
                if let seen, let end = try self.judge(seen, plan, judge, view, events) { return end }
            case .deleted: throw Self.deleted(reference)
            // The list is complete: an object that is not in it will not come.
            case .synced: guard isThere else { throw Self.deleted(reference) }
            case .bookmark, .interrupted: continue
            }
        }
        throw DeploymentError(.failed, "the watch of \(reference) ended")
    }

    /// The status when it is good, nil when waiting goes on.
    private func judge(
        _ status: DeploymentStatus, _ plan: DeploymentPlan, _ judge: WaitJudge, _ view: WaitView,
        _ events: any EventSink
    ) throws -> DeploymentStatus? {
        view.status = status
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
        case .settled: return status
        case .failed: throw failure(plan, status)
        }
    }
}

// MARK: - What went wrong

extension DeploymentEngine {
    private func timedOut(_ plan: DeploymentPlan, _ view: WaitView, after timeout: Duration) -> DeploymentError {
        let status = view.status
        return DeploymentError(
            .timedOut,
            "\(plan.id) was not running after \(timeout.limitText): \(status?.message ?? "no status seen")"
                + Self.words(status?.causes ?? [])
                + (view.failure.map { "; at the end the cluster could not be read: \($0)" } ?? ""),
            hint: status?.causes.first { $0.isFault }?.hint
                ?? "it may still come up: groundcrew deployments show \(plan.request.name) "
                + "--namespace \(plan.request.namespace); or give more time with --timeout")
    }

    private static func deleted(_ reference: ObjectReference) -> DeploymentError {
        DeploymentError(
            .failed, "\(reference) was deleted by someone else while it was waited for",
            hint: "run the same command again to deploy it anew")
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
