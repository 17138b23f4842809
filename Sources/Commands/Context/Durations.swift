import ArgumentParser

/// A duration as Go and Helm write it: `90s`, `5m30s`, `1h`, `500ms`; a bare number is seconds.
struct DurationArgument: ExpressibleByArgument {
    let duration: Duration
    private let text: String

    init?(argument: String) {
        guard let duration = Self.parse(argument) else { return nil }
        self.duration = duration
        text = argument
    }

    /// A default that help shows, such as `10m`.
    static func minutes(_ count: Int) -> DurationArgument {
        DurationArgument(duration: .seconds(60 * count), text: "\(count)m")
    }

    private init(duration: Duration, text: String) {
        self.duration = duration
        self.text = text
    }

    var defaultValueDescription: String { text }

    private static let units: [(String, Double)] = [("ms", 0.001), ("h", 3600), ("m", 60), ("s", 1)]

    private static func parse(_ text: String) -> Duration? {
        if let seconds = Int64(text), seconds >= 0, seconds <= 31_536_000 { return .seconds(seconds) }
        var rest = Substring(text)
        var total = 0.0
        guard !rest.isEmpty else { return nil }
        while !rest.isEmpty {
            let digits = rest.prefix { $0.isNumber || $0 == "." }
            guard let number = Double(digits), number >= 0 else { return nil }
            rest = rest.dropFirst(digits.count)
            guard let (unit, factor) = units.first(where: { rest.hasPrefix($0.0) }) else { return nil }
            rest = rest.dropFirst(unit.count)
            total += number * factor
        }
        return total <= 31_536_000 ? .milliseconds(Int64(total * 1000)) : nil
    }
}

/// How long at most something may take: no time at all would end it before it begins.
struct TimeoutArgument: ExpressibleByArgument {
    let duration: Duration
    private let argument: DurationArgument

    init?(argument: String) {
        guard let parsed = DurationArgument(argument: argument), parsed.duration > .zero else { return nil }
        self.init(parsed)
    }

    /// A default that help shows, such as `10m`.
    static func minutes(_ count: Int) -> TimeoutArgument { TimeoutArgument(.minutes(count)) }

    private init(_ argument: DurationArgument) {
        duration = argument.duration
        self.argument = argument
    }

    var defaultValueDescription: String { argument.defaultValueDescription }
}
