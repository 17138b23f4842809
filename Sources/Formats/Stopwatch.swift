/// Measures time on an injected clock.
public struct Stopwatch: Sendable {
    private let elapsed: @Sendable () -> Duration

    /// Starts at once.
    public init(_ clock: any Clock<Duration>) { elapsed = Self.started(clock) }

    /// Since it was started.
    public var time: Duration { elapsed() }

    private static func started<C: Clock<Duration>>(_ clock: C) -> @Sendable () -> Duration {
        let start = clock.now
        return { start.duration(to: clock.now) }
    }
}
