import Providers

/// What selection made of a provider, as a person reads it.
enum SelectionText {
    static func line(_ candidate: ProviderSelection.Candidate) -> String {
        guard let score = candidate.score else { return "  not \(candidate.name): \(candidate.reason)" }
        let reason = [candidate.standing, candidate.reason].compactMap(\.self).joined(separator: ", and ")
        return "  \(candidate.name) could, score \(score): \(reason)"
    }
}
