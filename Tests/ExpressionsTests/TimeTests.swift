import Expressions
import Testing
import Value

@Suite struct TimeTests {
    static let durations: [EvaluationCase] = [
        EvaluationCase("duration('1h2m3s4ms5us6ns')", is: .duration(seconds: 3723, nanoseconds: 4_005_006)),
        EvaluationCase("duration('1µs') + duration('1μs')", is: .duration(seconds: 0, nanoseconds: 2000)),
        EvaluationCase("duration('-1.5h')", is: .duration(seconds: -5400, nanoseconds: 0)),
        EvaluationCase("duration('+1s')", is: .duration(seconds: 1, nanoseconds: 0)),
        EvaluationCase("duration('0')", is: .duration(seconds: 0, nanoseconds: 0)),
        EvaluationCase("duration('-0')", is: .duration(seconds: 0, nanoseconds: 0)),
        EvaluationCase("duration('.5s')", is: .duration(seconds: 0, nanoseconds: 500_000_000)),
        EvaluationCase("duration('1.s')", is: .duration(seconds: 1, nanoseconds: 0)),
        EvaluationCase("duration('1.0000000009s')", is: .duration(seconds: 1, nanoseconds: 0)),
        EvaluationCase("duration('1s1s')", is: .duration(seconds: 2, nanoseconds: 0)),
        EvaluationCase("duration('315576000000s')", is: .duration(seconds: 315_576_000_000, nanoseconds: 0)),
        EvaluationCase("duration('-315576000000s')", is: .duration(seconds: -315_576_000_000, nanoseconds: 0)),
        EvaluationCase("duration('315576000001s')", fails: .overflow),
        EvaluationCase("duration('-315576000000.000000001s')", fails: .overflow),
        EvaluationCase("duration('99999999999999999h')", fails: .overflow),
        EvaluationCase("duration('9999999999999999999h')", fails: .invalidArgument),
        EvaluationCase("duration('')", fails: .invalidArgument),
        EvaluationCase("duration('1')", fails: .invalidArgument),
        EvaluationCase("duration('s')", fails: .invalidArgument),
        EvaluationCase("duration('.s')", fails: .invalidArgument),
        EvaluationCase("duration('1 s')", fails: .invalidArgument),
        EvaluationCase("duration('1S')", fails: .invalidArgument),
        EvaluationCase("duration('1d')", fails: .invalidArgument),
        EvaluationCase("duration('1h-1m')", fails: .invalidArgument),
        EvaluationCase("duration('--1s')", fails: .invalidArgument),
        EvaluationCase("duration('١s')", fails: .invalidArgument),
        EvaluationCase("duration('90m').getHours()", 1),
        EvaluationCase("duration('-90m').getHours()", -1),
        EvaluationCase("duration('90s').getMinutes()", 1),
        EvaluationCase("duration('1m30.9s').getSeconds()", 90),
        EvaluationCase("duration('1m30.9s').getMilliseconds()", 900),
        EvaluationCase("duration('-1.5s').getMilliseconds()", -500),
        EvaluationCase("duration('1s').getFullYear()", fails: .noSuchOverload),
        EvaluationCase("duration('1s').getHours('UTC')", fails: .noSuchOverload),
    ]

    static let timestamps: [EvaluationCase] = [
        EvaluationCase("timestamp('1970-01-01T00:00:00Z')", is: .timestamp(seconds: 0, nanoseconds: 0)),
        EvaluationCase("timestamp('1970-01-01t00:00:00z')", is: .timestamp(seconds: 0, nanoseconds: 0)),
        EvaluationCase("timestamp('1969-12-31T23:59:59.5Z')", is: .timestamp(seconds: -1, nanoseconds: 500_000_000)),
        EvaluationCase(
            "timestamp('2024-02-29T12:00:00+05:30')", is: .timestamp(seconds: 1_709_188_200, nanoseconds: 0)),
        EvaluationCase(
            "timestamp('2024-02-29T12:00:00-00:00')", is: .timestamp(seconds: 1_709_208_000, nanoseconds: 0)),
        EvaluationCase(
            "timestamp('2024-01-01T00:00:00.123456789123Z')",
            is: .timestamp(seconds: 1_704_067_200, nanoseconds: 123_456_789)),
        EvaluationCase("timestamp('0001-01-01T00:00:00Z')", is: .timestamp(seconds: -62_135_596_800, nanoseconds: 0)),
        EvaluationCase(
            "timestamp('9999-12-31T23:59:59.999999999Z')",
            is: .timestamp(seconds: 253_402_300_799, nanoseconds: 999_999_999)),
        EvaluationCase("timestamp('0001-01-01T00:00:00+00:01')", fails: .overflow),
        EvaluationCase("timestamp('9999-12-31T23:59:59-00:01')", fails: .overflow),
        EvaluationCase("timestamp('0000-12-31T23:59:59Z')", fails: .overflow),
        EvaluationCase("timestamp(253402300800)", fails: .overflow),
        EvaluationCase("timestamp(-62135596801)", fails: .overflow),
        EvaluationCase("timestamp(9223372036854775807)", fails: .overflow),
        EvaluationCase("timestamp('')", fails: .invalidArgument),
        EvaluationCase("timestamp('2024-01-01')", fails: .invalidArgument),
        EvaluationCase("timestamp('2024-01-01 00:00:00Z')", fails: .invalidArgument),
        EvaluationCase("timestamp('2024-01-01T00:00Z')", fails: .invalidArgument),
        EvaluationCase("timestamp('2024-01-01T00:00:00')", fails: .invalidArgument),
        EvaluationCase("timestamp('2024-01-01T00:00:00.Z')", fails: .invalidArgument),
        EvaluationCase("timestamp('2024-01-01T24:00:00Z')", fails: .invalidArgument),
        EvaluationCase("timestamp('2024-01-01T00:60:00Z')", fails: .invalidArgument),
        EvaluationCase("timestamp('2024-01-01T00:00:60Z')", fails: .invalidArgument),
        EvaluationCase("timestamp('2023-02-29T00:00:00Z')", fails: .invalidArgument),
        EvaluationCase("timestamp('2024-04-31T00:00:00Z')", fails: .invalidArgument),
        EvaluationCase("timestamp('2024-00-01T00:00:00Z')", fails: .invalidArgument),
        EvaluationCase("timestamp('2024-13-01T00:00:00Z')", fails: .invalidArgument),
        EvaluationCase("timestamp('2024-01-00T00:00:00Z')", fails: .invalidArgument),
        EvaluationCase("timestamp('2024-01-01T00:00:00+24:00')", fails: .invalidArgument),
        EvaluationCase("timestamp('2024-01-01T00:00:00+0100')", fails: .invalidArgument),
        EvaluationCase("timestamp('2024-01-01T00:00:00Z ')", fails: .invalidArgument),
        EvaluationCase("timestamp('+2024-01-01T00:00:00Z')", fails: .invalidArgument),
        EvaluationCase("timestamp('12024-01-01T00:00:00Z')", fails: .invalidArgument),
    ]

