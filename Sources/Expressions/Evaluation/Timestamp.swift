import Formats

/// A length of time to the nanosecond, at most 10 000 years either way (google.protobuf.Duration).
struct TimeSpan: Sendable, Hashable, Comparable, CustomStringConvertible {
    let nanoseconds: Int128

    static let second: Int128 = 1_000_000_000
    static let maximumSeconds: Int128 = 315_576_000_000

    init(nanoseconds: Int128) throws(Fault) {
        guard nanoseconds.magnitude <= (Self.maximumSeconds * Self.second).magnitude else {
            throw Fault(.overflow, "a duration is at most \(Self.maximumSeconds) seconds")
        }
        self.nanoseconds = nanoseconds
    }

    static func < (left: Self, right: Self) -> Bool { left.nanoseconds < right.nanoseconds }

    func adding(_ other: TimeSpan) throws(Fault) -> TimeSpan {
        try TimeSpan(nanoseconds: nanoseconds + other.nanoseconds)
    }

    func negated() throws(Fault) -> TimeSpan { try TimeSpan(nanoseconds: -nanoseconds) }

    /// Seconds, a fraction without trailing zeros, "s".
    var description: String {
        let (seconds, rest) = nanoseconds.magnitude.quotientAndRemainder(dividingBy: Self.second.magnitude)
        return (nanoseconds < 0 ? "-" : "") + "\(seconds)" + Timestamp.fraction(Int(rest)) + "s"
    }

    /// Go's time.ParseDuration: "1h30m", "-1.5s", "0".
    init(_ text: String) throws(Fault) {
        let failure = Fault(.invalidArgument, "'\(text.shortened)' is not a duration such as '1h30m' or '1.5s'")
        var rest = Array(text.utf8)[...]
        let isNegative = rest.first == UInt8(ascii: "-")
        if isNegative || rest.first == UInt8(ascii: "+") { rest.removeFirst() }
        if rest.elementsEqual("0".utf8) {
            try self.init(nanoseconds: 0)
            return
        }
        var total: Int128 = 0
        repeat {
            let whole = rest.prefix(while: Lexer.isDigit)
            rest = rest.dropFirst(whole.count)
            var fraction = ArraySlice<UInt8>()
            if rest.first == UInt8(ascii: ".") {
                fraction = rest.dropFirst().prefix(while: Lexer.isDigit)
                rest = rest.dropFirst(1 + fraction.count)
            }
            let name = rest.prefix { !Lexer.isDigit($0) && $0 != UInt8(ascii: ".") }
            rest = rest.dropFirst(name.count)
            guard !whole.isEmpty || !fraction.isEmpty, whole.count <= 18,
                let unit = Self.units.first(where: { name.elementsEqual($0.name.utf8) })?.nanoseconds
            else { throw failure }
            total += Self.number(whole) * unit
            // More digits than these are far below a nanosecond.
            let digits = fraction.prefix(18)
            total += Self.number(digits) * unit / Self.power(digits.count)
            // It is too long whatever follows.
            guard total <= Self.maximumSeconds * Self.second else { break }
        } while !rest.isEmpty
        try self.init(nanoseconds: isNegative ? -total : total)
    }

    private static let units: [(name: String, nanoseconds: Int128)] = [
        ("s", second), ("m", 60 * second), ("h", 3600 * second), ("ms", 1_000_000), ("us", 1000), ("µs", 1000),
        ("μs", 1000), ("ns", 1),
    ]

    private static func number(_ digits: ArraySlice<UInt8>) -> Int128 {
        digits.reduce(0) { $0 * 10 + Int128($1 - 0x30) }
    }

    private static func power(_ count: Int) -> Int128 { (0..<count).reduce(1) { power, _ in power * 10 } }
}

