import Formats
import Kubernetes

/// What becomes of a revision when its Helm has failed, or was ended: nobody works on it any more, and its record says so.
extension HelmExecutor {
    /// The error that ends a revision whose Helm did not end well.
    func failure(_ error: any Error, _ plan: ReleasePlan, _ run: RunContext) async -> any Error {
        let error = Self.hiding(error, plan.secretWords)
        // Whoever has the lock now sees to what is left.
        guard await !run.hold.isLost else {
            run.changes.set()
            return error
        }
        let former = plan.history.last?.revision ?? 0
        let reason = Self.words(error)
        let left: StoredRelease?
        do {
            left = try await settle(plan.request.id, run) { last in
                guard last.revision > former, last.status.isPending else { return false }
                last.set(.failed, description: "helm did not finish: \(reason.prefix(1000))")
                return true
            }
        } catch let unsettled {
            return Self.unsettled(error, "revision \(plan.record.revision) may stay pending", unsettled, run)
        }
        guard let left, left.revision > former else {
            // Helm makes CRDs before it begins a revision.
            if !plan.crds.isEmpty { run.changes.set() }
            return Self.problem(
                error,
                hint: "no revision was begun, so "
                    + (plan.crds.isEmpty ? "nothing was changed" : "nothing but the chart's CRDs was changed"))
        }
        run.changes.set()
        guard var problem = error as? ReleaseError else { return error }
        problem.hasChanged = true
        let look = "see what it left (helm status \(left.name) --namespace \(left.namespace)), then run again"
        problem.hint = [HelmWords.next(problem.message), look].compactMap(\.self).joined(separator: "; ")
        // Where Helm was stopped before it waited, what is not ready by now is not why.
        guard problem.code == .timedOut || HelmWords.areOfWaiting(problem.message),
            let unready = await unreadiness(of: left, run)
        else { return problem }
        problem.message += "; \(unready.message)"
        problem.hint = unready.hint
        return problem
    }

    /// The error that ends a revision that Helm took for ready, and that is not: its record says so, as natively.
    func unready(_ error: any Error, _ plan: ReleasePlan, _ run: RunContext) async -> any Error {
        guard await !run.hold.isLost else { return error }
        let revision = plan.record.revision
        let description = plan.verb.failedDescription(plan.record.name, because: String(Self.words(error).prefix(2000)))
        do {
            _ = try await settle(plan.request.id, run) { last in
                guard last.revision == revision, last.status == .deployed else { return false }
                last.set(.failed, description: description)
                return true
            }
        } catch let unsettled {
            return Self.unsettled(
                error, "revision \(revision) may stay deployed", unsettled, run,
                hint: "run again: the next run waits for it anew")
        }
        return error
    }

    /// The error that ends a removal whose Helm did not end well. The record is set back as far as nothing was removed.
    func failure(_ error: any Error, _ plan: RemovalPlan, _ run: RunContext) async -> any Error {
        guard await !run.hold.isLost else { return error }
        let record = plan.record
        let before: ReleaseStatus = record.status.isUnderWork ? .failed : record.status
        let runsHooks = plan.options.runsHooks
        let reason = Self.words(error)
        let left: StoredRelease?
        do {
            left = try await settle(ReleaseName(name: record.name, namespace: record.namespace), run) { last in
                guard last.revision == record.revision, last.status == .uninstalling else { return false }
                last.set(
                    runsHooks && !last.hasBegunRemoving ? before : .failed,
                    description: "Uninstall of \"\(last.name)\" failed: \(reason.prefix(2000))")
                return true
            }
        } catch let unsettled {
            return Self.unsettled(error, "revision \(record.revision) may stay uninstalling", unsettled, run)
        }
        guard let left else {
            return Self.problem(
                error,
                hint: "its records are gone all the same; what it may have left: kubectl get all --namespace "
                    + "\(record.namespace) --selector app.kubernetes.io/managed-by=Helm")
        }
        let isWhole = left.status == before && before != .failed
        return Self.problem(
            error, hint: isWhole ? "the release is as it was" : "run again: the next run goes on from there")
    }

    /// Helm repeats what a server says of Secrets.
    private static func hiding(_ error: any Error, _ words: SecretWords) -> any Error {
        guard var problem = error as? ReleaseError else { return error }
        problem.message = words.hidden(problem.message)
        return problem
    }

    /// A cancellation stays what it is.
    private static func problem(_ error: any Error, hint: String) -> any Error {
        guard var problem = error as? ReleaseError else { return error }
        problem.hint = hint
        return problem
    }

    private static func unsettled(
        _ error: any Error, _ what: String, _ reason: any Error, _ run: RunContext,
        hint: String = "run again: the next run recovers it"
    ) -> ReleaseError {
        run.changes.set()
        let own = error as? ReleaseError
        return ReleaseError(
            own?.code ?? .helmFailed, "\(words(error)); and \(what): \(reason)",
            hint: hint, release: run.release, underlying: own?.underlying,
            hasChanged: true)
    }

    private static func words(_ error: any Error) -> String {
        error is CancellationError ? "interrupted" : (error as? ReleaseError)?.message ?? "\(error)"
    }

    /// Changes the last revision by compare-and-swap, also when the run was cancelled.
    ///
    /// - Parameter change: returns false where there is nothing to change.
    /// - Returns: the last revision as it is now; nil where there is none.
    /// - Throws: where that cannot be done. Then the lock still names the revision, and whoever takes it next recovers it.
    private func settle(
        _ release: ReleaseName, _ run: RunContext, _ change: @escaping @Sendable (inout StoredRelease) -> Bool
    ) async throws -> StoredRelease? {
        let (storage, clock) = (run.storage, run.client.options.clock)
        let last = try await CancellationShield.run {
            try await withTimeout(NativeLimits.recordPatience, clock: clock) {
                try await Self.store(release, in: storage, change)
            }
        }
        await run.hold.forgetRevision()
        return last
    }

    private static func store(
        _ release: ReleaseName, in storage: ReleaseStorage, _ change: (inout StoredRelease) -> Bool
    ) async throws -> StoredRelease? {
        for attempt in 1... {
            guard var last = try await storage.last(release.name, namespace: release.namespace) else { return nil }
            guard change(&last) else { return last }
            do {
                try await storage.update(&last)
                return last
            } catch let error as ReleaseError where error.code == .locked && attempt < RecordLimits.attempts {
                continue  // Helm's last words came between.
            }
        }
        return nil
    }
}