    /// A Thursday, the 60th day of a leap year.
    static let parts: [(String, Int64)] = [
        ("getFullYear()", 2024), ("getMonth()", 1), ("getDate()", 29), ("getDayOfMonth()", 28), ("getDayOfWeek()", 4),
        ("getDayOfYear()", 59), ("getHours()", 23), ("getMinutes()", 45), ("getSeconds()", 7),
        ("getMilliseconds()", 89), ("getFullYear('UTC')", 2024), ("getHours('UTC')", 23), ("getHours('')", 23),
        ("getHours('Z')", 23), ("getHours('+00:00')", 23), ("getHours('+01:00')", 0), ("getHours('01:00')", 0),
        ("getHours('-01:00')", 22), ("getDate('+00:15')", 1), ("getDate('+00:14')", 29), ("getMonth('+01:00')", 2),
        ("getDayOfMonth('+01:00')", 0), ("getDayOfWeek('+01:00')", 5), ("getDayOfYear('+01:00')", 60),
        ("getMinutes('+00:30')", 15), ("getMinutes('-00:46')", 59), ("getSeconds('+05:45')", 7),
        ("getMilliseconds('+05:45')", 89), ("getFullYear('+23:59')", 2024), ("getHours('-23:59')", 23),
        ("getDate('-23:59')", 28), ("getHours('+2:30')", 2), ("getHours('1:5')", 0),
    ]

    @Test(arguments: parts) func partsOfATime(_ call: String, _ value: Int64) throws {
        let source = "timestamp('2024-02-29T23:45:07.089Z').\(call)"
        #expect(try Expression(source).evaluate([String: Value]()) == .integer(value))
    }

    @Test(
        arguments: [
            "+24:00", "+01:60", "+01", "01:00:00", ":", "+:", "+a:00", "++1:00", "+-1:00", "+100:00", "+01:000", " UTC",
            "utc ", "GMT+", "../UTC", "/etc/localtime", "a b", "Europe/../UTC", "", "é",
        ].filter { !$0.isEmpty }) func wrongZonesAreErrors(_ zone: String) throws
    {
        let error = #expect(throws: ExpressionError.self) {
            try Expression("timestamp(0).getHours(z)").evaluate(["z": .string(zone)])
        }
        #expect(error?.code == .invalidArgument)
        #expect(error?.message.contains("'+02:00'") == true, "a next step")
    }

    /// The calendar, by the days around every month's end of years of all kinds.
    @Test(arguments: [1, 4, 100, 400, 1600, 1700, 1900, 1970, 2000, 2023, 2024, 2100, 9999])
    func daysFollowEachOther(_ year: Int) throws {
        let text = String(repeating: "0", count: 4 - "\(year)".count) + "\(year)"
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        var day: Int64 = 0
        for (month, days) in [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31].enumerated() {
            let name = (month < 9 ? "0" : "") + "\(month + 1)"
            for date in [1, days] {
                let time = "timestamp('\(text)-\(name)-\(date < 10 ? "0" : "")\(date)T12:00:00Z')"
                let found = try Expression(
                    "[\(time).getFullYear(), \(time).getMonth(), \(time).getDate(), \(time).getDayOfYear()]"
                ).evaluate([String: Value]())
                #expect(
                    found == [
                        .integer(Int64(year)), .integer(Int64(month)), .integer(Int64(date)),
                        .integer(day + Int64(date) - 1),
                    ])
                #expect(try Expression("string(\(time)).startsWith('\(text)-\(name)-')").isTrue([:]))
            }
            day += Int64(days)
        }
    }

    @Test(arguments: durations) func durationsAreRead(_ test: EvaluationCase) throws { try test.check() }
    @Test(arguments: timestamps) func timestampsAreRead(_ test: EvaluationCase) throws { try test.check() }
}
