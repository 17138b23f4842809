import Charts
import Formats
import Kubernetes
import Value

/// Carries a plan out, and leaves a truthful record whatever happens.
struct ReleaseRun: Sendable {
    let driver: NativeDriver
    let plan: ReleasePlan
    let deadline: Deadline
    let progress: Progress

    private var client: KubernetesClient { driver.client }
    private var request: ReleaseRequest { plan.request }
    private var storage: ReleaseStorage { driver.storage }
    private var isUpgrade: Bool { plan.history.isUpgrade }

    /// - Throws: `ReleaseError` that says whether anything had been changed, or `CancellationError`.
    func execute() async throws -> ReleaseOutcome {
        var hasChanged = false
        do {
            return try await execute(&hasChanged)
        } catch {
            throw ReleaseError.ending(error, release: request.id, hasChanged: hasChanged)
        }
    }

    /// - Parameter hasChanged: becomes true as soon as anything in the cluster may be other than before.
    private func execute(_ hasChanged: inout Bool) async throws -> ReleaseOutcome {
        var warnings = plan.warnings
        if plan.createsNamespace {
            try await createNamespace()
            hasChanged = true
        }
        if !plan.crds.isEmpty {
            progress.say("installing \(plan.crds.count) CRDs")
            hasChanged = true
            warnings += try await CRDInstaller(client: client, deadline: deadline, release: request.id)
                .install(plan.crds)
        }
        try Task.checkCancellation()
        var record = try await begin()
        hasChanged = true
        do {
            try Task.checkCancellation()
            warnings += try await change(&record)
            record.set(.deployed, description: isUpgrade ? "Upgrade complete" : "Install complete")
            try await finish(&record)
        } catch {
            try await fail(record, error)
            throw error
        }
        return ReleaseOutcome(
            change: isUpgrade ? .changed : .created, record: record.summary, objectCount: plan.objects.count,
            warnings: warnings)
    }

    /// Hooks, objects, removals, waiting, hooks.
    private func change(_ record: inout StoredRelease) async throws -> [String] {
        let applier = Applier(
            client: client, deadline: deadline, release: request.id, takesOverClientSide: plan.takesOverClientSide)
        let hooks = HookRunner(
            client: client, reader: ObjectReader(client: client, namespace: request.namespace, crds: []),
            applier: Applier(client: client, deadline: deadline, release: request.id), progress: progress,
            save: { try await storage.update(&$0) })
        try await hooks.run(isUpgrade ? .preUpgrade : .preInstall, of: &record)

        var remarks: [String] = []
        progress.say("applying \(plan.objects.count) object\(plan.objects.count == 1 ? "" : "s")")
        for wave in plan.waves {
            try checkTime("applying")
            if wave.allSatisfy(\.isCRD) {
                let crds = wave.compactMap { CRDDocument($0.value, path: $0.path) }
                remarks += try await CRDInstaller(client: client, deadline: deadline, release: request.id).install(crds)
            } else {
                remarks += try await applier.apply(wave)
            }
        }
        let remover = Remover(client: client, release: request.name, namespace: request.namespace)
        let (removed, kept) = try await remover.remove(plan.obsolete, removesCRDs: false)
        remarks += kept
        if !removed.isEmpty { progress.say("removing \(removed.count) objects that the chart no longer has") }
        if request.waits {
            try await ReadinessWait(client: client, deadline: deadline, release: request.id, progress: progress)
                .run(plan.objects)
        }
        try await hooks.run(isUpgrade ? .postUpgrade : .postInstall, of: &record)
        return remarks
    }

    /// Not `timedOut`, which means that all was applied and something did not become ready.
    private func checkTime(_ doing: String) throws(ReleaseError) {
        guard deadline.isOver else { return }
        throw ReleaseError(
            .applyFailed, "the time of \(deadline.limit.limitText) was over while \(doing) objects",
            hint: "run again with a longer --timeout", release: request.id)
    }

    /// As `helm --create-namespace` does it, label included.
    private func createNamespace() async throws {
        let namespace: Value = [
            "apiVersion": "v1", "kind": "Namespace",
            "metadata": ["name": .string(request.namespace), "labels": ["name": .string(request.namespace)]],
        ]
        do {
            _ = try await client.create(
                namespace, as: .namespaces, options: WriteOptions(fieldManager: Applier.fieldManager))
            progress.say("created namespace \(request.namespace)")
        } catch let error as KubernetesError where error.code == .alreadyExists {
            // Someone else created it meanwhile; it is there.
        }
    }

    // MARK: - The record

    /// Stores the pending revision. Shielded: a cancelled request may have reached the server all the same, and nobody
    /// would know of the pending revision.
    private func begin() async throws -> StoredRelease {
        let (storage, new, keys) = (storage, plan.record, plan.history.keys)
        return try await CancellationShield.run {
            var record = new
            try await storage.create(&record, keeping: keys)
            return record
        }
    }

    /// Former revisions step back first, so that no moment shows two deployed ones; this one follows even when the run
    /// is cancelled between the two.
    private func finish(_ record: inout StoredRelease) async throws {
        let (storage, former, done) = (storage, plan.history.deployed, record)
        record = try await CancellationShield.run {
            var record = done
            if var former {
                former.set(.superseded, description: former.description)
                try await storage.update(&former)
            }
            try await storage.update(&record)
            return record
        }
    }

    /// Marks the revision failed, also when the run was cancelled.
    ///
    /// - Throws: only when that cannot be done: then the record stays pending, and both reasons are told.
    private func fail(_ record: StoredRelease, _ reason: any Error) async throws {
        let text = reason is CancellationError ? "interrupted" : Self.brief(reason)
        let (storage, clock) = (storage, driver.clock)
        let description =
            isUpgrade ? "Upgrade \"\(record.name)\" failed: \(text)" : "Release \"\(record.name)\" failed: \(text)"
        do {
            try await CancellationShield.run {
                try await withTimeout(NativeLimits.recordPatience, clock: clock) {
                    var record = record
                    record.set(.failed, description: description)
                    // Hooks may have stored newer versions of the record since.
                    record.resourceVersion = ""
                    try await storage.update(&record)
                }
            }
        } catch {
            throw ReleaseError(
                reason is CancellationError ? .locked : .applyFailed,
                "\(reason is CancellationError ? "interrupted" : "\(reason)"); and the record of revision "
                    + "\(record.revision) stays \(record.status.rawValue): \(error)",
                hint: record.dropHint, release: request.id, underlying: reason)
        }
    }

    /// Records are for machines to list; a description of many lines would spoil that.
    private static func brief(_ error: any Error) -> String {
        let text = (error as? ReleaseError)?.message ?? "\(error)"
        return String(text.prefix(2000))
    }
}
