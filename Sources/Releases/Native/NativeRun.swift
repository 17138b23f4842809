import Charts
import Formats
import Kubernetes
import Value

/// Carries a plan out, and leaves a truthful record whatever happens.
struct NativeRun: Sendable {
    let plan: ReleasePlan
    let run: RunContext

    private var client: KubernetesClient { run.client }
    private var request: ReleaseRequest { plan.request }
    private var progress: Progress { run.progress }
    private var options: ReleaseOptions { plan.request.options }

    func execute() async throws -> ReleaseOutcome {
        var warnings = plan.warnings
        var record = plan.record
        record.mark = run.mark
        // From here on there may be a record, even when the answer to its creation is lost.
        run.changes.set()
        do {
            try await begin(&record)
            try Task.checkCancellation()
            warnings += try await change(&record)
            record.set(.deployed, description: options.description ?? plan.verb.doneDescription)
            try await finish(&record)
        } catch let error as ReleaseError where error.code == .locked && record.resourceVersion.isEmpty {
            throw error  // Somebody else's revision.
        } catch {
            try await fail(record, error)
            throw error
        }
        return ReleaseOutcome(
            change: plan.verb == .install ? .created : .changed, record: record.summary,
            objectCount: plan.objects.count,
            warnings: warnings)
    }

    /// CRDs, hooks, objects, removals, waiting, hooks.
    private func change(_ record: inout StoredRelease) async throws -> [String] {
        var remarks: [String] = []
        if !plan.crds.isEmpty {
            progress.say("installing \(plan.crds.count) CRDs")
            remarks += try await crdInstaller.install(plan.crds)
            run.recorder?.applied(plan.crds.count, of: "CustomResourceDefinition")
        }
        let storage = run.storage
        let hooks = HookRunner(
            client: client, reader: ObjectReader(client: client, namespace: request.namespace, crds: []),
            applier: applier(), progress: progress, save: { try await storage.update(&$0) })
        if options.runsHooks { try await hooks.run(plan.verb.hooksBefore, of: &record) }

        let waves = try await outstanding()
        var applier = applier()
        applier.takesOverClientSide = plan.takesOverClientSide
        applier.replaces = options.replacesObjects
        for wave in waves {
            try checkTime("applying")
            try await noteNew(wave)
            if wave.allSatisfy(\.isCRD) {
                let crds = wave.compactMap { CRDDocument($0.value, path: $0.path) }.filter { !plan.leaves($0.name) }
                remarks += try await crdInstaller.install(crds)
            } else {
                remarks += try await applier.apply(wave)
            }
            run.recorder?.applied(wave)
        }
        let remover = Remover(client: client, release: request.name, namespace: request.namespace)
        let (removed, kept) = try await remover.remove(plan.obsolete, removesCRDs: false)
        remarks += kept.map(\.description)
        if !removed.isEmpty { progress.say("removing \(removed.count) objects that the chart no longer has") }
        if request.waits {
            try await ReadinessWait(
                client: client, deadline: run.deadline, release: run.release, progress: progress,
                waitsForJobs: options.waitsForJobs, mustRun: request.mustRun
            ).run(plan.objects)
        }
        if options.runsHooks { try await hooks.run(plan.verb.hooksAfter, of: &record) }
        return remarks
    }

    /// The waves without the objects of which the cluster shows that applying them would change nothing.
    private func outstanding() async throws -> [[ReleaseObject]] {
        let count = plan.objects.count
        // What is replaced whole is not as it should be because its own fields are.
        let sendsAll = plan.verb == .install || options.replacesObjects
        let live = sendsAll ? LiveObjects() : try await LiveObjects.read(plan.objects, client: client)
        let waves = plan.waves.map { $0.filter { !live.isCurrent($0) } }.filter { !$0.isEmpty }
        let left = waves.reduce(0) { $0 + $1.count }
        progress.say(
            left == count
                ? "applying \(count) object\(count == 1 ? "" : "s")"
                : "applying \(left) of \(count) objects: the others are as they should be")
        return waves
    }

    /// Notes which of the objects are not there yet, where they are to go again if the run fails.
    private func noteNew(_ wave: [ReleaseObject]) async throws {
        guard options.cleansUpOnFailure, plan.verb != .install else { return }
        let isNew = try await concurrently(wave, limit: NativeLimits.concurrency) { try await isMissing($0) }
        run.made.add(zip(wave, isNew).filter(\.1).map(\.0))
    }

