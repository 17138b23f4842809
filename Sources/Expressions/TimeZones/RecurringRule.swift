import Formats

/// The rule of a zone for all years, as POSIX writes it in `TZ`: `CET-1CEST,M3.5.0,M10.5.0/3`.
struct RecurringRule: Sendable, Equatable {
    /// Seconds east of UTC in winter.
    var standard: Int
    var summer: Summer?

    struct Summer: Sendable, Equatable {
        var offset: Int
        var start: Day
        var end: Day
    }

    /// A day of any year, and the second of it by the clock that holds until then.
    struct Day: Sendable, Equatable {
        enum Kind: Sendable, Equatable {
            /// From 1 to 365: the 29th of February has no number.
            case numbered(Int)
            /// From 0, with the leap day.
            case counted(Int)
            /// The n-th such day of a month; the fifth is the last one.
            case weekday(Int, week: Int, month: Int)
        }

        var kind: Kind
        var second: Int

        /// Seconds since 1970 by that clock.
        func time(in year: Int) -> Int64 {
            let first = CivilDate.day(year, 1, 1)
            let day: Int64
            switch kind {
            case .numbered(let number): day = first + Int64(number - (CivilDate.isLeap(year) && number >= 60 ? 0 : 1))
            case .counted(let count): day = first + Int64(count)
            case .weekday(let weekday, let week, let month):
                let start = CivilDate.day(year, month, 1)
                let ahead = (weekday - CivilDate.weekday(ofDay: start) + 7) % 7
                let last = CivilDate.days(inMonth: month, of: year) - 1
                var place = ahead + (week - 1) * 7
                while place > last { place -= 7 }
                day = start + Int64(place)
            }
            return day * 86_400 + Int64(second)
        }
    }

    func offset(at seconds: Int64) -> Int {
        guard let summer else { return standard }
        let year = CivilTime(secondsSince1970: seconds + Int64(standard)).year
        let start = summer.start.time(in: year) - Int64(standard)
        let end = summer.end.time(in: year) - Int64(summer.offset)
        let isSummer = start < end ? seconds >= start && seconds < end : seconds >= start || seconds < end
        return isSummer ? summer.offset : standard
    }
}

extension RecurringRule {
    /// Nil when the text is not such a rule.
    init?(_ text: String) {
        var rest = Array(text.utf8)[...]
        guard Self.takeName(&rest), let west = Self.takeTime(&rest) else { return nil }
        standard = -west
        if rest.isEmpty { return }
        guard Self.takeName(&rest) else { return nil }
        var offset = standard + 3600
        if rest.first != UInt8(ascii: ",") {
            guard let west = Self.takeTime(&rest) else { return nil }
            offset = -west
        }
        guard let start = Self.takeDay(&rest), let end = Self.takeDay(&rest), rest.isEmpty else { return nil }
        summer = Summer(offset: offset, start: start, end: end)
    }

    private static func skip(_ character: Character, _ rest: inout ArraySlice<UInt8>) -> Bool {
        guard rest.first == character.asciiValue else { return false }
        rest.removeFirst()
        return true
    }

    /// Three letters or more, or anything between angle brackets.
    private static func takeName(_ rest: inout ArraySlice<UInt8>) -> Bool {
        if skip("<", &rest) {
            rest = rest.drop { $0 != UInt8(ascii: ">") }
            return skip(">", &rest)
        }
        let letters = rest.prefix { Lexer.isLetter($0) && $0 != UInt8(ascii: "_") }
        rest = rest.dropFirst(letters.count)
        return letters.count >= 3
    }

    private static func takeNumber(_ rest: inout ArraySlice<UInt8>, _ range: ClosedRange<Int>) -> Int? {
        let digits = rest.prefix(while: Lexer.isDigit)
        guard (1...3).contains(digits.count) else { return nil }
        rest = rest.dropFirst(digits.count)
        let number = digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
        return range.contains(number) ? number : nil
    }

    /// `[+-]hh[:mm[:ss]]`, in seconds.
    private static func takeTime(_ rest: inout ArraySlice<UInt8>) -> Int? {
        let isNegative = skip("-", &rest)
        if !isNegative { _ = skip("+", &rest) }
        guard let hours = takeNumber(&rest, 0...167) else { return nil }
        var seconds = hours * 3600
        for unit in [60, 1] where skip(":", &rest) {
            guard let part = takeNumber(&rest, 0...59) else { return nil }
            seconds += part * unit
        }
        return isNegative ? -seconds : seconds
    }

    private static func takeDay(_ rest: inout ArraySlice<UInt8>) -> Day? {
        guard skip(",", &rest) else { return nil }
        let kind: Day.Kind
        if skip("M", &rest) {
            guard let month = takeNumber(&rest, 1...12), skip(".", &rest), let week = takeNumber(&rest, 1...5),
                skip(".", &rest), let weekday = takeNumber(&rest, 0...6)
            else { return nil }
            kind = .weekday(weekday, week: week, month: month)
        } else if skip("J", &rest) {
            guard let number = takeNumber(&rest, 1...365) else { return nil }
            kind = .numbered(number)
        } else {
            guard let count = takeNumber(&rest, 0...365) else { return nil }
            kind = .counted(count)
        }
        guard skip("/", &rest) else { return Day(kind: kind, second: 2 * 3600) }
        guard let second = takeTime(&rest) else { return nil }
        return Day(kind: kind, second: second)
    }
}
