import Formats
import Kubernetes
import Value

/// A lock that this run holds: renews it, and lets changes pass only while it is certain.
actor LockHold: WriteGate {
    nonisolated let run: RunIdentity
    /// The revision that a dead holder was about to make, or to remove, through Helm.
    nonisolated let interrupted: HelmRevision?
    /// Nil where Leases are not for the caller: then the revision under work alone locks.
    private var lease: LeaseRecord?
    /// What Helm is at work on, or was when it died, until it is settled: whoever comes next has to know of it.
    private var revision: HelmRevision?
    /// When this run noted it, in seconds since 1970; nil for what a former holder has left.
    private var begun: Int64?
    private var claim: RecordClaim?
    /// When the claim was seen to hold; nil has it looked at before the next change.
    private var claimSeenAt: Duration?
    private var loss: ReleaseError?
    /// Of the last renewal.
    private var failure: KubernetesError?
    private let client: KubernetesClient
    private nonisolated let clock: any Clock<Duration>
    private let release: ReleaseName
    private let acquired: String
    /// Runs since the lock was asked for.
    nonisolated let stopwatch: Stopwatch
    private var renewedAt: Duration

    /// - Parameters:
    ///   - client: not gated, since renewing is a change itself.
    ///   - stopwatch: of `clock`.
    ///   - asked: when the Lease was asked for, on the stopwatch; its answer may have come much later.
    init(
        _ lease: LeaseRecord?, run: RunIdentity, interrupted: HelmRevision?, of release: ReleaseName,
        client: KubernetesClient, clock: any Clock<Duration>, acquired: String, stopwatch: Stopwatch,
        since asked: Duration
    ) {
        self.lease = lease
        self.run = run
        self.interrupted = interrupted
        self.release = release
        self.client = client
        self.clock = clock
        self.acquired = acquired
        revision = interrupted
        self.stopwatch = stopwatch
        renewedAt = asked
    }

    var hasLease: Bool { lease != nil }
    /// Another run has it, or nobody.
    var isLost: Bool { loss != nil }

    // MARK: - Changes

    /// - Throws: `ReleaseError` with code `locked` once the lock is lost, and why it cannot be renewed when that has lasted
    ///   for `Limits.outage`.
    func pass() async throws {
        if let loss { throw loss }
        guard lease != nil else { return try await checkClaim() }
        let start = stopwatch.time
        // A server that is away for everybody can give the lock to nobody: wait, then look whether it is still ours.
        while lease != nil, stopwatch.time - renewedAt >= LockLimits.writing {
            try Task.checkCancellation()
            guard let failure = try await renew() else { continue }
            guard stopwatch.time - start < Limits.outage else { throw failure }
            try await clock.sleep(for: LockLimits.look)
        }
    }

    /// Runs another program, whose changes pass no gate: it is begun only while the lock is certain, and ended when it is
    /// not any more.
    ///
    /// - Parameters:
    ///   - title: such as `helm upgrade`.
    ///   - work: ends the program when it is cancelled.
    /// - Throws: as `pass`, by when nothing was begun; what `work` throws; `ReleaseError` when it was ended because the lock
    ///   is lost, with code `locked`, or could not be renewed in time, with code `applyFailed`.
    nonisolated func fencing<Outcome: Sendable>(
        _ title: String, _ work: @escaping @Sendable () async throws -> Outcome
    ) async throws -> Outcome {
        try await pass()
        guard await hasLease else { return try await work() }
        return try await withThrowingTaskGroup(of: Outcome?.self) { group in
            group.addTask { try await work() }
            group.addTask {
                try await self.waitUntilUncertain(title)
                return nil
            }
            defer { group.cancelAll() }
            do {
                guard let first = try await group.next(), let outcome = first else { throw CancellationError() }
                return outcome
            } catch {
                group.cancelAll()
                // It may have come to its end all the same.
                while let next = await group.nextResult() {
                    if case .success(let outcome?) = next { return outcome }
                }
                throw error
            }
        }
    }

    /// - Throws: `ReleaseError` once the lock is lost or has not been renewed in time, and never returns before.
    private func waitUntilUncertain(_ title: String) async throws {
        while true {
            if let loss { throw loss }
            let left = renewedAt + LockLimits.writing - stopwatch.time
            guard left <= .zero else {
                try await clock.sleep(for: left)
                continue
            }
            try await renewOnceMore()
            if let loss { throw loss }
            guard stopwatch.time - renewedAt < LockLimits.writing else { break }
        }
        let reason = failure.map { ": \($0)" } ?? ""
        throw ReleaseError(
            .applyFailed,
            "\(title) was ended, because its lock could not be renewed for \(LockLimits.writing.limitText)\(reason)",
            release: release.description, underlying: failure)
    }

    /// A server that was away for a moment may be back.
    private func renewOnceMore() async throws {
        do {
            _ = try await withTimeout(LockLimits.lastRenewal, clock: clock) { try await self.renew() }
        } catch is TimeoutError {
            // Nobody knows by now whether it was renewed.
        }
    }

    // MARK: - Without a Lease

    /// A record of the release was stored by this run: one under work is its lock where there is no Lease.
    func stored(_ record: StoredRelease) {
        guard lease == nil, record.mark?.run.id == run.id else { return }
        claim = RecordClaim(record)
        claimSeenAt = nil
    }

    private func checkClaim() async throws {
        while let claim {
            let now = stopwatch.time
            if let claimSeenAt, now - claimSeenAt < LockLimits.look { return }
            let records = try await client.listAll(
                claim.kind.type, namespace: release.namespace,
                options: ListOptions(
                    labelSelector: ReleaseStorage.selector(release: release.name), metadataOnly: true)
            ).items
            if let loss { throw loss }
            // Stored anew meanwhile, and so what was read is of no use.
            guard claim == self.claim else { continue }
            if let problem = claim.problem(among: records.compactMap { $0["metadata"] }) { throw lost(": \(problem)") }
            claimSeenAt = now
            return
        }
    }

    // MARK: - Renewing

    /// Renews until it is cancelled.
    ///
    /// - Throws: `ReleaseError` with code `locked` once somebody else has the lock, or took the Lease away.
    func renewForEver() async throws {
        while true {
            try await clock.sleep(for: pause)
            // To its end, for a renewal that is cancelled on its way may reach the server after the lock is given back.
            _ = try await CancellationShield.run { try await self.renew() }
        }
    }

    /// Until the next renewal: from when the last one was asked for, however long its answer took.
    private var pause: Duration {
        guard lease != nil else { return LockLimits.renewal }
        return max(renewedAt + LockLimits.renewal - stopwatch.time, LockLimits.look)
    }

    /// - Returns: why it could not be renewed now, which is tried again later; nil when it was, or something else has been
    ///   found out about it.
    /// - Throws: only when the lock is lost, and `CancellationError`.
    private func renew() async throws -> KubernetesError? {
        // Where it is found to be ours, nobody knows since when: it is renewed at once.
        for _ in 1...2 {
            if let loss { throw loss }
            guard let former = lease else { return nil }
            do {
                try await store(former: former)
                return nil
            } catch let error as KubernetesError where error.code == .conflict || error.code == .notFound {
                // An earlier renewal whose answer was lost reads as a conflict, too.
                guard lease == former else { return nil }
                if let failure = try await lookWhoseItIs() { return failure }
            } catch let error as KubernetesError {
                failure = error
                return error  // The gate stays shut until a renewal succeeds.
            }
        }
        return nil
    }

    /// Stores the Lease, which renews it.
    private func store(former: LeaseRecord) async throws {
        let asked = stopwatch.time
        let stored = try await client.replace(value(former: former), as: .leases, namespace: release.namespace)
        // Another one may have been stored, and answered, since.
        if lease == former { lease = LeaseRecord(stored) }
        failure = nil
        // From when it was asked: the server may have begun to count then.
        renewedAt = max(renewedAt, asked)
    }

    /// - Returns: why it cannot be read now; nil when it is this run's.
    /// - Throws: when it is not.
    @discardableResult
    private func lookWhoseItIs() async throws -> KubernetesError? {
        let found: LeaseRecord?
        do {
            found = try await current()
        } catch let error as KubernetesError {
            return error  // Asked again with the next renewal.
        }
        if let found, found.holder == run.id {
            lease = found
            return nil
        }
        throw lost(found.map { " to \($0.words)" } ?? ": somebody removed its Lease")
    }

    private func lost(_ how: String) -> ReleaseError {
        let error = ReleaseError(
            .locked, "this run has lost its lock\(how)",
            hint: "nothing more is changed by this run; see how the other one ends, then run again",
            release: release.description)
        loss = error
        return error
    }

    /// What ended a run: once the lock is lost, that is it, whatever went wrong because of it.
    func cause(of error: any Error) -> any Error {
        guard var loss else { return error }
        if let own = error as? ReleaseError, own.code != .locked, !own.message.contains(loss.message) {
            loss.message += "; before that: \(own.message)"
        }
        return loss
    }

    // MARK: - Helm's revision

    /// Notes in the Lease which revision is about to be made, or removed, by Helm, whose record bears no mark.
    ///
    /// - Throws: `ReleaseError` with code `locked` once the lock is lost, and `KubernetesError`.
    func note(revision: Int) async throws {
        if let loss { throw loss }
        guard lease != nil, begun == nil || self.revision?.number != revision else { return }
        self.revision = HelmRevision(revision)
        begun = Int64(client.options.environment.now().rounded(.down))
        for attempt in 1... {
            guard let former = lease else { return }
            do {
                try await store(former: former)
                return
            } catch let error as KubernetesError where error.code == .conflict || error.code == .notFound {
                // A renewal may have come between; somebody else's change is a loss.
                try await lookWhoseItIs()
                guard attempt < RecordLimits.attempts else { throw error }
            }
        }
    }

    /// Nobody has to know of it any more: it is as it should be, or was never begun.
    func forgetRevision() {
        revision = nil
        begun = nil
    }

    private func value(former: LeaseRecord, isFree: Bool = false) -> Value {
        let now = client.options.environment.now()
        var noted = revision
        if let begun {
            // Where this is the last that is heard of the run, its Helm is gone when the Lease lapses.
            let end = Int64(now.rounded(.up)) + (isFree ? 0 : LockLimits.duration.components.seconds)
            noted?.attempt = begun...max(begun, end)
        }
        return LeaseRecord.value(
            release: release.name, namespace: release.namespace, run: run, revision: noted, former: former,
            acquired: acquired, now: CivilTime.recordText(now), isFree: isFree)
    }

    // MARK: - The end

    /// Gives the lock back. A revision that Helm has left and that could not be settled stays named in a Lease without a
    /// holder, so that whoever comes next recovers it.
    ///
    /// - Returns: why the lock could not be given back; it lapses by itself then.
    func release() async -> (any Error)? {
        guard var held = lease, loss == nil else { return nil }
        lease = nil
        var reason: any Error = CancellationError()
        for _ in 1...RecordLimits.attempts {
            do {
                try await giveBack(held)
                return nil
            } catch let error as KubernetesError where error.code == .notFound {
                return nil  // Somebody removed it.
            } catch let error as KubernetesError where error.code == .conflict {
                // A renewal that was cancelled on its way may have been carried out all the same.
                reason = error
                do {
                    guard let now = try await current(), now.holder == run.id else { return nil }
                    held = now
                } catch {
                    return error
                }
            } catch let error as KubernetesError where error.code == .serverError || error.mayPass {
                // With its uid and version it can be sent again. Whoever comes next need not wait for it to lapse.
                reason = error
                // Nil when no time is left.
                guard (try? await clock.sleep(for: LockLimits.returning)) != nil else { return error }
            } catch {
                return error
            }
        }
        return reason
    }

    private func giveBack(_ held: LeaseRecord) async throws {
        if revision != nil {
            _ = try await client.replace(
                value(former: held, isFree: true), as: .leases, namespace: release.namespace)
        } else {
            _ = try await client.deleteIfPresent(
                .leases, LeaseRecord.name(of: release.name), namespace: release.namespace,
                options: DeleteOptions(uid: held.uid, resourceVersion: held.resourceVersion))
        }
    }

    /// The Lease as it is.
    private func current() async throws -> LeaseRecord? {
        try await client.getIfPresent(.leases, LeaseRecord.name(of: release.name), namespace: release.namespace)
            .map(LeaseRecord.init)
    }
}
