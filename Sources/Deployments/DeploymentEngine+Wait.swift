import Events
import Formats
import Kubernetes
import Providers
import Readiness
import Value
import Waiting

extension DeploymentEngine {
    /// Watches the provider's object until its contract says that it is as the plan asks for: running, or stopped where
    /// no worker is asked for.
    ///
    /// A failure that the provider reports ends the wait at once; a fault of a pod that waiting does not cure ends it
    /// when it has lasted, because image pulls and containers are tried again by themselves. A cluster that cannot be
    /// read for a while does not end it.
    /// - Throws: `DeploymentError` with code `failed` or `timedOut`; `KubernetesError` for what the server refuses.
    func waitUntilSettled(
        _ plan: DeploymentPlan, timeout: Duration, events: any EventSink
    ) async throws -> DeploymentStatus {
        let reference = try reference(to: plan)
        let waiter = self.waiter { self.tell($0, of: plan, events) }
        let stopwatch = Stopwatch(clock)
        do {
            let client = client
            let type = try await waiter.ask(AskLimits(timeout)) {
                .proven(try await client.resourceType(of: reference))
            }
            let reports = try await waiter.wait(
                for: [awaited(plan, type)], limits: WaitLimits(timeout, spent: stopwatch.time))
            guard let object = reports.first?.object else { throw Self.deleted(reference) }
            let status = try await settled(plan, object, waiter, left: timeout - stopwatch.time)
            emit(status, of: plan, events)
            return status
        } catch let error as WaitError {
            throw failure(plan, reference, error, after: timeout)
        } catch let error as AskError {
            throw timedOut(plan, nil, unreadable: error.words, after: timeout)
        }
    }

    func waiter(_ tell: @escaping @Sendable (WaitNews) -> Void = { _ in }) -> Waiter {
        Waiter(client: client, clock: clock, policy: FaultPolicy.standard.with(patience: patience), tell: tell)
    }

    private func awaited(_ plan: DeploymentPlan, _ type: ResourceType) -> Awaited {
        let contract = plan.provider.definition.readiness
        var awaited = Awaited(
            type, plan.request.name, namespace: plan.request.namespace,
            .judged { Self.judgement(of: Self.status(of: plan, $0, pods: Seen(content: [])), plan) },
            podSelector: { object in
                // An object whose selector cannot be made has no pods to find; its status says what is wrong with it.
                do { return try contract.podSelector(of: object) } catch { return nil }
            })
        if contract.needsContext {
            let engine = patient
            awaited.enrich = { try await engine.inContext($0, of: plan.provider) }
        }
        return awaited
    }

    static func judgement(of status: DeploymentStatus, _ plan: DeploymentPlan) -> Judgement {
        judgement(of: status, wantsNoWorker: plan.isScaledToZero)
    }

    /// - Parameter wantsNoWorker: a deployment that is stopped is what was asked for.
    static func judgement(of status: DeploymentStatus, wantsNoWorker: Bool) -> Judgement {
        let phases: [DeploymentPhase: ResourceStatus.Phase] = [
            .pending: .inProgress, .deploying: .inProgress, .degraded: .inProgress, .running: .current,
            .stopped: .current, .failed: .failed, .terminating: .terminating,
        ]
        var faults: [Fault] = []
        if status.phase == .failed { faults.append(Fault(.reported, status.message)) }
        if let patience = status.patience { faults.append(Fault(.trouble, status.message, patience: patience)) }
        return Judgement(
            ResourceStatus(
                phases[status.phase] ?? .unknown, status.message, desired: status.desired.map { Int($0) },
                ready: status.ready.map { Int($0) }),
            isMet: status.phase == .running || (status.phase == .stopped && wantsNoWorker),
            label: status.phase.rawValue, faults: faults)
    }

    /// What there is to say of the deployment now that it is as it should be, its pods included.
    private func settled(
        _ plan: DeploymentPlan, _ object: Value, _ waiter: Waiter, left: Duration
    ) async throws -> DeploymentStatus {
        let engine = patient
        do {
            return try await waiter.ask(AskLimits(max(left, ReadingTimes.lastRead))) {
                .proven(try await engine.status(of: plan, object: object))
            }
        } catch is AskError {
            // It runs, whatever else can be read of it.
            return Self.status(of: plan, object, pods: Seen(content: []))
        }
    }

    private func tell(_ news: WaitNews, of plan: DeploymentPlan, _ events: any EventSink) {
        switch news {
        case .changed(let report):
            // The last of all is told with everything that belongs to it.
            guard !report.isMet, let status = Self.status(of: plan, report) else { return }
            emit(status, of: plan, events)
        case .unreadable, .readable, .polling, .remark: events.emit(news.event(.models, step: "model/\(plan.id)"))
        case .pending, .found: break
        }
    }

    private func emit(_ status: DeploymentStatus, of plan: DeploymentPlan, _ events: any EventSink) {
        events.emit(
            event(
                .progress, "model/\(plan.id)",
                "\(status.phase.rawValue)\(status.counts): \(status.message)\(Self.words(status.causes))",
                details: ["status": status.value]))
    }

    /// Nil where the object has not been seen.
    private static func status(of plan: DeploymentPlan, _ report: WaitReport) -> DeploymentStatus? {
        guard let object = report.object else { return nil }
        var status = status(of: plan, object, pods: Seen(content: report.findings.pods))
        status.causes = report.findings.causes
        status.waitIfUnplaced()
        return status
    }
}

// MARK: - What went wrong

extension DeploymentEngine {
    private func failure(
        _ plan: DeploymentPlan, _ reference: ObjectReference, _ error: WaitError, after timeout: Duration
    ) -> DeploymentError {
        let status = error.pending.first.flatMap { Self.status(of: plan, $0) }
        switch error.reason {
        case .timedOut: return timedOut(plan, status, unreadable: error.unreadable, after: timeout)
        case .fault(.deleted): return Self.deleted(reference)
        case .idle, .fault:
            let namespace = plan.request.namespace
            let cause = status?.causes.first { $0.isFault }
            var failure = DeploymentError(
                .failed,
                "\(plan.id) failed: \(status?.message ?? error.message)\(Self.words(status?.causes ?? []))\(error.log)",
                hint: cause?.hint
                    ?? "kubectl describe \(plan.provider.definition.resource?.name ?? "pods") \(plan.request.name) "
                    + "--namespace \(namespace)", underlying: error)
            failure.isHintOfObjects = cause?.isToldByLog ?? true
            return failure
        }
    }

    private func timedOut(
        _ plan: DeploymentPlan, _ status: DeploymentStatus?, unreadable: String?, after timeout: Duration
    ) -> DeploymentError {
        let cause = status?.causes.first { $0.isFault }
        var failure = DeploymentError(
            .timedOut,
            "\(plan.id) was not running after \(timeout.limitText): \(status?.message ?? "no status seen")"
                + Self.words(status?.causes ?? [])
                + (unreadable.map { "; at the end the cluster could not be read: \($0)" } ?? ""),
            hint: cause?.hint
                ?? "it may still come up: groundcrew deployments show \(plan.request.name) "
                + "--namespace \(plan.request.namespace); or give more time with --timeout")
        failure.isHintOfObjects = cause?.isToldByLog ?? true
        return failure
    }

    private static func deleted(_ reference: ObjectReference) -> DeploymentError {
        DeploymentError(
            .failed, "\(reference) was deleted by someone else while it was waited for",
            hint: "run the same command again to deploy it anew")
    }

    private static func words(_ causes: [PodDiagnosis]) -> String {
        causes.prefix(3).map { "; \($0.object): \($0.message)" }.joined()
    }
}
