/// When a fact was gathered, counted from when gathering began; in whole microseconds.
public struct FactTime: Sendable, Hashable {
    public var start: Duration
    public var end: Duration

    public init(_ start: Duration, _ end: Duration) {
        self.start = .microseconds(start.inMicroseconds)
        self.end = .microseconds(end.inMicroseconds)
    }

    /// How long somebody waits for several: what was gathered at the same time counts once.
    static func total(_ times: [FactTime]) -> Duration {
        var total = Duration.zero
        var until = Duration.zero
        for time in times.sorted(by: { $0.start < $1.start }) where time.end > until {
            total += time.end - max(time.start, until)
            until = time.end
        }
        return total
    }
}

extension Duration {
    /// Rounded down.
    var inMicroseconds: Int64 { components.seconds * 1_000_000 + components.attoseconds / 1_000_000_000_000 }
}
