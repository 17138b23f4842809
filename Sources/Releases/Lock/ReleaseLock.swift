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

    /// Runs `work` while the lock is held, and gives it back whatever happens.
    ///
    /// `work` is cancelled when the lock is lost.
    /// - Throws: what `work` throws; `ReleaseError` with code `locked` when a live run has the lock, or has taken it.
    func with<Result: Sendable>(_ work: @escaping @Sendable (LockHold) async throws -> Result) async throws -> Result {
        let hold = try await acquire()
        let outcome: Swift.Result<Result, any Error>
        do {
            outcome = .success(try await held(hold, work))
        } catch {
            outcome = .failure(error)
        }
        // Out of reach of a cancellation: a Lease left behind makes the next run wait.
        let clock = clock
        try? await CancellationShield.run {  // What it cannot give back lapses.
            try await withTimeout(NativeLimits.recordPatience, clock: clock) { await hold.release() }
        }
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
                // Work that a lost lock has cancelled ends first, and what it says of its record counts.
                while let next = await group.nextResult() {
                    if case .failure(let last) = next, !(last is CancellationError), error is CancellationError {
                        throw last
                    }
                }
                throw error
            }
        }
    }

    private func acquire() async throws -> LockHold {
        let stopwatch = Stopwatch(clock)
        var judge = LeaseJudge(patience: patience)
        var isTold = false
        while true {
            let now = CivilTime.recordText(client.options.environment.now())
            do {
                let found = try await client.getIfPresent(
                    .leases, LeaseRecord.name(of: release.name), namespace: release.namespace
                ).map(LeaseRecord.init)
                let isGone = found?.run.flatMap { probe.isGone($0) }
                // Before it is asked for: whoever waits may count from when the server stores it.
                let asked = stopwatch.time
                switch judge.saw(found, isGone: isGone, at: asked) {
                case .create:
                    let stored = try await client.create(
                        value(former: nil, now), as: .leases, namespace: release.namespace)
                    return hold(LeaseRecord(stored), interrupted: nil, now, stopwatch, since: asked)
                case .takeOver(let former, let reason):
                    let stored = try await client.replace(
                        value(former: former, now), as: .leases, namespace: release.namespace)
                    progress.say("taking the lock over from \(former.words): \(reason)")
                    return hold(LeaseRecord(stored), interrupted: former.revision, now, stopwatch, since: asked)
                case .look(let pause):
                    if !isTold, let found { progress.say("waiting for \(found.words)") }
                    isTold = true
                    try await clock.sleep(for: pause)
                case .busy(let holder): throw busy(holder)
                }
            } catch let error as KubernetesError where Self.isTaken(error) {
                // Somebody was faster: look again. Not in a hurry, in case the server does not show it yet.
                try await clock.sleep(for: .milliseconds(50))
            } catch let error as KubernetesError where Self.isNotForUs(error) {
                progress.warn(
                    "no Lease can be used as a lock (\(error)), so the release's own record locks: a run that dies is "
                        + "recognised on this machine alone")
                return hold(nil, interrupted: nil, now, stopwatch, since: stopwatch.time)
            }
        }
    }

    private static func isTaken(_ error: KubernetesError) -> Bool {
        error.code == .alreadyExists || error.code == .conflict
    }

    private static func isNotForUs(_ error: KubernetesError) -> Bool {
        switch error.code {
        case .forbidden: error.isMissingPermission
        case .resourceTypeNotFound: true
        default: false
        }
    }

    private func value(former: LeaseRecord?, _ now: String) -> Value {
        LeaseRecord.value(
            release: release.name, namespace: release.namespace, run: run, revision: former?.revision, former: former,
            acquired: now, now: now)
    }

    private func hold(
        _ lease: LeaseRecord?, interrupted: Int?, _ now: String, _ stopwatch: Stopwatch, since asked: Duration
    ) -> LockHold {
        LockHold(
            lease, run: run, interrupted: interrupted, of: release, client: client, clock: clock, acquired: now,
            stopwatch: stopwatch, since: asked)
    }

    private func busy(_ holder: LeaseRecord) -> ReleaseError {
        ReleaseError(
            .locked, "another run is at work on it: \(holder.words)",
            hint: "wait until that run has ended, or let this one wait: --wait-lock 10m; nothing was changed",
            release: release.description)
    }
}
