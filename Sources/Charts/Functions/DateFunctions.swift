import GoTemplate

/// Sprig's functions of dates.
/// A function without `must` in its name drops the error of what it cannot read, as Sprig's do.
enum DateFunctions {
    static func add(to functions: inout TemplateFunctions, _ environment: FunctionEnvironment) {
        let clock = Clock(environment)
        functions.add("now") { _ in .object(clock.now()) }
        functions.add("date", [.string, .any]) { .string(clock.text($0.string(0), $0[1], "Local")) }
        functions.add("htmlDate", [.any]) { .string(clock.text("2006-01-02", $0[0], "Local")) }
        functions.add("htmlDateInZone", [.any, .string]) { .string(clock.text("2006-01-02", $0[0], $0.string(1))) }
        for name in ["dateInZone", "date_in_zone"] {
            functions.add(name, [.string, .any, .string]) { .string(clock.text($0.string(0), $0[1], $0.string(2))) }
        }
        for name in ["dateModify", "date_modify"] {
            functions.add(name, [.string, GoTime.type]) { arguments in
                // As Sprig: what is not a duration changes nothing.
                guard let duration = try? GoDuration.parse(arguments.string(0)) else { return arguments[1] }
                return .object(try time(arguments[1]).adding(duration))
            }
        }
        for name in ["mustDateModify", "must_date_modify"] {
            functions.add(name, [.string, GoTime.type]) {
                .object(try time($0[1]).adding(try GoDuration.parse($0.string(0))))
            }
        }
        functions.add("toDate", [.string, .string]) { arguments in
            // As Sprig: what is not a date is the zero time.
            let parsed = try? TimeLayout.parse(arguments.bytes(1), arguments.string(0), zone: clock.zone("Local"))
            return .object(parsed ?? GoTime(seconds: GoTime.zero, zone: .utc))
        }
        functions.add("mustToDate", [.string, .string]) {
            .object(try TimeLayout.parse($0.bytes(1), $0.string(0), zone: clock.zone("Local")))
        }
        functions.add("unixEpoch", [GoTime.type]) { .string(String(try time($0[0]).seconds)) }
        functions.add("ago", [.any]) { arguments in
            let age = clock.now().since(clock.time(arguments[0]))
            return .string(GoDuration.text(GoDuration.rounded(age, 1_000_000_000)))
        }
        functions.add("duration", [.any]) { arguments in
            let seconds: Int64 =
                switch arguments[0] {
                case .string(let text): GoNumber.integer(text, base: 10) ?? 0
                case .int64(let number): number
                default: 0
                }
            return .string(GoDuration.text(seconds &* 1_000_000_000))
        }
        functions.add("durationRound", [.any]) { .string(roundedAge($0[0], clock)) }
    }

    private static func time(_ value: TemplateValue) throws(TemplateError) -> GoTime {
        guard case .object(let object) = value, let time = object as? GoTime else { throw .nilDereference }
        return time
    }

    /// The greatest unit of a duration, for example `3d`.
    private static func roundedAge(_ value: TemplateValue, _ clock: Clock) -> String {
        var duration: Int64 = 0
        switch value {
        // As Sprig: what is not a duration is 0.
        case .string(let text): duration = (try? GoDuration.parse(text)) ?? 0
        case .int64(let number): duration = number
        case .object(let object): if let time = object as? GoTime { duration = clock.now().since(time) }
        default: break
        }
        let hour: UInt64 = 3_600_000_000_000
        let units: [(UInt64, String)] = [
            (hour * 24 * 365, "y"), (hour * 24 * 30, "mo"), (hour * 24, "d"), (hour, "h"), (hour / 60, "m"),
            (hour / 3600, "s"),
        ]
        for (unit, name) in units where duration.magnitude > unit { return "\(duration.magnitude / unit)\(name)" }
        return "0s"
    }

    /// The time and the zones that an execution knows.
    private final class Clock {
        private let environment: FunctionEnvironment
        private var zones: [String: TimeZoneTable?] = [:]

        init(_ environment: FunctionEnvironment) { self.environment = environment }

        func now() -> GoTime {
            let (seconds, nanoseconds) = environment.now()
            return GoTime(seconds: seconds, nanoseconds: nanoseconds, zone: zone("Local"))
        }

        /// The zone of that name, or UTC.
        func zone(_ name: String) -> TimeZoneTable {
            if let known = zones[name] { return known ?? .utc }
            let table = TimeZoneTable(named: name == "Local" ? environment.localZone() : name)
            zones[name] = .some(table)
            return table ?? .utc
        }

        /// A time, or a number of seconds since 1970; anything else is now.
        func time(_ value: TemplateValue) -> GoTime {
            switch value {
            case .object(let object): return object as? GoTime ?? now()
            case .int(let seconds): return GoTime(seconds: Int64(seconds), zone: zone("Local"))
            case .int64(let seconds): return GoTime(seconds: seconds, zone: zone("Local"))
            case .integer(let number) where number.kind == .int32:
                return GoTime(seconds: number.bits, zone: zone("Local"))
            default: return now()
            }
        }

        func text(_ layout: String, _ value: TemplateValue, _ zoneName: String) -> String {
            let time = time(value)
            let shown = GoTime(seconds: time.seconds, nanoseconds: time.nanoseconds, zone: zone(zoneName))
            return TimeLayout.format(shown, layout)
        }
    }
}
