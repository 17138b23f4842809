/// A clock on which a second takes a tenth of one: waits are short, and a busy machine still has time to write.
struct FastClock: Clock {
    static let factor = 10

    struct Instant: InstantProtocol {
        var offset: Duration
        func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }
        func duration(to other: Instant) -> Duration { other.offset - offset }
        static func < (left: Instant, right: Instant) -> Bool { left.offset < right.offset }
    }

    private let start = ContinuousClock.now

    var now: Instant { Instant(offset: (ContinuousClock.now - start) * Self.factor) }
    var minimumResolution: Duration { .milliseconds(1) }

    func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        try await Task.sleep(for: now.duration(to: deadline) / Self.factor)
    }
}
