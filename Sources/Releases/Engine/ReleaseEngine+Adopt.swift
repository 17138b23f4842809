public import Events
import Kubernetes
import Value

extension ReleaseEngine {
    /// Writes labels on the last record of a release, so that it counts as made by whom they name; nothing else of it
    /// changes, and Helm 3.13 and later carry them over.
    ///
    /// A command with a journal keeps there that it did.
    /// - Parameter timeout: for all of it but the wait for the lock.
    /// - Returns: false where it had them already.
    /// - Throws: `ReleaseError` with code `invalidRequest` where there is no such release, `recordUnreadable` for a record that
    ///   cannot be read, `locked` while a run is at work on the release or has left it half-way; `KubernetesError`, with code
    ///   `conflict` when somebody else writes the record again and again.
    public func adopt(
        _ name: String, namespace: String, labels: ReleaseLabels, timeout: Duration = .seconds(300),
        phase: Event.Phase = .operators, events: any EventSink = NoEvents()
    ) async throws -> Bool {
        let release = ReleaseName(name: name, namespace: namespace)
        // What has them already needs no lock.
        guard try await !adoptable(release, storage).record.labels.contains(all: labels) else { return false }
        let engine = patient(within: timeout)
        let progress = Progress(sink: events, phase: phase, release: release.description)
        return try await engine.run(release, Deadline(timeout, clock: clock), progress) { run in
            try await engine.adopt(release, labels, run)
        }
    }

    /// The last record, with its place.
    private func adoptable(
        _ release: ReleaseName, _ storage: ReleaseStorage
    ) async throws -> (key: ReleaseStorage.Key, record: StoredRelease) {
        guard let key = try await storage.keys(release: release.name, namespace: release.namespace).last else {
            throw ReleaseError(
                .invalidRequest, "there is no such release", hint: "groundcrew release list -A shows those there are",
                release: release.description)
        }
        return (key, try await storage.read(key))
    }

    private func adopt(_ release: ReleaseName, _ labels: ReleaseLabels, _ run: RunContext) async throws -> Bool {
        var isSent = false
        for attempt in 1... {
            let (key, record) = try await settled(release, run)
            // Of one whose answer was lost, the record tells.
            guard !record.labels.contains(all: labels) else { break }
            if !isSent { await recorder?.begin("adopt", "release \(release)") }
            isSent = true
            let patch: Value = [
                "metadata": [
                    "resourceVersion": .string(record.resourceVersion),
                    "labels": .object(Object(labels.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) })),
                ]
            ]
            do {
                _ = try await run.client.patch(
                    key.kind.type, key.object, namespace: release.namespace, with: .merge(patch))
                recorder?.add(result: [
                    "adopted": .string(release.description), "revision": .integer(Int64(key.revision)),
                ])
                return true
            } catch let error as KubernetesError where error.code == .conflict && attempt < RecordLimits.attempts {
                continue  // Somebody else's change, or this one, whose answer was lost.
            }
        }
        return isSent
    }

    /// The last record, once nobody can be at work on it any more.
    ///
    /// - Throws: `ReleaseError` with code `locked` where that takes too long, and for what a dead run has left: an upgrade or
    ///   `recover` accounts for that, not labels.
    private func settled(
        _ release: ReleaseName, _ run: RunContext
    ) async throws -> (key: ReleaseStorage.Key, record: StoredRelease) {
        var wait = revisionWait(run)
        while true {
            let found = try await adoptable(release, run.storage)
            guard found.record.status.isUnderWork else { return found }
            switch recovery(of: found.record, run) {
            case .leave(let reason, let hint): try await wait.pause(because: reason, hint: hint)
            case .recover(let reason):
                throw ReleaseError(
                    .locked, reason, hint: "\(found.record.recoverHint) sees to what it left; nothing was changed",
                    release: run.release)
            }
        }
    }

    /// The releases that were adopted as the operator, whatever they are called, by what their last record says.
    ///
    /// - Parameter namespace: nil means all.
    public func adopted(as name: String, namespace: String?) async throws -> ReleaseListing {
        let found = try await storage.look(
            release: nil, namespace: namespace, labels: [ReleaseLabels.adoptedKey: name]
        ).seeing(storage.mainKind)
        var listing = ReleaseListing()
        // An older revision may have the label where the last has lost it.
        for release in Set(found.keys.map { ReleaseName(name: $0.release, namespace: $0.namespace) })
            .sorted(by: { $0.description < $1.description })
        {
            let last = try await list(name: release.name, namespace: release.namespace)
            listing.releases += last.releases.filter { $0.labels[ReleaseLabels.adoptedKey] == name }
            listing.unreadable += last.unreadable
        }
        return listing
    }
}
