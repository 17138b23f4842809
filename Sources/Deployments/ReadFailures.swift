import Kubernetes

/// Which failures to read end a wait, and which of the others are said.
///
/// A failure that may pass by itself is said once, until a read succeeds again.
struct ReadFailures: Sendable {
    enum Verdict: Equatable {
        /// The wait is over: waiting does not cure this.
        case ends
        case news(String)
        case known
    }

    /// Why the cluster cannot be read at the moment; nil after a read that succeeded.
    private(set) var current: String?

    mutating func failed(_ error: any Error) -> Verdict {
        guard let error = error as? KubernetesError, error.isTransient else { return .ends }
        defer { current = error.description }
        return current == nil ? .news(error.description) : .known
    }

    /// - Returns: whether that is news.
    mutating func succeeded() -> Bool {
        defer { current = nil }
        return current != nil
    }
}
