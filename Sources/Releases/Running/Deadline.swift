/// The time that a piece of work has.
struct Deadline: Sendable {
    let limit: Duration
    private let elapsed: @Sendable () -> Duration
    let clock: any Clock<Duration>

    init(_ limit: Duration, clock: any Clock<Duration>) {
        self.limit = limit
        self.clock = clock
        elapsed = Self.stopwatch(clock)
    }

    var left: Duration { limit - elapsed() }
    var isOver: Bool { left <= .zero }
    /// Since the work began.
    var passed: Duration { elapsed() }

    /// Sleeps, though not past the end.
    func sleep(_ duration: Duration) async throws {
        try await clock.sleep(for: max(.milliseconds(1), min(duration, left)))
    }

    /// Tells the time since it was made.
    static func stopwatch<C: Clock<Duration>>(_ clock: C) -> @Sendable () -> Duration {
        let start = clock.now
        return { start.duration(to: clock.now) }
    }
}
