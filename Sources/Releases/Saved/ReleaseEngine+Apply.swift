import Charts
public import Events
import Kubernetes
import Value

/// What carrying a saved plan out has come to.
public enum AppliedPlan: Sendable {
    case made(ReleaseOutcome)
    case removed(RemovedRelease)
}

extension ReleaseEngine {
    /// Carries a saved plan out, as long as nothing has moved since it was made: cluster, history, and every object that
    /// the plan touches. Looks twice: before the first change, and again under the lock.
    ///
    /// - Throws: `ReleaseError` with code `moved` that names what has; otherwise as `ensure` and `uninstall`.
    public func apply(_ plan: SavedPlan, phase: Event.Phase, events: any EventSink) async throws -> AppliedPlan {
        let release = plan.work.release
        guard plan.driver == executor.name else {
            throw ReleaseError(
                .invalidRequest, "the plan was made for --driver \(plan.driver), not \(executor.name)",
                release: release.description)
        }
        let progress = Progress(sink: events, phase: phase, release: release.description)
        if let note = try plan.checkCluster(try await client.identity()) { progress.warn(note) }
        try plan.checkHistory(
            try await storage.seenKeys(release: release.name, namespace: release.namespace).keys)
        // The server has answered: from here on the work goes on through a restart of it.
        let engine = patient(within: plan.work.timeout)
        // Before all other checks: those would blame what somebody else has changed.
        try await plan.checkSeen(engine.planner)
        let restored = try await engine.restored(plan)
        try plan.checkTouched(restored.touched)
        try await executor.prepare()
        let deadline = Deadline(plan.work.timeout, idle: plan.work.idleTimeout, clock: clock)
        return try await engine.run(
            release, creating: restored.newNamespace, evenTerminating: restored.isRemoval, deadline, progress
        ) { run in
            try plan.checkHistory(
                try await run.storage.seenKeys(release: release.name, namespace: release.namespace).keys)
            try await plan.checkSeen(engine.planner)
            switch restored {
            case .revision(let plan): return .made(try await engine.carryOut(plan, run))
            case .removal(let plan): return .removed(try await engine.carryOut(plan, run))
            }
        }
    }

    private func restored(_ plan: SavedPlan) async throws -> RestoredPlan {
        let release = plan.work.release
        switch plan.work {
        case .make(let revision):
            let history = try await ReleaseHistory.read(release, from: storage, allowsGaps: true)
            return .revision(try await planner.restored(revision, history))
        case .rollback(let request):
            let history = try await ReleaseHistory.read(release, from: storage)
            return .revision(try await planner.rollback(request, history))
        case .uninstall(let request):
            guard let removal = try await planner.removal(of: release, options: request.options) else {
                throw ReleaseError(.moved, "there is no such release any more", release: release.description)
            }
            try await executor.checkRemoval(removal, client)
            return .removal(removal)
        }
    }
}

/// A plan as the engine carries it out.
private enum RestoredPlan: Sendable {
    case revision(ReleasePlan)
    case removal(RemovalPlan)

    var touched: [ObjectReference] {
        switch self {
        case .revision(let plan): plan.touched
        case .removal(let plan): plan.objects.references
        }
    }

    var isRemoval: Bool {
        if case .removal = self { true } else { false }
    }

    /// The namespace that has to be created first.
    var newNamespace: String? {
        guard case .revision(let plan) = self, plan.createsNamespace else { return nil }
        return plan.request.namespace
    }
}

extension ReleasePlanner {
    /// The plan with what has to be read anew: types, what goes, and the checks that every change passes before it begins.
    fileprivate func restored(_ saved: SavedRevision, _ history: ReleaseHistory) async throws -> ReleasePlan {
        let request = saved.request
        let chart = try await charts.resolve(request.chart)
        let wanted = Set(saved.crds)
        let crds = try CRDDocument.all(in: chart.chart)
        let own = saved.objects.compactMap { CRDDocument($0.value, path: $0.path) }
        let reader = ObjectReader(client: client, namespace: request.namespace, crds: crds + own)
        var objects: [ReleaseObject] = []
        for document in saved.objects {
            objects.append(try await reader.object(document.value, path: document.path))
        }
        var record = saved.record
        record.setInfo("last_deployed", .string(now))
        if saved.verb == .install { record.setInfo("first_deployed", .string(now)) }
        var plan = ReleasePlan(
            verb: saved.verb, request: request, chart: chart, history: history, record: record,
            crds: crds.filter { wanted.contains($0.name) }, objects: objects, obsolete: [],
            takesOverClientSide: history.living.contains { !$0.wasAppliedServerSide }, warnings: saved.warnings)
        try await complete(&plan)
        try await judgeCRDs(&plan, of: crds)
        try plan.crdJudgements.require(request.id)
        return plan
    }
}
