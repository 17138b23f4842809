import Kubernetes
import Value

extension ReleaseEngine {
    /// Runs `work` under the release's lock.
    ///
    /// - Parameters:
    ///   - namespace: to be created before the lock, which lives in it.
    ///   - evenTerminating: whether there is work to do in a namespace that is on its way out, too.
    /// - Throws: `ReleaseError` that says whether anything had been changed by then.
    func run<Result: Sendable>(
        _ release: ReleaseName, creating namespace: String? = nil, evenTerminating: Bool = false,
        _ deadline: Deadline, _ progress: Progress,
        _ work: @escaping @Sendable (RunContext) async throws -> Result
    ) async throws -> Result {
        let changes = ChangeFlag()
        let tape = EventTape(progress.sink, now: client.options.environment.now)
        let progress = Progress(sink: tape, phase: progress.phase, release: progress.release)
        let made = NamespaceNote()
        do {
            return try await Grace.scope(clock: lockClock) {
                try await checkCluster()
                if let namespace { try await create(namespace, made, progress) }
                let identity = recorder?.identity ?? processes.identity(command: command)
                let lock = ReleaseLock(
                    client: client.unnoted(), release: release, run: identity, patience: lockWait, probe: processes,
                    progress: progress, clock: lockClock, evenTerminating: evenTerminating)
                return try await lock.with { hold in
                    made.count(in: changes, self.client)
                    let hasLease = await hold.hasLease
                    let gated = self.client.gated(by: hold)
                    return try await work(
                        RunContext(
                            client: gated, deadline: deadline, progress: progress, hold: hold,
                            mark: RunMark(identity, hasLease: hasLease), changes: changes,
                            recorder: self.recorder, tape: tape, records: self.records,
                            storage: hasLease ? self.stored(through: gated) : self.stored(lockingFor: hold)))
                }
            }
        } catch {
            // A namespace alone is no part of a release: whoever finds another run at work has done nothing else.
            if (error as? ReleaseError)?.code != .locked { made.count(in: changes, client) }
            throw ReleaseError.ending(error, release: release.description, hasChanged: changes.isSet)
        }
    }

    private func stored(through client: KubernetesClient) -> ReleaseStorage {
        ReleaseStorage(client: client, named: records.named)
    }

    /// Its changes pass no gate: the lock is held by them.
    private func stored(lockingFor hold: LockHold) -> ReleaseStorage {
        var storage = stored(through: client)
        storage.onStore = { record in await hold.stored(record) }
        return storage
    }

    /// What the cluster remembers of the release, read under its lock; what a dead run left half-way is recovered.
    ///
    /// A Helm that may be at work on it is waited for, as another run is.
    func current(_ release: ReleaseName, _ run: RunContext) async throws -> ReleaseHistory {
        let (history, death) = try await outlasted(release, run)
        guard history.isHalfDone else {
            // What a dead run had Helm do, it had done.
            await run.hold.forgetRevision()
            return history
        }
        if let death, var last = history.last { try await recover(&last, because: death, run) }
        for key in history.keys.outdone {
            guard try await run.storage.stepBack(key) else { continue }
            run.changes.set()
            run.progress.say(
                "revision \(key.revision) was deployed beside a newer one, where a run died; marked it superseded")
        }
        await run.hold.forgetRevision()
        return try await ReleaseHistory.read(release, from: run.storage, allowsGaps: true)
    }

    /// The history once nobody can be at work on its last revision any more.
    ///
    /// - Returns: with it, how the run died that has left that revision under work; nil where it is not.
    private func outlasted(
        _ release: ReleaseName, _ run: RunContext
    ) async throws -> (history: ReleaseHistory, death: String?) {
        var wait = revisionWait(run)
        while true {
            let history = try await ReleaseHistory.read(release, from: run.storage, allowsGaps: true)
            guard let last = history.last, last.status.isUnderWork else { return (history, nil) }
            switch recovery(of: last, run) {
            case .recover(let reason): return (history, reason)
            case .leave(let reason, let hint): try await wait.pause(because: reason, hint: hint)
            }
        }
    }

    /// The wait for those whom the release's lock does not keep away: it ends when that for the lock would have ended.
    func revisionWait(_ run: RunContext) -> RevisionWait {
        RevisionWait(patience: lockWait, since: run.hold.stopwatch, clock: lockClock, progress: run.progress)
    }

    /// What becomes of a revision that is under work while this run has the lock.
    func recovery(of record: StoredRelease, _ run: RunContext) -> Recovery {
        let hold = Recovery.Hold(hasLease: run.mark.hasLease, interrupted: run.hold.interrupted)
        return Recovery(of: record, hold: hold, isGone: processes.isGone)
    }

    private func recover(_ record: inout StoredRelease, because reason: String, _ run: RunContext) async throws {
        record.set(.failed, description: "Recovered: \(reason)")
        // By compare-and-swap: whoever else has seen the same finds it done.
        try await run.storage.update(&record)
        run.changes.set()
        run.progress.say("\(reason); marked it failed, and this run accounts for what it did")
    }

    /// As `helm --create-namespace` does it, label included.
    private func create(_ name: String, _ made: NamespaceNote, _ progress: Progress) async throws {
        let namespace: Value = [
            "apiVersion": "v1", "kind": "Namespace",
            "metadata": ["name": .string(name), "labels": ["name": .string(name)]],
        ]
        do {
            _ = try await client.telling(made.take).create(
                namespace, as: .namespaces, options: WriteOptions(fieldManager: Applier.fieldManager))
            progress.say("created namespace \(name)")
        } catch let error as KubernetesError where error.code == .alreadyExists {
            // Someone else created it meanwhile; it is there.
        }
    }
}
