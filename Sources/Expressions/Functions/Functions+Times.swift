import Formats

extension Functions {
    static let times: [Overload] =
        [
            .function("timestamp", .timestamp, to: .timestamp) { (values, _) throws(Fault) in values[0] },
            .function("timestamp", .string, to: .timestamp) { (values, context) throws(Fault) in
                .timestamp(try Timestamp(try values.text(0, &context)))
            },
            .function("timestamp", .int, to: .timestamp) { (values, _) throws(Fault) in
                .timestamp(try Timestamp(seconds: try values.int(0)))
            },
            .function("duration", .duration, to: .duration) { (values, _) throws(Fault) in values[0] },
            .function("duration", .string, to: .duration) { (values, context) throws(Fault) in
                .duration(try TimeSpan(try values.text(0, &context, times: 2)))
            },
            span("getHours") { $0 / (3600 * TimeSpan.second) },
            span("getMinutes") { $0 / (60 * TimeSpan.second) },
            span("getSeconds") { $0 / TimeSpan.second },
            // The part below a second, as cel-spec has it.
            span("getMilliseconds") { $0 / 1_000_000 % 1000 },
        ]
        + part("getFullYear") { date, _ in date.year } + part("getMonth") { date, _ in date.month - 1 }
        + part("getDate") { date, _ in date.day } + part("getDayOfMonth") { date, _ in date.day - 1 }
        + part("getDayOfWeek") { date, _ in date.dayOfWeek } + part("getDayOfYear") { date, _ in date.dayOfYear }
        + part("getHours") { date, _ in date.hour } + part("getMinutes") { date, _ in date.minute }
        + part("getSeconds") { date, _ in date.second }
        + part("getMilliseconds") { _, nanoseconds in nanoseconds / 1_000_000 }

    private static func span(_ name: String, _ read: @escaping @Sendable (Int128) -> Int128) -> Overload {
        .method(name, .duration, to: .int) { (values, _) throws(Fault) in
            .int(Int64(clamping: read(try values.duration(0).nanoseconds)))
        }
    }

    /// The same part in UTC, and in the zone that an argument names.
    private static func part(_ name: String, _ read: @escaping @Sendable (CivilTime, Int) -> Int) -> [Overload] {
        [
            .method(name, .timestamp, to: .int) { (values, _) throws(Fault) in
                let time = try values.timestamp(0)
                return .int(Int64(read(CivilTime(secondsSince1970: time.seconds), time.nanoseconds)))
            },
            .method(name, .timestamp, .string, to: .int) { (values, context) throws(Fault) in
                let time = try values.timestamp(0)
                let offset = try zoneOffset(try values.text(1, &context), at: time.seconds, &context)
                return .int(Int64(read(CivilTime(secondsSince1970: time.seconds + Int64(offset)), time.nanoseconds)))
            },
        ]
    }

    /// Seconds east of UTC, in a zone by its offset or its name.
    private static func zoneOffset(
        _ zone: String, at seconds: Int64, _ context: inout Context
    ) throws(Fault) -> Int {
        if ["", "UTC", "Z"].contains(zone) { return 0 }
        let isNegative = zone.hasPrefix("-")
        let parts = (isNegative || zone.hasPrefix("+") ? zone.dropFirst() : zone[...]).split(
            separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2,
            parts.allSatisfy({ (1...2).contains($0.utf8.count) && $0.utf8.allSatisfy(Lexer.isDigit) }),
            let hours = Int(parts[0]), let minutes = Int(parts[1]), hours < 24, minutes < 60
        else { return try context.zone(zone).offset(at: seconds) }
        return (hours * 60 + minutes) * (isNegative ? -60 : 60)
    }
}