/// A point in time to the nanosecond, within the years 1 to 9999 (google.protobuf.Timestamp).
struct Timestamp: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// Since 1970; the nanoseconds count up from there, from 0 to 999 999 999.
    let seconds: Int64
    let nanoseconds: Int

    static let range: ClosedRange<Int64> = -62_135_596_800...253_402_300_799

    init(seconds: Int64, nanoseconds: Int = 0) throws(Fault) {
        guard Self.range.contains(seconds) else {
            throw Fault(.overflow, "a timestamp is within the years 1 to 9999")
        }
        self.seconds = seconds
        self.nanoseconds = nanoseconds
    }

    static func < (left: Self, right: Self) -> Bool {
        (left.seconds, left.nanoseconds) < (right.seconds, right.nanoseconds)
    }

    private var total: Int128 { Int128(seconds) * TimeSpan.second + Int128(nanoseconds) }

    func adding(_ span: TimeSpan) throws(Fault) -> Timestamp {
        let sum = total + span.nanoseconds
        var (seconds, rest) = sum.quotientAndRemainder(dividingBy: TimeSpan.second)
        if rest < 0 {
            rest += TimeSpan.second
            seconds -= 1
        }
        return try Timestamp(seconds: Int64(clamping: seconds), nanoseconds: Int(rest))
    }

    /// Like cel-go's, the difference must fit into 64 bits of nanoseconds: 292 years.
    func since(_ other: Timestamp) throws(Fault) -> TimeSpan {
        guard let difference = Int64(exactly: total - other.total) else {
            throw Fault(.overflow, "the timestamps are more than 292 years apart")
        }
        return try TimeSpan(nanoseconds: Int128(difference))
    }

    var description: String {
        let date = CivilTime(secondsSince1970: seconds)
        return "\(Self.padded(date.year, 4))-\(Self.padded(date.month, 2))-\(Self.padded(date.day, 2))T"
            + "\(Self.padded(date.hour, 2)):\(Self.padded(date.minute, 2)):\(Self.padded(date.second, 2))"
            + Self.fraction(nanoseconds) + "Z"
    }

    static func padded(_ number: Int, _ width: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, width - text.utf8.count)) + text
    }

    /// ".5" of 500 000 000, and nothing of zero.
    static func fraction(_ nanoseconds: Int) -> String {
        if nanoseconds == 0 { return "" }
        var digits = padded(nanoseconds, 9)
        while digits.hasSuffix("0") { digits.removeLast() }
        return "." + digits
    }

    /// RFC 3339.
    init(_ text: String) throws(Fault) {
        let failure = Fault(.invalidArgument, "'\(text.shortened)' is not a time such as '2006-01-02T15:04:05Z'")
        let bytes = Array(text.utf8)
        func number(_ start: Int, _ count: Int) -> Int? {
            guard start + count <= bytes.count, bytes[start..<(start + count)].allSatisfy(Lexer.isDigit) else {
                return nil
            }
            return bytes[start..<(start + count)].reduce(0) { $0 * 10 + Int($1 - 0x30) }
        }
        func has(_ byte: Character, at index: Int) -> Bool { index < bytes.count && bytes[index] == byte.asciiValue }
        guard let year = number(0, 4), has("-", at: 4), let month = number(5, 2), has("-", at: 7),
            let day = number(8, 2), has("T", at: 10) || has("t", at: 10), let hour = number(11, 2), has(":", at: 13),
            let minute = number(14, 2), has(":", at: 16), let second = number(17, 2),
            (1...12).contains(month), day >= 1, day <= CivilDate.days(inMonth: month, of: year), hour < 24, minute < 60,
            second < 60
        else { throw failure }
        var index = 19
        var nanoseconds = 0
        if has(".", at: index) {
            let digits = bytes[(index + 1)...].prefix(while: Lexer.isDigit)
            guard !digits.isEmpty else { throw failure }
            index += 1 + digits.count
            let nine = Array((digits.map { Int($0 - 0x30) } + Array(repeating: 0, count: 9)).prefix(9))
            nanoseconds = nine.reduce(0) { $0 * 10 + $1 }
        }
        var offset = 0
        if has("Z", at: index) || has("z", at: index) {
            index += 1
        } else if has("+", at: index) || has("-", at: index) {
            guard let hours = number(index + 1, 2), has(":", at: index + 3), let minutes = number(index + 4, 2),
                hours < 24,
                minutes < 60
            else { throw failure }
            offset = (hours * 60 + minutes) * (has("-", at: index) ? -60 : 60)
            index += 6
        } else {
            throw failure
        }
        guard index == bytes.count else { throw failure }
        let seconds = Int(CivilDate.day(year, month, day)) * 86400 + hour * 3600 + minute * 60 + second - offset
        try self.init(seconds: Int64(seconds), nanoseconds: nanoseconds)
    }
}
