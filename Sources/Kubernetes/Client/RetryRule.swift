import HTTP

/// Decides whether and when a failed attempt is repeated; mirrors what client-go and kapp repeat.
struct RetryRule: Sendable {
    var attempts = Limits.requestAttempts
    var firstPause: Duration = .milliseconds(250)
    var longestPause = Limits.retryPause

    /// - Parameters:
    ///   - attempt: counts from 1.
    ///   - random: between 0 and 1.
    /// - Returns: the pause before the next attempt, or nil to give up.
    func pause(after error: KubernetesError, attempt: Int, isIdempotent: Bool, random: Double) -> Duration? {
        guard attempt < attempts, isWorthRepeating(error, isIdempotent: isIdempotent) else { return nil }
        let spread = firstPause * (1 << min(attempt - 1, 10)) * (0.75 + random / 2)
        return min(max(spread, error.retryAfter ?? .zero), longestPause)
    }

    private func isWorthRepeating(_ error: KubernetesError, isIdempotent: Bool) -> Bool {
        switch error.code {
        case .tooManyRequests:
            // The server turned it away unread; without Retry-After it may be an eviction that a budget forbids.
            return error.retryAfter != nil || isIdempotent
        case .unavailable, .serverError, .timeout:
            guard error.httpStatus != nil else { return false }
            if error.httpStatus == 500, !Self.isPassing(error.message) { return false }
            return isIdempotent || (error.retryAfter != nil && error.code == .unavailable)
        case .unreachable:
            guard isIdempotent, let cause = error.underlying as? HTTPError else { return false }
            return cause.code == .connectionReset || cause.code == .bodyCut
        default:
            return false
        }
    }

    /// etcd electing a leader, or an API server losing it for a moment.
    private static func isPassing(_ message: String) -> Bool {
        ["etcdserver: leader changed", "etcdserver: request timed out", "etcdserver: no leader", "code = Unavailable"]
            .contains { message.contains($0) }
    }
}
