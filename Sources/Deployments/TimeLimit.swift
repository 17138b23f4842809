/// Time was up; never a cancellation.
struct TimeoutError: Error {}

extension DeploymentEngine {
    /// Runs `work` for at most `limit`; the work has stopped when this returns or throws.
    func withTimeout<T: Sendable>(
        _ limit: Duration, _ work: @escaping @Sendable () async throws -> T
    ) async throws -> T {
        try await withThrowingTaskGroup(of: T?.self) { group in
            group.addTask { try await work() }
            group.addTask {
                try await self.clock.sleep(for: limit)
                return nil
            }
            defer { group.cancelAll() }
            guard let first = try await group.next(), let result = first else { throw TimeoutError() }
            return result
        }
    }
}