    private func isMissing(_ object: ReleaseObject) async throws -> Bool {
        guard let name = object.name else { return false }
        do {
            return try await client.getIfPresent(object.type, name, namespace: object.namespace) == nil
        } catch let error as KubernetesError where error.code == .resourceTypeNotFound {
            return true
        }
    }

    private var crdInstaller: CRDInstaller {
        CRDInstaller(
            client: client, deadline: run.deadline, release: request.id, forces: options.fieldChoices.takesAll)
    }

    private func applier() -> Applier {
        Applier(
            client: client, deadline: run.deadline, release: run.release, choices: options.fieldChoices,
            validation: options.fieldValidation,
            remover: options.recreatesImmutable
                ? Remover(client: client, release: request.name, namespace: request.namespace) : nil)
    }

    /// Not `timedOut`, which means that all was applied and something did not become ready.
    private func checkTime(_ doing: String) throws(ReleaseError) {
        guard run.deadline.isOver else { return }
        throw ReleaseError(
            .applyFailed, "the time of \(run.deadline.limit.limitText) was over while \(doing) objects",
            hint: "run again with a longer --timeout", release: run.release)
    }

    // MARK: - The record

    /// Stores the pending revision. Shielded: a cancelled request may have reached the server all the same, and nobody
    /// would know of the pending revision.
    private func begin(_ record: inout StoredRelease) async throws {
        let (storage, new, keys, limit) = (run.storage, record, plan.history.keys, options.historyLimit)
        record = try await CancellationShield.run {
            var record = new
            try await storage.create(&record, keeping: keys, limit: limit)
            return record
        }
    }

    /// This revision is deployed before former ones step back, so that no moment shows none: whoever has to undo something
    /// goes back to a deployed one. Those follow even when the run is cancelled between the two, and with them the revision
    /// that was uninstalled, whose name this one has taken.
    private func finish(_ record: inout StoredRelease) async throws {
        let (storage, keys, done, release) = (run.storage, plan.history.keys, record, run.release)
        let taken = plan.history.isUninstalled && plan.verb == .install ? keys.suffix(1) : []
        let former = keys.filter { $0.state == .deployed } + taken
        record = try await CancellationShield.run {
            var record = done
            try await storage.update(&record)
            for key in former {
                do {
                    try await storage.stepBack(
                        key, from: key.state,
                        saying: key.state == .uninstalled ? "superseded by new release" : nil)
                } catch let error as KubernetesError {
                    throw ReleaseError(
                        .applyFailed,
                        "revision \(record.revision) is deployed, but revision \(key.revision) could not be marked "
                            + "superseded: \(error)", hint: "run again: the next run sees to it", release: release,
                        underlying: error)
                }
            }
            return record
        }
    }

    /// Marks the revision failed, also when the run was cancelled.
    ///
    /// - Throws: only when that cannot be done: then the record stays pending, and both reasons are told.
    private func fail(_ record: StoredRelease, _ reason: any Error) async throws {
        let text = reason is CancellationError ? "interrupted" : Self.brief(reason)
        let (storage, clock) = (run.storage, client.options.clock)
        let description = plan.verb.failedDescription(record.name, because: text)
        do {
            try await CancellationShield.run {
                try await withTimeout(NativeLimits.recordPatience, clock: clock) {
                    var record = record
                    // Where the answer to its creation was lost, it has to be found first.
                    if record.resourceVersion.isEmpty { try await storage.find(&record) }
                    // Another run that has recovered it has said so in it.
                    _ = try await storage.settle(&record) { $0.set(.failed, description: description) }
                }
            }
        } catch {
            throw ReleaseError(
                reason is CancellationError ? .locked : .applyFailed,
                "\(reason is CancellationError ? "interrupted" : "\(reason)"); and the record of revision "
                    + "\(record.revision) stays \(plan.record.status.rawValue): \(error)",
                hint: "run again: the next run recovers it", release: run.release, underlying: reason)
        }
    }

    /// Records are for machines to list; a description of many lines would spoil that.
    private static func brief(_ error: any Error) -> String {
        let text = (error as? ReleaseError)?.message ?? "\(error)"
        return String(text.prefix(2000))
    }
}
