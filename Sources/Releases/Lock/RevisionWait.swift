import Formats

/// Waits for whoever may be at work on a release's last revision without the release's Lease: a Helm, or a run that may not
/// have Leases.
struct RevisionWait {
    /// How long it is waited for, from when the release's lock was asked for.
    let patience: Duration
    /// Runs since then.
    let stopwatch: Stopwatch
    let clock: any Clock<Duration>
    let progress: Progress
    private var isTold = false

    init(patience: Duration, since stopwatch: Stopwatch, clock: any Clock<Duration>, progress: Progress) {
        self.patience = patience
        self.stopwatch = stopwatch
        self.clock = clock
        self.progress = progress
    }

    /// Pauses before the next look at the revision.
    ///
    /// - Parameters:
    ///   - reason: what was seen of it.
    ///   - hint: what to do when it stays so.
    /// - Throws: `ReleaseError` with code `locked` once it has been waited for long enough, and `CancellationError`.
    mutating func pause(because reason: String, hint: String) async throws {
        let left = patience - stopwatch.time
        guard left > .zero else {
            throw ReleaseError(.locked, reason, hint: "\(hint); nothing was changed", release: progress.release)
        }
        if !isTold { progress.say("waiting: \(reason)") }
        isTold = true
        try await clock.sleep(for: min(left, LockLimits.look))
    }
}
