/// Tells how long something took, and waits.
public struct PreflightClock: Sendable {
    /// Since some fixed point.
    var now: @Sendable () -> Duration
    var sleep: @Sendable (Duration) async throws -> Void

    public init(
        now: @escaping @Sendable () -> Duration, sleep: @escaping @Sendable (Duration) async throws -> Void
    ) {
        self.now = now
        self.sleep = sleep
    }

    public static let continuous: PreflightClock = {
        let start = ContinuousClock.now
        return PreflightClock {
            ContinuousClock.now - start
        } sleep: {
            try await Task.sleep(for: $0)
        }
    }()
}
