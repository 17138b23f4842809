/// Decides from one look at a Lease after another whether the lock is free, its holder dead or alive; pure.
///
/// Dead is a holder whose process is gone from this machine, or whose Lease has not changed for its own duration on the
/// clock of who looks. Times that stand in the Lease are never compared: clocks of machines differ.
struct LeaseJudge: Sendable {
    enum Decision: Sendable, Equatable {
        case create
        /// Replace the Lease of that version.
        case takeOver(LeaseRecord, because: String)
        /// Look again after that time.
        case look(after: Duration)
        /// Alive, and waited for long enough.
        case busy(LeaseRecord)
    }

    /// How long a live holder is waited for.
    let patience: Duration
    private var version: String?
    private var unchangedSince: Duration = .zero
    private var isSeenAlive = false

    init(patience: Duration) { self.patience = patience }

    /// - Parameters:
    ///   - lease: nil where there is none.
    ///   - isGone: what this machine knows of the holder's process; nil for nothing.
    ///   - time: since the first look.
    mutating func saw(_ lease: LeaseRecord?, isGone: Bool?, at time: Duration) -> Decision {
        guard let lease else { return .create }
        if lease.holder.isEmpty { return .takeOver(lease, because: "it was given back") }
        if isGone == true { return .takeOver(lease, because: "that process has ended") }
        if lease.resourceVersion != version {
            if version != nil { isSeenAlive = true }
            version = lease.resourceVersion
            unchangedSince = time
        } else if time - unchangedSince >= lease.duration {
            return .takeOver(lease, because: "it has not renewed its lease for \(lease.duration.components.seconds) s")
        }
        // A process of this machine lives, so there is nothing to find out; elsewhere, a look or two tells.
        let isKnownAlive = isGone == false || isSeenAlive
        if isKnownAlive, time >= patience { return .busy(lease) }
        let rest = max(unchangedSince + lease.duration - time, .milliseconds(100))
        return .look(after: min(rest, LockLimits.look))
    }
}
