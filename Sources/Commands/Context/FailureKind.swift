/// What went wrong, before it is asked whether anything had been changed by then.
enum FailureKind: Sendable, CaseIterable {
    /// Bad usage or bad input.
    case usage
    /// Unreachable, forbidden, unknown.
    case undecided
    /// Looked at and refused, or tried and failed.
    case failed
    /// All was applied, and what was asked for did not become ready.
    case notReady
    /// Another live run holds what this one needs.
    case busy
    case interrupted
    /// Nobody foresaw it.
    case unexpected

    /// A run that stops after a change has stopped part-way, whatever stopped it.
    func status(hasChanged: Bool) -> ExitStatus {
        switch self {
        case .interrupted: .interrupted
        case .notReady: .failed
        case .usage, .undecided, .failed, .busy, .unexpected:
            hasChanged ? .incomplete : unchangedStatus
        }
    }

    private var unchangedStatus: ExitStatus {
        switch self {
        case .usage: .usage
        case .undecided: .undecided
        case .busy: .busy
        case .failed, .notReady, .unexpected: .failed
        case .interrupted: .interrupted
        }
    }
}
