/// Measures time on an injected clock.
public struct Stopwatch: Sendable {
    private let elapsed: @Sendable () -> Duration

    /// Starts at once.
    public init(_ clock: any Clock<Duration>) { elapsed = Self.started(clock) }

    public var time: Duration { elapsed() }

    private static func started<C: Clock<Duration>>(_ clock: C) -> @Sendable () -> Duration {
        let start = clock.now
        return { start.duration(to: clock.now) }
    }
}

/// A limit of time was reached; never a cancellation.
public struct TimeIsUp: Error, Sendable {}

/// Runs `work` for at most `limit`; it has stopped when this returns or throws.
///
/// - Throws: `TimeIsUp`, or what `work` throws.
public func withTimeLimit<Result: Sendable>(
    _ limit: Duration, clock: any Clock<Duration>, _ work: @escaping @Sendable () async throws -> Result
) async throws -> Result {
    try await withThrowingTaskGroup(of: Result?.self) { group in
        group.addTask { try await work() }
        group.addTask {
            try await clock.sleep(for: limit)
            return nil
        }
        defer { group.cancelAll() }
        guard let first = try await group.next(), let result = first else { throw TimeIsUp() }
        return result
    }
}
