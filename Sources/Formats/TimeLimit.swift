/// Time was up; never a cancellation.
public struct TimeoutError: Error, CustomStringConvertible {
    public var limit: Duration
    public var description: String { "no answer within \(limit.limitText)" }
}

/// Runs `work` for at most `limit`; the work has stopped when this returns or throws.
///
/// - Throws: `TimeoutError` when the limit has passed first, and what the work throws.
public func withTimeout<Result: Sendable>(
    _ limit: Duration, clock: any Clock<Duration>, _ work: @escaping @Sendable () async throws -> Result
) async throws -> Result {
    try await withThrowingTaskGroup(of: Result?.self) { group in
        group.addTask { try await work() }
        group.addTask {
            try await clock.sleep(for: limit)
            return nil
        }
        defer { group.cancelAll() }
        guard let first = try await group.next(), let result = first else { throw TimeoutError(limit: limit) }
        return result
    }
}
