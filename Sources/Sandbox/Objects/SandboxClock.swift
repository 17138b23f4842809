/// The sandbox's time: how far the simulated world has come, and what the objects' timestamps say.
public protocol SandboxClock: Sendable {
    /// Simulated time since the sandbox started.
    var elapsed: Duration { get }
    /// What goes into `creationTimestamp` and the like.
    var date: Timestamp { get }
    /// Returns when `elapsed` has reached the instant, or throws `CancellationError`.
    func sleep(until instant: Duration) async throws
}

/// Simulated time runs faster than the machine's clock by a factor; timestamps stay those of the machine's clock.
public struct ScaledClock: SandboxClock {
    private let start = ContinuousClock.now
    private let speed: Double

    /// - Parameter speed: simulated seconds in one real second.
    public init(speed: Double) { self.speed = max(speed, 0.001) }

    /// A simulated second takes four milliseconds: for tests and rehearsals.
    public static var fast: ScaledClock { ScaledClock(speed: 250) }
    /// Simulated waiting takes as long as it would.
    public static var real: ScaledClock { ScaledClock(speed: 1) }

    public var elapsed: Duration { (ContinuousClock.now - start) * speed }
    public var date: Timestamp { .now() }

    public func sleep(until instant: Duration) async throws {
        let rest = (instant - elapsed) / speed
        if rest > .zero { try await Task.sleep(for: rest) }
    }
}
