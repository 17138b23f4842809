/// What became of one check.
public enum Verdict: Sendable, Hashable {
    case pass
    case warn
    case fail
    /// It was not judged, and need not be.
    case skipped(String)
    /// It could not be judged: a read was forbidden, timed out or failed. Never taken for absence.
    case unknown(String)

    public var name: String {
        switch self {
        case .pass: "pass"
        case .warn: "warn"
        case .fail: "fail"
        case .skipped: "skipped"
        case .unknown: "unknown"
        }
    }

    /// Why it was skipped or is unknown.
    public var reason: String? {
        switch self {
        case .skipped(let reason), .unknown(let reason): reason
        case .pass, .warn, .fail: nil
        }
    }
}
