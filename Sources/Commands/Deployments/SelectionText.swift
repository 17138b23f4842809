import Providers

/// What selection made of a provider, as a person reads it.
enum SelectionText {
    static func line(_ candidate: ProviderSelection.Candidate) -> String {
        let there = candidate.isInstalled ? ", installed" : ""
        guard let score = candidate.score else { return "  not \(candidate.name): \(candidate.reason)" }
        return "  \(candidate.name) could\(there), score \(score): \(candidate.reason)"
    }
}
