/// How a run ended, the same in every output format.
public enum ExitStatus: Int32, Sendable, CaseIterable {
    case done = 0
    /// A check failed, or what was asked for did not become ready.
    case failed = 1
    /// Bad usage or bad input; nothing was changed.
    case usage = 2
    /// Not to be decided: unreachable, forbidden, unknown.
    case undecided = 3
    /// Stopped part-way; run again to resume.
    case incomplete = 4
    /// Another live run holds what this one needs.
    case busy = 5
    case interrupted = 130
}
