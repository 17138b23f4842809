import Formats
import Kubernetes
import Value

/// A lock that this run holds: renews it, and lets changes pass only while it is certain.
actor LockHold: WriteGate {
    nonisolated let run: RunIdentity
    /// The revision that a dead holder was about to make through Helm.
    nonisolated let interrupted: Int?
    /// Nil where Leases are not for the caller: then the pending record alone locks.
    private var lease: LeaseRecord?
    private var revision: Int?
    private var loss: ReleaseError?
    private let client: KubernetesClient
    private nonisolated let clock: any Clock<Duration>
    private let release: ReleaseName
    private let acquired: String
    private let stopwatch: Stopwatch
    private var renewedAt: Duration

    /// - Parameters:
    ///   - client: not gated, since renewing is a change itself.
    ///   - stopwatch: of `clock`.
    ///   - asked: when the Lease was asked for, on the stopwatch; its answer may have come much later.
    init(
        _ lease: LeaseRecord?, run: RunIdentity, interrupted: Int?, of release: ReleaseName, client: KubernetesClient,
        clock: any Clock<Duration>, acquired: String, stopwatch: Stopwatch, since asked: Duration
    ) {
        self.lease = lease
        self.run = run
        self.interrupted = interrupted
        self.release = release
        self.client = client
        self.clock = clock
        self.acquired = acquired
        // Until it is recovered, whoever comes next has to know of it.
        revision = interrupted
        self.stopwatch = stopwatch
        renewedAt = asked
    }

    var hasLease: Bool { lease != nil }

    // MARK: - Changes

    /// - Throws: `ReleaseError` with code `locked` once the lock is lost, and why it cannot be renewed when that has lasted
    ///   for `Limits.outage`.
    func pass() async throws {
        if let loss { throw loss }
        guard lease != nil else { return }
        let start = stopwatch.time
        // A server that is away for everybody can give the lock to nobody: wait, then look whether it is still ours.
        while stopwatch.time - renewedAt >= LockLimits.writing {
            try Task.checkCancellation()
            guard let failure = try await renew() else { continue }
            guard stopwatch.time - start < Limits.outage else { throw failure }
            try await clock.sleep(for: LockLimits.look)
        }
    }

    // MARK: - Renewing

    /// Renews until it is cancelled.
    ///
    /// - Throws: `ReleaseError` with code `locked` once somebody else has the lock, or took the Lease away.
    func renewForEver() async throws {
        while true {
            try await clock.sleep(for: LockLimits.renewal)
            // To its end, for a renewal that is cancelled on its way may reach the server after the lock is given back.
            _ = try await CancellationShield.run { try await self.renew() }
        }
    }

    /// - Returns: why it could not be renewed now, which is tried again later; nil when it was, or something else has been
    ///   found out about it.
    /// - Throws: only when the lock is lost.
    private func renew() async throws -> KubernetesError? {
        if let loss { throw loss }
        guard let former = lease else { return nil }
        let asked = stopwatch.time
        do {
            let stored = try await client.replace(value(former: former), as: .leases, namespace: release.namespace)
            lease = LeaseRecord(stored)
            // From when it was asked: the server may have begun to count then.
            renewedAt = asked
            return nil
        } catch let error as KubernetesError where error.code == .conflict || error.code == .notFound {
            // An earlier renewal whose answer was lost reads as a conflict, too.
            guard lease == former else { return nil }
            return try await lookWhoseItIs()
        } catch let error as KubernetesError {
            return error  // The gate stays shut until a renewal succeeds.
        }
    }

    /// - Returns: why it cannot be read now; nil when it is this run's.
    /// - Throws: when it is not.
    @discardableResult
    private func lookWhoseItIs() async throws -> KubernetesError? {
        let found: Value?
        do {
            found = try await client.getIfPresent(
                .leases, LeaseRecord.name(of: release.name), namespace: release.namespace)
        } catch let error as KubernetesError {
            return error  // Asked again with the next renewal.
        }
        let record = found.map(LeaseRecord.init)
        if let record, record.holder == run.id {
            lease = record
            return nil
        }
        let error = ReleaseError(
            .locked,
            "this run has lost its lock" + (record.map { " to \($0.words)" } ?? ": somebody removed its Lease"),
            hint: "nothing more is changed by this run; see how the other one ends, then run again",
            release: release.description)
        loss = error
        throw error
    }

    /// Notes in the Lease which revision is about to be made by Helm, whose record bears no mark.
    ///
    /// - Throws: `ReleaseError` with code `locked` once the lock is lost, and `KubernetesError`.
    func note(revision: Int?) async throws {
        if let loss { throw loss }
        guard lease != nil, self.revision != revision else { return }
        self.revision = revision
        for attempt in 1... {
            guard let former = lease else { return }
            do {
                lease = LeaseRecord(
                    try await client.replace(value(former: former), as: .leases, namespace: release.namespace))
                return
            } catch let error as KubernetesError where error.code == .conflict || error.code == .notFound {
                // A renewal may have come between; somebody else's change is a loss.
                try await lookWhoseItIs()
                guard attempt < RecordLimits.attempts else { throw error }
            }
        }
    }

    private func value(former: LeaseRecord) -> Value {
        LeaseRecord.value(
            release: release.name, namespace: release.namespace, run: run, revision: revision, former: former,
            acquired: acquired, now: CivilTime.recordText(client.options.environment.now()))
    }

    // MARK: - The end

    /// Gives the lock back. A Lease that cannot be removed now lapses by itself.
    func release() async {
        guard var held = lease, loss == nil else { return }
        lease = nil
        for _ in 1...RecordLimits.attempts {
            do {
                _ = try await client.deleteIfPresent(
                    .leases, LeaseRecord.name(of: release.name), namespace: release.namespace,
                    options: DeleteOptions(uid: held.uid, resourceVersion: held.resourceVersion))
                return
            } catch let error as KubernetesError where error.code == .conflict {
                // A renewal that was cancelled on its way may have been carried out all the same.
                guard let now = await current(), now.holder == run.id else { return }
                held = now
            } catch let error as KubernetesError where error.code == .serverError || error.mayPass {
                // With its uid and version the removal can be sent again. Whoever comes next need not wait for it to lapse.
                guard (try? await clock.sleep(for: LockLimits.returning)) != nil else { return }  // No time is left.
            } catch {
                return  // Whoever comes next sees that it is not renewed.
            }
        }
    }

    /// The Lease as it is; nil too where it cannot be read, since then nothing can be done about it.
    private func current() async -> LeaseRecord? {
        try? await client.getIfPresent(.leases, LeaseRecord.name(of: release.name), namespace: release.namespace)
            .map(LeaseRecord.init)
    }
}
