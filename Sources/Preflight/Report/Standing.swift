/// What a result is worth for the whole.
public enum Standing: String, Sendable, Hashable, CaseIterable {
    case passed
    /// Worth reading; it fails nothing.
    case warned
    case failed
    /// It could not be judged, which leaves the whole undecided.
    case undecided
    case skipped
}

extension PreflightReport {
    /// How every report shows a result, in agreement with the outcome.
    public func standing(of result: CheckResult) -> Standing {
        if isFailure(result) { return .failed }
        return switch result.verdict {
        case .pass: .passed
        case .skipped: .skipped
        case .fail: .failed
        case .warn: .warned
        case .unknown: .undecided
        }
    }

    /// How many results have the standing.
    public func count(_ standing: Standing) -> Int { results.count { self.standing(of: $0) == standing } }
}
