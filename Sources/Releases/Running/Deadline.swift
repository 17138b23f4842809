import Formats

/// The time that a piece of work has.
struct Deadline: Sendable {
    let limit: Duration
    /// How long nothing at all may change while something is waited for; nil means as long as there is time.
    let idle: Duration?
    private let stopwatch: Stopwatch
    let clock: any Clock<Duration>

    init(_ limit: Duration, idle: Duration? = nil, clock: any Clock<Duration>) {
        self.limit = limit
        self.idle = idle
        self.clock = clock
        stopwatch = Stopwatch(clock)
    }

    var left: Duration { limit - stopwatch.time }
    var isOver: Bool { left <= .zero }
    /// Since the work began.
    var passed: Duration { stopwatch.time }

    /// Sleeps, though not past the end.
    func sleep(_ duration: Duration) async throws {
        try await clock.sleep(for: max(.milliseconds(1), min(duration, left)))
    }
}
