/// Text that go-yaml takes for a timestamp. Such text stays a string, but has to be quoted when written.
///
/// Mirrors `parseTimestamp` of go-yaml v2 and what Go's `time.Parse` accepts for its four layouts.
struct Timestamp {
    private let text: UnsafeBufferPointer<UInt8>
    private var index = 0

    static func matches(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        var timestamp = Timestamp(text)
        return timestamp.parse()
    }

    private init(_ text: UnsafeBufferPointer<UInt8>) { self.text = text }

    private mutating func parse() -> Bool {
        guard text.count > 4, text[4] == UInt8(ascii: "-"), let year = digits(exactly: 4), take("-"),
            let month = number(), (1...12).contains(month), take("-"),
            let day = number(), day >= 1, day <= Self.days(in: month, of: year)
        else { return false }
        if index == text.count { return true }
        let hasZone: Bool
        switch text[index] {
        case UInt8(ascii: "T"), UInt8(ascii: "t"): hasZone = true
        case UInt8(ascii: " "): hasZone = false
        default: return false
        }
        index += 1
        // A layout's space stands for any number of spaces.
        if !hasZone { while index < text.count, text[index] == UInt8(ascii: " ") { index += 1 } }
        guard let hour = number(), hour < 24, take(":"), let minute = number(), minute < 60, take(":"),
            let second = number(), second < 60
        else { return false }
        skipFraction()
        return (!hasZone || takeZone()) && index == text.count
    }

    private mutating func skipFraction() {
        guard index + 1 < text.count, text[index] == UInt8(ascii: ".") || text[index] == UInt8(ascii: ","),
            isDigit(at: index + 1)
        else { return }
        index += 2
        while isDigit(at: index) { index += 1 }
    }

    private mutating func takeZone() -> Bool {
        if take("Z") { return true }
        guard take("+") || take("-") else { return false }
        guard let hours = digits(exactly: 2), hours <= 24, take(":"), let minutes = digits(exactly: 2) else {
            return false
        }
        return minutes <= 60
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard index < text.count, text[index] == UInt8(ascii: character) else { return false }
        index += 1
        return true
    }

    /// One or two digits.
    private mutating func number() -> Int? {
        digits(exactly: isDigit(at: index + 1) ? 2 : 1)
    }

    private mutating func digits(exactly count: Int) -> Int? {
        var value = 0
        for offset in index..<index + count {
            guard isDigit(at: offset) else { return nil }
            value = value * 10 + Int(text[offset] - UInt8(ascii: "0"))
        }
        index += count
        return value
    }

    private func isDigit(at place: Int) -> Bool {
        place < text.count && text[place] >= UInt8(ascii: "0") && text[place] <= UInt8(ascii: "9")
    }

    private static func days(in month: Int, of year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}
