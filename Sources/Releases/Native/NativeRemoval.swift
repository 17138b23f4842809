import Charts
import Formats
import Kubernetes
import Value

/// Removes a release, and leaves a truthful record of what it did not get to.
struct NativeRemoval: Sendable {
    let plan: RemovalPlan
    let run: RunContext

    private var client: KubernetesClient { run.client }

    /// - Returns: what stays, and why.
    func execute() async throws -> [LeftObject] {
        var record = plan.record
        var left: [LeftObject] = []
        if !plan.isUninstalled {
            let before = record
            record.mark = run.mark
            var hasBegunRemoving = false
            run.changes.set()
            do {
                left = try await remove(&record, &hasBegunRemoving)
                if plan.options.keepsHistory { try await keep(&record) }
            } catch {
                // Nothing is gone yet: it is what it was. Otherwise some of it may be.
                try await giveUp(record, before, hasBegunRemoving, error)
                throw error
            }
        }
        run.changes.set()
        guard !plan.options.keepsHistory else { return left }
        let storage = run.storage
        for key in plan.keys { try await storage.delete(key) }
        return left
    }

    /// What was deployed steps back before the last revision says that it is uninstalled: a run that dies between the two
    /// leaves one that is under work, which the next run recovers.
    private func keep(_ record: inout StoredRelease) async throws {
        let (storage, revision) = (run.storage, record.revision)
        for key in plan.keys where key.state == .deployed && key.revision != revision {
            try await storage.stepBack(key)
        }
        record.set(.uninstalled, description: plan.options.description ?? RemovalPlan.doneDescription)
        try await storage.update(&record)
    }

    private func remove(
        _ record: inout StoredRelease, _ hasBegunRemoving: inout Bool
    ) async throws -> [LeftObject] {
        let storage = run.storage
        let hooks = HookRunner(
            client: client, reader: ObjectReader(client: client, namespace: record.namespace, crds: []),
            applier: Applier(client: client, deadline: run.deadline, release: run.release), progress: run.progress,
            save: { try await storage.update(&$0) })
        record.set(.uninstalling, description: "Deletion in progress (or silently failed)")
        record.setInfo("deleted", .string(CivilTime.recordText(client.options.environment.now())))
        if plan.options.runsHooks { try await hooks.run(.preDelete, of: &record) }
        try await storage.update(&record)
        hasBegunRemoving = true
        run.progress.say("removing \(plan.objects.count) objects")
        let remover = Remover(
            client: client, release: record.name, namespace: record.namespace, cascade: plan.options.cascade)
        var left: [LeftObject] = []
        let crds = plan.objects.filter(\.isCRD)
        // CRDs last: by then the release's own objects are gone, and what is left belongs to others.
        for (part, isWaitedFor) in [
            (plan.objects.filter { !$0.isCRD }, plan.options.waits || !crds.isEmpty), (crds, plan.options.waits),
        ] {
            let (removed, kept) = try await remover.remove(part, removesCRDs: true)
            kept.map(\.description).forEach(run.progress.warn)
            left += kept
            guard isWaitedFor else { continue }
            try await remover.waitUntilGone(removed, deadline: run.deadline, progress: run.progress)
        }
        if plan.options.runsHooks { try await hooks.run(.postDelete, of: &record) }
        return left
    }

    /// Says in the record how far it came; what cannot be said now is recovered by the next run.
    private func giveUp(
        _ record: StoredRelease, _ before: StoredRelease, _ hasBegunRemoving: Bool, _ reason: any Error
    ) async throws {
        let text = reason is CancellationError ? "interrupted" : (reason as? ReleaseError)?.message ?? "\(reason)"
        let description = "Uninstall of \"\(record.name)\" failed: \(text.prefix(2000))"
        let status = hasBegunRemoving ? ReleaseStatus.failed : before.status
        let (storage, clock) = (run.storage, client.options.clock)
        do {
            try await CancellationShield.run {
                try await withTimeout(NativeLimits.recordPatience, clock: clock) {
                    var record = record
                    _ = try await storage.settle(&record) { $0.set(status, description: description) }
                }
            }
        } catch {
            run.progress.warn("the record of revision \(record.revision) stays uninstalling: \(error)")
        }
    }
}
