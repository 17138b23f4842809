import Formats
import Kubernetes
import Value

/// Which release: all that a lock, a record and an error need to name it.
struct ReleaseName: Sendable, Hashable, CustomStringConvertible {
    var name: String
    var namespace: String

    var description: String { "\(namespace)/\(name)" }
}

/// One live run for a release: a Lease in the release's namespace says whose.
struct ReleaseLock: Sendable {
    let client: KubernetesClient
    let release: ReleaseName
    let run: RunIdentity
    /// How long a live holder is waited for.
    let patience: Duration
    let probe: any RunProbing
    let progress: Progress
    /// The time that other processes live in, so not that of retries.
    var clock: any Clock<Duration> = ContinuousClock()
    /// Whether there is work to do in a namespace that is on its way out, too, where no Lease can be made.
    var evenTerminating = false

    /// Runs `work` while the lock is held, and gives it back whatever happens.
    ///
    /// `work` is cancelled when the lock is lost.
    /// - Throws: what `work` throws; `ReleaseError` with code `locked` when a live run has the lock, or has taken it.
    func with<Result: Sendable>(_ work: @escaping @Sendable (LockHold) async throws -> Result) async throws -> Result {
        let hold = try await acquire()
        let outcome: Swift.Result<Result, any Error>
        do {
            // It may have been given when nobody wanted it any more.
            try Task.checkCancellation()
            outcome = .success(try await held(hold, work))
        } catch {
            outcome = .failure(await hold.cause(of: error))
        }
        await giveBack(hold)
        return try outcome.get()
    }

    private func held<Result: Sendable>(
        _ hold: LockHold, _ work: @escaping @Sendable (LockHold) async throws -> Result
    ) async throws -> Result {
        try await withThrowingTaskGroup(of: Result?.self) { group in
            group.addTask { try await work(hold) }
            group.addTask {
                try await hold.renewForEver()
                return nil
            }
            defer { group.cancelAll() }
            do {
                guard let first = try await group.next(), let result = first else { throw CancellationError() }
                return result
            } catch {
                group.cancelAll()
                var failure = error
                // Work that a lost lock or a cancellation has ended says what became of its record; it may be done, too.
                while let next = await group.nextResult() {
                    switch next {
                    case .success(let result?): return result
                    case .failure(let last) where failure is CancellationError: failure = last
                    default: continue
                    }
                }
                throw failure
            }
        }
    }

    /// Out of reach of a cancellation: a Lease left behind makes the next run wait.
    private func giveBack(_ hold: LockHold) async {
        let clock = clock
        do {
            let reason = try await CancellationShield.run {
                try await withTimeout(NativeLimits.recordPatience, clock: clock) { await hold.release() }
            }
            if let reason { warn("the lock could not be given back", reason) }
        } catch {
            warn("the lock could not be given back", error)
        }
    }

    private func warn(_ what: String, _ reason: any Error) {
        let why = reason is CancellationError ? "there was no time left" : "\(reason)"
        progress.warn(
            "\(what) (\(why)): a run on this machine takes it when this process has ended, others when it has not been "
                + "renewed for \(LockLimits.duration.limitText)")
    }
}

// MARK: - Taking it

