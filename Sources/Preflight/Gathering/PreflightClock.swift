/// Tells how long something took, and waits.
public struct PreflightClock: Sendable {
    /// Since some fixed point.
    var now: @Sendable () -> Duration

    public init(now: @escaping @Sendable () -> Duration) { self.now = now }

    public static let continuous: PreflightClock = {
        let start = ContinuousClock.now
        return PreflightClock { ContinuousClock.now - start }
    }()
}
