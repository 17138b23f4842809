public import Events
import Kubernetes

extension ReleaseEngine {
    /// Makes a new revision that is what an earlier one was.
    ///
    /// - Throws: `ReleaseError` that says whether anything had been changed; with code `locked` while a live run is at
    ///   work on the release.
    public func rollback(
        _ rollback: RollbackRequest, phase: Event.Phase, events: any EventSink
    ) async throws -> ReleaseOutcome {
        try ReleaseRequest.validate(releaseName: rollback.name)
        try ReleaseRequest.validate(namespace: rollback.namespace)
        let seen = try await ReleaseHistory.read(rollback.id, from: storage)
        let engine = patient(within: rollback.timeout)
        // What is known to fail takes no lock; what a dead run left is looked at under it.
        if !seen.isHalfDone { _ = try await engine.planner.rollback(rollback, seen) }
        try await executor.prepare()
        let progress = Progress(sink: events, phase: phase, release: rollback.id.description)
        let deadline = Deadline(rollback.timeout, idle: rollback.options.idleTimeout, clock: clock)
        return try await engine.run(rollback.id, deadline, progress) { run in
            let history = try await engine.current(rollback.id, run)
            let plan = try await engine.planner.rollback(rollback, history)
            try await engine.executor.check(plan, engine.client)
            progress.say("rolling back to revision \(plan.targetRevision ?? 0), \(plan.record.chartTitle)")
            return try await engine.carryOut(plan, run)
        }
    }

    /// Undoes what a failed install, upgrade or rollback did, under the lock that it holds.
    ///
    /// - Returns: what was done, for the error that ends the run.
    /// - Throws: `ReleaseError` with code `locked` where another run is at work on the release by now.
    func undo(_ plan: ReleasePlan, by way: WayBack, _ run: RunContext) async throws -> String {
        let time = Deadline(plan.request.timeout, idle: plan.request.options.idleTimeout, clock: clock)
        let context = RunContext(
            client: run.client, deadline: time, progress: run.progress, hold: run.hold, mark: run.mark,
            changes: run.changes, recorder: run.recorder, tape: run.tape, records: run.records, storage: run.storage)
        return switch way {
        case .removal: try await remove(plan, context)
        case .revision(let revision): try await goBack(to: revision, plan, context)
        }
    }

    private func remove(_ plan: ReleasePlan, _ run: RunContext) async throws -> String {
        run.progress.say("removing what the failed install has made")
        let options = RemovalOptions(runsHooks: plan.request.options.runsHooks)
        guard let removal = try await planner.removal(of: plan.request.id, options: options) else {
            return "nothing was left to remove"
        }
        try Self.requireOwn(plan, run, last: removal.record)
        try await executor.checkRemoval(removal, client)
        let left = try await executor.carryOut(removal, run) + planner.leftCRDs(of: removal)
        return (["what it had made was removed"] + left.map(\.description)).joined(separator: "; ")
    }

    private func goBack(to revision: Int, _ failed: ReleasePlan, _ run: RunContext) async throws -> String {
        let request = failed.request
        var options = request.options
        options.onFailure = .fail
        options.description = nil
        let rollback = RollbackRequest(
            name: request.name, namespace: request.namespace, revision: revision, waits: request.waits,
            timeout: request.timeout, options: options)
        run.progress.say("rolling back to revision \(revision)")
        let history = try await ReleaseHistory.read(request.id, from: run.storage)
        try Self.requireOwn(failed, run, last: history.last)
        let plan = try await planner.rollback(rollback, history)
        _ = try await executor.carryOut(plan, run)
        let left = plan.crdJudgements.filter { $0.left != nil }.compactMap(\.remark)
        return (["it was rolled back to revision \(revision)"] + left).joined(separator: "; ")
    }
}

// MARK: - Without a Lease

extension ReleaseEngine {
    /// Where no Lease locks, a failed revision keeps nobody away: looks whether somebody has begun another one since.
    ///
    /// - Throws: `ReleaseError` with code `locked` where that is so.
    func checkStillOwn(_ plan: ReleasePlan, _ run: RunContext) async throws {
        guard !run.mark.hasLease else { return }
        let last = try await run.storage.last(plan.request.name, namespace: plan.request.namespace)
        try Self.requireOwn(plan, run, last: last)
    }

    /// - Parameter last: the release's last revision, as it is now.
    private static func requireOwn(_ plan: ReleasePlan, _ run: RunContext, last: StoredRelease?) throws(ReleaseError) {
        guard !run.mark.hasLease, let other = plan.otherWork(last, besides: run.mark.run) else { return }
        throw ReleaseError(
            .locked, "the release is no longer this run's, and nothing more is undone: \(other)", release: run.release)
    }
}

extension ReleasePlan {
    /// What somebody else has done since with a release whose plan has failed; nil where nobody has. Pure.
    ///
    /// - Parameter last: the release's last revision, as it is now.
    func otherWork(_ last: StoredRelease?, besides run: RunIdentity) -> String? {
        guard let last else { return verb == .install ? nil : "its records are gone" }
        let name = "revision \(last.revision)"
        if last.status.isUnderWork, last.mark?.run.id != run.id {
            return "\(name) is \(last.status.rawValue): \(last.mark?.run.words ?? "Helm") is at work on it"
        }
        if last.revision > record.revision { return "\(name) was made meanwhile" }
        if last.revision == record.revision, last.status == .uninstalled { return "\(name) was uninstalled meanwhile" }
        return nil
    }
}