extension ReleaseLock {
    private func acquire() async throws -> LockHold {
        let stopwatch = Stopwatch(clock)
        var judge = LeaseJudge(patience: patience)
        var isTold = false
        while true {
            let now = CivilTime.recordText(client.options.environment.now())
            do {
                let found = try await current(client)
                // One that an earlier part of this run could not give back: nobody renews it, whatever lives.
                let isGone = found?.run.flatMap { $0.id == run.id ? nil : probe.isGone($0) }
                // Before it is asked for: whoever waits may count from when the server stores it.
                let asked = stopwatch.time
                switch judge.saw(found, isGone: isGone, at: asked) {
                case .create:
                    return hold(try await take(nil, now, stopwatch), now, stopwatch, since: asked)
                case .takeOver(let former, let reason):
                    let taken = try await take(former, now, stopwatch)
                    progress.say("taking the lock over from \(former.words): \(reason)")
                    return hold(taken, now, stopwatch, since: asked)
                case .look(let pause):
                    if !isTold, let found { progress.say("waiting for \(found.words)") }
                    isTold = true
                    try await clock.sleep(for: pause)
                case .busy(let holder): throw busy(holder)
                }
            } catch let error as KubernetesError where Self.isTaken(error) {
                // Somebody was faster: look again. Not in a hurry, in case the server does not show it yet.
                try await clock.sleep(for: .milliseconds(50))
            } catch let error as KubernetesError where isNotForUs(error) {
                progress.warn(
                    "no Lease can be used as a lock (\(error)), so the release's own record locks: a run that dies is "
                        + "recognised on this machine alone")
                return hold(nil, now, stopwatch, since: stopwatch.time)
            }
        }
    }

    /// Out of reach of a cancellation: a Lease that is stored although nobody waits for the answer would have a holder that
    /// lives, and keep others away.
    ///
    /// - Parameter former: the one that is taken over; nil where there is none.
    private func take(_ former: LeaseRecord?, _ now: String, _ stopwatch: Stopwatch) async throws -> LeaseRecord {
        let (client, namespace) = (client, release.namespace)
        let wanted = LeaseRecord.value(
            release: release.name, namespace: namespace, run: run, revision: former?.revision, former: former,
            acquired: now, now: now)
        do {
            let stored = try await CancellationShield.run {
                guard former == nil else {
                    return try await client.replace(wanted, as: .leases, namespace: namespace)
                }
                return try await client.create(wanted, as: .leases, namespace: namespace)
            }
            return LeaseRecord(stored)
        } catch let error where Self.isUncertain(error) {
            await drop(now, stopwatch)
            try Task.checkCancellation()
            throw error
        }
    }

    /// Gives back what may have been taken although no answer came.
    private func drop(_ now: String, _ stopwatch: Stopwatch) async {
        // Asked once: it has been waited for long enough.
        let (client, clock) = (client.patient(for: .zero), clock)
        do {
            let found = try await CancellationShield.run {
                try await withTimeout(NativeLimits.recordPatience, clock: clock) { try await self.current(client) }
            }
            guard let found, found.holder == run.id, found.acquired == now else { return }
            await giveBack(hold(found, now, stopwatch, since: stopwatch.time))
        } catch {
            warn("the lock may have been taken, and cannot be looked at", error)
        }
    }

    private func current(_ client: KubernetesClient) async throws -> LeaseRecord? {
        try await client.getIfPresent(.leases, LeaseRecord.name(of: release.name), namespace: release.namespace)
            .map(LeaseRecord.init)
    }

    private static func isTaken(_ error: KubernetesError) -> Bool {
        error.code == .alreadyExists || error.code == .conflict
    }

    private func isNotForUs(_ error: KubernetesError) -> Bool {
        switch error.code {
        case .forbidden: error.isMissingPermission || (evenTerminating && error.isTerminatingNamespace)
        case .resourceTypeNotFound: true
        default: false
        }
    }

    /// Whether it may have been carried out all the same.
    private static func isUncertain(_ error: any Error) -> Bool {
        guard let error = error as? KubernetesError else { return true }
        return error.code == .serverError || error.mayPass
    }

    /// - Parameter lease: as this run has stored it; nil where Leases are not for it.
    private func hold(
        _ lease: LeaseRecord?, _ now: String, _ stopwatch: Stopwatch, since asked: Duration
    ) -> LockHold {
        LockHold(
            lease, run: run, interrupted: lease?.revision, of: release, client: client, clock: clock, acquired: now,
            stopwatch: stopwatch, since: asked)
    }

    private func busy(_ holder: LeaseRecord) -> ReleaseError {
        ReleaseError(
            .locked, "another run is at work on it: \(holder.words)",
            hint: "wait until that run has ended, or let this one wait: --wait-lock 10m; nothing was changed",
            release: release.description)
    }
}
