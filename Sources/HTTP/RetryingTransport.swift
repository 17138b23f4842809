#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Repeats requests that failed in passing, with pauses that grow and vary.
///
/// Only safe methods are repeated, and requests whose `isRetryable` says so. Nothing is repeated once a response has
/// been handed over, so no byte of a body is ever seen twice. When attempts run out, the last answer or error is handed on.
public struct RetryingTransport: HTTPTransport {
    private let inner: any HTTPTransport
    private let policy: RetryPolicy
    private let clock: any Clock<Duration>
    private let now: @Sendable () -> Int64
    private let random: @Sendable () -> Double

    /// - Parameters:
    ///   - clock: sleeps through the pauses.
    ///   - now: seconds since 1970, for dates in Retry-After; nil takes the system's.
    ///   - random: at least 0, less than 1.
    public init(
        _ inner: any HTTPTransport, policy: RetryPolicy = RetryPolicy(), clock: any Clock<Duration> = ContinuousClock(),
        now: (@Sendable () -> Int64)? = nil,
        random: @escaping @Sendable () -> Double = { Double.random(in: 0..<1) }
    ) {
        self.inner = inner
        self.policy = policy
        self.clock = clock
        self.now = now ?? { Int64(time(nil)) }
        self.random = random
    }

    public func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        guard request.mayRepeat else { return try await inner.send(request) }
        var attempts = 0
        while true {
            let pause: Duration
            attempts += 1
            do {
                let response = try await inner.send(request)
                let wanted = policy.pause(
                    afterStatus: response.status, retryAfter: response.headers["Retry-After"], attempts: attempts,
                    now: now(), random: random())
                guard let wanted else { return response }
                try await response.body.drain()
                pause = wanted
            } catch let error as HTTPError {
                guard let wanted = policy.pause(after: error, attempts: attempts, random: random()) else { throw error }
                pause = wanted
            }
            try await clock.sleep(for: pause)
        }
    }
}
