import Formats
import GoTemplate

/// A `time.Time`: an instant, seen in a zone.
final class GoTime: TemplateObject {
    /// Since 1970.
    let seconds: Int64
    let nanoseconds: Int32
    let zone: TimeZoneTable

    static let type = GoType(name: "time.Time", kind: .struct)
    /// The first of January of the year 1, Go's zero.
    static let zero: Int64 = -62_135_596_800

    /// Two thousand million years from 1970 is as far as times go here, so that sums of them fit.
    private static let limit: Int64 = 1 << 56

    init(seconds: Int64, nanoseconds: Int32 = 0, zone: TimeZoneTable) {
        self.seconds = min(max(seconds, -Self.limit), Self.limit)
        self.nanoseconds = nanoseconds
        self.zone = zone
        super.init(type: Self.type)
    }

    override var stringer: String? { TimeLayout.format(self, "2006-01-02 15:04:05.999999999 -0700 MST") }
    override var encoded: TemplateValue? { .string(TimeLayout.format(self, "2006-01-02T15:04:05.999999999Z07:00")) }

    override func isEqual(to other: TemplateObject) -> Bool {
        guard let other = other as? GoTime else { return false }
        return seconds == other.seconds && nanoseconds == other.nanoseconds && zone.name == other.zone.name
    }

    /// Seconds since 1970 of the clock on the wall.
    var local: Int64 { seconds + Int64(zone.offset(at: seconds).seconds) }
    var day: Int64 { local.flooredDivision(by: 86_400) }
    var secondOfDay: Int { Int(local - day * 86_400) }
    var date: (year: Int, month: Int, day: Int) { CivilDate.date(ofDay: day) }
    var yearDay: Int { Int(day - CivilDate.day(date.year, 1, 1)) + 1 }

    func adding(_ nanoseconds: Int64) -> GoTime {
        let sum = Int64(self.nanoseconds) + nanoseconds % 1_000_000_000
        let carry = sum.flooredDivision(by: 1_000_000_000)
        return GoTime(
            seconds: seconds &+ nanoseconds / 1_000_000_000 &+ carry,
            nanoseconds: Int32(sum - carry * 1_000_000_000), zone: zone)
    }

    /// Nanoseconds from `other` to this time, within what a duration holds.
    func since(_ other: GoTime) -> Int64 {
        let (product, overflows) = (seconds - other.seconds).multipliedReportingOverflow(by: 1_000_000_000)
        if overflows { return seconds < other.seconds ? .min : .max }
        return product &+ Int64(nanoseconds - other.nanoseconds)
    }

    override func member(_ name: String) -> Member? {
        switch name {
        case "Unix": constant(.int64(seconds))
        case "UnixMilli": constant(.int64(seconds &* 1_000 &+ Int64(nanoseconds / 1_000_000)))
        case "UnixNano": constant(.int64(seconds &* 1_000_000_000 &+ Int64(nanoseconds)))
        case "Year": constant(.int(date.year))
        case "Month": constant(.object(NamedInteger(date.month, "time.Month", CivilDate.months[date.month - 1])))
        case "Day": constant(.int(date.day))
        case "Weekday":
            constant(
                .object(
                    NamedInteger(
                        CivilDate.weekday(ofDay: day), "time.Weekday", CivilDate.weekdays[CivilDate.weekday(ofDay: day)]
                    )))
        case "YearDay": constant(.int(yearDay))
        case "Hour": constant(.int(secondOfDay / 3600))
        case "Minute": constant(.int(secondOfDay / 60 % 60))
        case "Second": constant(.int(secondOfDay % 60))
        case "Nanosecond": constant(.int(Int(nanoseconds)))
        case "UTC": constant(.object(GoTime(seconds: seconds, nanoseconds: nanoseconds, zone: .utc)))
        case "IsZero": constant(.bool(seconds == Self.zero && nanoseconds == 0))
        case "String": constant(.string(stringer ?? ""))
        case "Format":
            .method(TemplateFunction([.string]) { .string(TimeLayout.format(self, $0.string(0))) })
        case "Add":
            .method(
                TemplateFunction([GoDuration.type]) { .object(self.adding($0[0].signedInteger ?? 0)) })
        case "AddDate":
            .method(
                TemplateFunction([.int, .int, .int]) { .object(self.adding(years: $0.int(0), $0.int(1), $0.int(2))) })
        case "Sub": comparing { .object(GoDuration($0.since($1))) }
        case "After": comparing { .bool($0.since($1) > 0) }
        case "Before": comparing { .bool($0.since($1) < 0) }
        case "Equal": comparing { .bool($0.seconds == $1.seconds && $0.nanoseconds == $1.nanoseconds) }
        default: nil
        }
    }

    private func adding(years: Int, _ months: Int, _ days: Int) -> GoTime {
        let (year, month, day) = date
        let farthest = 1_000_000_000
        let (years, months, days) = (
            min(max(years, -farthest), farthest), min(max(months, -farthest), farthest),
            min(max(days, -farthest), farthest)
        )
        let total = Int64(year &+ years) * 12 + Int64(month - 1 &+ months)
        let newYear = total.flooredDivision(by: 12)
        let newDay = CivilDate.day(Int(newYear), Int(total - newYear * 12) + 1, 1) + Int64(day - 1 &+ days)
        let wall = newDay * 86_400 + Int64(secondOfDay)
        return GoTime(wall: wall, nanoseconds: nanoseconds, zone: zone)
    }

    /// The instant at which the clock on the wall of a zone shows a time.
    convenience init(wall: Int64, nanoseconds: Int32, zone: TimeZoneTable) {
        var seconds = wall - Int64(zone.offset(at: wall).seconds)
        // The offset may be another one at the time found; Go looks twice as well.
        let offset = Int64(zone.offset(at: seconds).seconds)
        if wall - offset != seconds { seconds = wall - offset }
        self.init(seconds: seconds, nanoseconds: nanoseconds, zone: zone)
    }

    private func constant(_ value: TemplateValue) -> Member { .method(TemplateFunction { _ in value }) }

    private func comparing(_ compare: @escaping (GoTime, GoTime) -> TemplateValue) -> Member {
        .method(
            TemplateFunction([Self.type]) { arguments in
                guard case .object(let object) = arguments[0], let other = object as? GoTime else {
                    throw TemplateError.nilDereference
                }
                return compare(self, other)
            })
    }
}

/// An integer of a named type that prints as a word: a month, a day of the week.
final class NamedInteger: TemplateObject {
    private let number: Int
    private let word: String

    init(_ number: Int, _ typeName: String, _ word: String) {
        self.number = number
        self.word = word
        super.init(type: GoType(name: typeName, kind: .int))
    }

    override var stringer: String? { word }
    override var underlying: TemplateValue? { .int(number) }
    override func member(_ name: String) -> Member? {
        name == "String" ? .method(TemplateFunction { [word] _ in .string(word) }) : nil
    }
}
