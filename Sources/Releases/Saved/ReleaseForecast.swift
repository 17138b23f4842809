import Kubernetes

/// What may be planned.
public enum ReleaseWork: Sendable {
    /// Installs or upgrades.
    case make(ReleaseRequest)
    case rollback(RollbackRequest)
    case uninstall(RemovalRequest)
}

/// A plan for people, and the same plan to be carried out later.
public struct ReleaseForecast: Sendable {
    public var changes: ChangeSet
    /// Nil where it was not asked for, or nothing has to be done.
    public var saved: SavedPlan?

    init(_ changes: ChangeSet, driver: String) {
        self.changes = changes
        self.changes.driver = driver
    }
}

extension ReleaseEngine {
    /// What the work would do, object by object; changes nothing. Nil for the removal of a release that is not there.
    ///
    /// Every object is put to the server in a dry run, so it takes rights to change what it only looks at.
    /// - Parameter saving: also makes the plan that `apply` takes, which costs one more read of every object.
    /// - Throws: what carrying it out refuses beforehand; `ReleaseError` with code `locked` where a plan is to be saved and
    ///   a run has left the release half-way: nobody knows yet what the next one starts from.
    public func forecast(_ work: ReleaseWork, saving: Bool = false) async throws -> ReleaseForecast? {
        switch work {
        case .make(let request): try await forecast(request, saving: saving)
        case .rollback(let request): try await forecast(request, saving: saving)
        case .uninstall(let request): try await forecast(request, saving: saving)
        }
    }

    func forecast(_ request: ReleaseRequest, saving: Bool) async throws -> ReleaseForecast {
        try request.validate()
        let history = try await ReleaseHistory.read(request.id, from: storage, allowsGaps: true)
        // What is shown may be refused; what is kept has to be carried out.
        switch try await planner.plan(request, history, isForecast: !saving) {
        case .settled(let settled, let warnings):
            return ReleaseForecast(planner.changes(settled, warnings: warnings), driver: executor.name)
        case .change(let plan):
            if saving { try checkCanBeSaved(plan) }
            var forecast = ReleaseForecast(try await planner.changes(plan), driver: executor.name)
            forecast.changes.warnings += workRemarks(on: history.last)
            if saving {
                forecast.saved = try await saved(
                    .make(SavedRevision(plan)), history.keys, touching: plan.touched, forecast.changes)
            }
            return forecast
        }
    }

    func forecast(_ request: RollbackRequest, saving: Bool) async throws -> ReleaseForecast {
        let history = try await ReleaseHistory.read(request.id, from: storage)
        let plan = try await planner.rollback(request, history)
        var forecast = ReleaseForecast(try await planner.changes(plan), driver: executor.name)
        forecast.changes.warnings += workRemarks(on: history.last)
        if saving {
            // The one before the last is another one once the history has moved.
            var request = request
            request.revision = plan.targetRevision
            forecast.saved = try await saved(
                .rollback(request), history.keys, touching: plan.touched, forecast.changes)
        }
        return forecast
    }

    func forecast(_ request: RemovalRequest, saving: Bool) async throws -> ReleaseForecast? {
        guard let plan = try await planner.removal(of: request.id, options: request.options) else { return nil }
        try await executor.checkRemoval(plan, client)
        var forecast = ReleaseForecast(try await planner.changes(plan), driver: executor.name)
        forecast.changes.warnings += workRemarks(on: plan.record)
        if saving {
            forecast.saved = try await saved(
                .uninstall(request), plan.keys, touching: plan.objects.references, forecast.changes)
        }
        return forecast
    }

    /// Whether somebody is at work on the last revision, or died at it, as far as that is known without the lock.
    private func workRemarks(on last: StoredRelease?) -> [String] {
        guard let last, last.status.isUnderWork else { return [] }
        return [Recovery(of: last, hold: Recovery.Hold(hasLease: false), isGone: processes.isGone).remark]
    }

    /// Helm renders anew, and would have to be given the program that changes what it renders.
    private func checkCanBeSaved(_ plan: ReleasePlan) throws(ReleaseError) {
        guard plan.request.postRenderer != nil, executor.name == "helm" else { return }
        throw ReleaseError(
            .invalidRequest, "a plan with --post-renderer cannot be saved for --driver \(executor.name)",
            hint: "use --driver native, whose plans hold what was rendered", release: plan.request.id.description)
    }

    private func saved(
        _ work: SavedWork, _ keys: [ReleaseStorage.Key], touching objects: [ObjectReference], _ changes: ChangeSet
    ) async throws -> SavedPlan {
        let release = work.release
        if let last = keys.last, ReleaseStatus(rawValue: last.status).isUnderWork {
            throw ReleaseError(
                .locked, "revision \(last.revision) is \(last.status), so no plan for later can be made",
                hint: "wait for the run that is at work on it; if none is, an upgrade or groundcrew release recover "
                    + "\(release.name) --namespace \(release.namespace) sees to it", release: release.description)
        }
        return SavedPlan(
            created: planner.now, driver: executor.name, cluster: try await client.identity(),
            history: keys.map(SavedRevisionMark.init), seen: try await planner.seen(objects), changes: changes.value,
            work: work)
    }
}

extension SavedRevision {
    init(_ plan: ReleasePlan) {
        verb = plan.verb
        var request = plan.request
        request.chart = .loaded(plan.chart.chart, origin: plan.chart.origin)
        self.request = request
        record = plan.record
        crds = plan.crds.map(\.name)
        objects = plan.objects.map { Document(path: $0.path, value: $0.value) }
        warnings = plan.allWarnings
    }
}
