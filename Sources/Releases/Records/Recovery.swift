/// Decides what becomes of a revision that somebody left under work; pure.
enum Recovery: Sendable, Equatable {
    /// Nobody works on it any more, which is proven: it is marked failed, and the next revision accounts for what it did.
    case recover(because: String)
    /// Somebody may be at work on it.
    case leave(because: String, hint: String)

    /// What this run knows of the lock it holds.
    struct Hold: Sendable, Equatable {
        var hasLease: Bool
        /// The revision that the former holder of the Lease, now dead, was about to make through Helm.
        var interrupted: HelmRevision?
    }

    /// - Parameters:
    ///   - record: pending, or being uninstalled.
    ///   - isGone: what this machine knows of the process that the record's mark names.
    init(of record: StoredRelease, hold: Hold, isGone: (RunIdentity) -> Bool?) {
        let name = "revision \(record.revision) is \(record.status.rawValue) since \(record.lastChange)"
        guard let mark = record.mark else {
            if let interrupted = hold.interrupted, interrupted.isOf(record) {
                self = .recover(because: "\(name): a run that drove Helm died at it")
                return
            }
            self = .leave(
                because: "\(name): Helm is at work on it, or died at it",
                hint: "wait for that Helm; if none runs any more: \(record.recoverHint)")
            return
        }
        // Who uses Leases holds the Lease while it works, and now this run does.
        if mark.hasLease, hold.hasLease {
            self = .recover(because: "\(name): \(mark.run.words) died at it")
            return
        }
        switch isGone(mark.run) {
        case true: self = .recover(because: "\(name): \(mark.run.words) died at it")
        case false:
            self = .leave(because: "\(name): \(mark.run.words) is at work on it", hint: "wait until that run has ended")
        default:
            self = .leave(
                because: "\(name): \(mark.run.words) is at work on it, or died at it, which cannot be told from here",
                hint: "wait for that run; if it does not run any more: \(record.recoverHint)")
        }
    }
}

extension Recovery {
    /// What a plan says that is made meanwhile.
    var remark: String {
        switch self {
        case .recover(let reason): "\(reason); the next run marks it failed first"
        case .leave(let reason, let hint): "\(reason); no run begins before that has ended: \(hint)"
        }
    }
}
