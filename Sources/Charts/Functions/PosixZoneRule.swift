import Formats

/// The rule for times after a zone's last transition, for example `CET-1CEST,M3.5.0,M10.5.0/3`.
struct PosixZoneRule {
    private var standard = (name: "", offset: 0)
    private var daylight: (name: String, offset: Int, start: Change, end: Change)?

    /// A day of the year and the second of that day, in local time.
    private struct Change {
        enum Day { case julian(Int), ordinal(Int), weekday(month: Int, week: Int, day: Int) }
        var day: Day
        var second: Int
    }

    init?(_ text: String) {
        var rest = Array(text.utf8)[...]
        guard let name = Self.name(&rest), let offset = Self.time(&rest) else { return nil }
        standard = (name, -offset)
        guard !rest.isEmpty else { return }
        guard let summer = Self.name(&rest) else { return nil }
        var summerOffset = -offset + 3600
        if let first = rest.first, first != UInt8(ascii: ",") {
            guard let given = Self.time(&rest) else { return nil }
            summerOffset = -given
        }
        guard let start = Self.change(&rest), let end = Self.change(&rest) else { return nil }
        daylight = (summer, summerOffset, start, end)
    }

    private static func name(_ rest: inout ArraySlice<UInt8>) -> String? {
        if rest.first == UInt8(ascii: "<") {
            let name = rest.dropFirst().prefix { $0 != UInt8(ascii: ">") }
            rest = rest.dropFirst(name.count + 2)
            return String(decoding: name, as: UTF8.self)
        }
        let name = rest.prefix { ($0 | 0x20) >= UInt8(ascii: "a") && ($0 | 0x20) <= UInt8(ascii: "z") }
        rest = rest.dropFirst(name.count)
        return name.count >= 3 ? String(decoding: name, as: UTF8.self) : nil
    }

    private static func number(_ rest: inout ArraySlice<UInt8>) -> Int? {
        let digits = rest.prefix { (0x30...0x39).contains($0) }
        rest = rest.dropFirst(digits.count)
        return Int(String(decoding: digits, as: UTF8.self))
    }

    /// `hh[:mm[:ss]]` with a sign, in seconds.
    private static func time(_ rest: inout ArraySlice<UInt8>) -> Int? {
        let isNegative = rest.first == UInt8(ascii: "-")
        if isNegative || rest.first == UInt8(ascii: "+") { rest = rest.dropFirst() }
        guard var seconds = number(&rest).map({ $0 * 3600 }) else { return nil }
        for unit in [60, 1] where rest.first == UInt8(ascii: ":") {
            rest = rest.dropFirst()
            guard let value = number(&rest) else { return nil }
            seconds += value * unit
        }
        return isNegative ? -seconds : seconds
    }

    private static func change(_ rest: inout ArraySlice<UInt8>) -> Change? {
        guard rest.popFirst() == UInt8(ascii: ",") else { return nil }
        let day: Change.Day
        switch rest.first {
        case UInt8(ascii: "M"):
            rest = rest.dropFirst()
            guard let month = number(&rest), rest.popFirst() == UInt8(ascii: "."), let week = number(&rest),
                rest.popFirst() == UInt8(ascii: "."), let weekday = number(&rest)
            else { return nil }
            day = .weekday(month: month, week: week, day: weekday)
        case UInt8(ascii: "J"):
            rest = rest.dropFirst()
            guard let number = number(&rest) else { return nil }
            day = .julian(number)
        default:
            guard let number = number(&rest) else { return nil }
            day = .ordinal(number)
        }
        var second = 7200
        if rest.first == UInt8(ascii: "/") {
            rest = rest.dropFirst()
            guard let time = time(&rest) else { return nil }
            second = time
        }
        return Change(day: day, second: second)
    }

    func offset(at time: Int64) -> (seconds: Int, abbreviation: String) {
        guard let daylight else { return (standard.offset, standard.name) }
        let (year, _, _) = CivilDate.date(ofDay: (time + Int64(standard.offset)).flooredDivision(by: 86_400))
        let start = seconds(of: daylight.start, in: year) - Int64(standard.offset)
        let end = seconds(of: daylight.end, in: year) - Int64(daylight.offset)
        let isSummer = start < end ? time >= start && time < end : !(time >= end && time < start)
        return isSummer ? (daylight.offset, daylight.name) : (standard.offset, standard.name)
    }

    /// When a change happens, as seconds of local time since 1970.
    private func seconds(of change: Change, in year: Int) -> Int64 {
        let day: Int64
        switch change.day {
        case .julian(let number):
            let leap = CivilDate.isLeap(year) && number >= 60 ? 1 : 0
            day = CivilDate.day(year, 1, 1) + Int64(number - 1 + leap)
        case .ordinal(let number): day = CivilDate.day(year, 1, 1) + Int64(number)
        case .weekday(let month, let week, let weekday):
            let first = CivilDate.day(year, month, 1)
            var candidate = first + Int64((weekday - CivilDate.weekday(ofDay: first) + 7) % 7) + Int64(week - 1) * 7
            while candidate >= first + Int64(CivilDate.days(inMonth: month, of: year)) { candidate -= 7 }
            day = candidate
        }
        return day * 86_400 + Int64(change.second)
    }
}
