import Charts

/// What makes a revision, and how Helm speaks of it in the revision's record.
public enum ReleaseVerb: Sendable, Hashable {
    case install
    case upgrade
    /// To the revision of that number.
    case rollback(Int)

    public var name: String {
        switch self {
        case .install: "install"
        case .upgrade: "upgrade"
        case .rollback: "rollback"
        }
    }

    var hooksBefore: HookEvent {
        switch self {
        case .install: .preInstall
        case .upgrade: .preUpgrade
        case .rollback: .preRollback
        }
    }

    var hooksAfter: HookEvent {
        switch self {
        case .install: .postInstall
        case .upgrade: .postUpgrade
        case .rollback: .postRollback
        }
    }

    var pendingStatus: ReleaseStatus {
        switch self {
        case .install: .pendingInstall
        case .upgrade: .pendingUpgrade
        case .rollback: .pendingRollback
        }
    }

    /// While it runs.
    var pendingDescription: String {
        switch self {
        case .install: "Initial install underway"
        case .upgrade: "Preparing upgrade"
        case .rollback(let revision): "Rollback to \(revision)"
        }
    }

    var doneDescription: String {
        switch self {
        case .install: "Install complete"
        case .upgrade: "Upgrade complete"
        case .rollback(let revision): "Rollback to \(revision)"
        }
    }

    func failedDescription(_ release: String, because reason: String) -> String {
        switch self {
        case .install: "Release \"\(release)\" failed: \(reason)"
        case .upgrade: "Upgrade \"\(release)\" failed: \(reason)"
        case .rollback: "Rollback \"\(release)\" failed: \(reason)"
        }
    }
}
