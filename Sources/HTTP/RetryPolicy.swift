/// Which failed attempts are repeated, and after what pause; no I/O and no clock.
public struct RetryPolicy: Sendable, Hashable {
    /// Attempts in all, the first included.
    public var maxAttempts: Int
    /// The pause before attempt n is drawn evenly from zero to `base` times 2 to the n-2, at most `longest`.
    public var base: Duration
    public var longest: Duration
    /// A server that asks for a longer pause gets none: its answer is handed on.
    public var longestRetryAfter: Duration

    public init(
        maxAttempts: Int = HTTPLimits.attempts, base: Duration = HTTPLimits.retryPause,
        longest: Duration = HTTPLimits.longestRetryPause, longestRetryAfter: Duration = HTTPLimits.longestRetryAfter
    ) {
        self.maxAttempts = maxAttempts
        self.base = base
        self.longest = longest
        self.longestRetryAfter = longestRetryAfter
    }

    /// The pause before the next attempt, or nil when `status` is to be handed on.
    ///
    /// 429 and 503 are repeated, other statuses of 500 and more only when they come with Retry-After.
    /// - Parameters:
    ///   - attempts: attempts made so far.
    ///   - retryAfter: the header's value: seconds, or a date.
    ///   - now: seconds since 1970.
    ///   - random: at least 0, less than 1.
    public func pause(
        afterStatus status: Int, retryAfter: String?, attempts: Int, now: Int64, random: Double
    ) -> Duration? {
        let asked = retryAfter.flatMap { Self.seconds($0, now: now) }
        guard status == 429 || status == 503 || (status >= 500 && asked != nil), attempts < maxAttempts else {
            return nil
        }
        let drawn = backoff(attempts: attempts, random: random)
        guard let asked else { return drawn }
        // Rather later than asked: everyone who was turned away is asked to come back at the same moment.
        return asked <= longestRetryAfter ? asked + drawn : nil
    }

    /// The pause before the next attempt, or nil when `error` is final.
    ///
    /// Repeated are refused, lost and timed out connections; also HTTP/2 streams that the server turned away, which
    /// arrive as lost connections. A look-up that failed, TLS and timeouts of a standing connection are final.
    public func pause(after error: HTTPError, attempts: Int, random: Double) -> Duration? {
        guard attempts < maxAttempts else { return nil }
        switch error.code {
        case .connectionRefused, .connectionReset, .connectTimedOut: return backoff(attempts: attempts, random: random)
        default: return nil
        }
    }

    private func backoff(attempts: Int, random: Double) -> Duration {
        var cap = base
        for _ in 1..<max(attempts, 1) where cap < longest { cap = cap * 2 }
        return min(cap, longest) * min(max(random, 0), 1)
    }

    private static func seconds(_ text: String, now: Int64) -> Duration? {
        let text = text.filter { $0 != "\t" }
        if text.utf8.allSatisfy({ (48...57).contains($0) || $0 == 32 }), let number = Int64(text.filter { $0 != " " }) {
            return .seconds(min(number, HTTPLimits.readRetryAfterSeconds))
        }
        return HTTPDate.seconds(text).map { .seconds(max($0 - now, 0)) }
    }
}
