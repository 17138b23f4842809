import Formats
import GoTemplate

/// Go's layouts: a date's text is described by how it would look for 2006-01-02 15:04:05 -0700.
enum TimeLayout {
    enum Element: Equatable {
        case text(String)
        case longYear, year, longMonth, month, numericMonth, zeroMonth
        case longWeekday, weekday, day, underDay, zeroDay, underYearDay, zeroYearDay
        case hour, hour12, zeroHour12, minute, zeroMinute, second, zeroSecond
        case upperHalf, lowerHalf
        case zoneName
        /// A numeric zone: with colons, with minutes, with seconds, and whether UTC is `Z`.
        case zone(colon: Bool, minutes: Bool, seconds: Bool, isISO: Bool)
        /// Fractional seconds: the number of digits, whether trailing zeros go, and the separator.
        case fraction(digits: Int, trims: Bool, separator: UInt8)
    }

    private static let words: [(String, Element)] = [
        ("January", .longMonth), ("Jan", .month), ("Monday", .longWeekday), ("Mon", .weekday), ("MST", .zoneName),
        ("2006", .longYear), ("__2", .underYearDay), ("_2006", .text("_")), ("_2", .underDay),
        ("002", .zeroYearDay), ("01", .zeroMonth), ("02", .zeroDay), ("03", .zeroHour12), ("04", .zeroMinute),
        ("05", .zeroSecond), ("06", .year), ("15", .hour), ("PM", .upperHalf), ("pm", .lowerHalf),
        ("-07:00:00", .zone(colon: true, minutes: true, seconds: true, isISO: false)),
        ("-070000", .zone(colon: false, minutes: true, seconds: true, isISO: false)),
        ("-07:00", .zone(colon: true, minutes: true, seconds: false, isISO: false)),
        ("-0700", .zone(colon: false, minutes: true, seconds: false, isISO: false)),
        ("-07", .zone(colon: false, minutes: false, seconds: false, isISO: false)),
        ("Z07:00:00", .zone(colon: true, minutes: true, seconds: true, isISO: true)),
        ("Z070000", .zone(colon: false, minutes: true, seconds: true, isISO: true)),
        ("Z07:00", .zone(colon: true, minutes: true, seconds: false, isISO: true)),
        ("Z0700", .zone(colon: false, minutes: true, seconds: false, isISO: true)),
        ("Z07", .zone(colon: false, minutes: false, seconds: false, isISO: true)),
        ("1", .numericMonth), ("2", .day), ("3", .hour12), ("4", .minute), ("5", .second),
    ]

    static func elements(of layout: String) -> [Element] {
        let bytes = Array(layout.utf8)
        var elements: [Element] = []
        var text: [UInt8] = []
        func flush() {
            if !text.isEmpty { elements.append(.text(String(decoding: text, as: UTF8.self))) }
            text = []
        }
        var index = 0
        scan: while index < bytes.count {
            let rest = bytes[index...]
            if let (element, count) = fraction(bytes, index) {
                flush()
                elements.append(element)
                index += count
                continue
            }
            for (word, element) in words where rest.starts(with: word.utf8) {
                // "Jan" must not go on in lower case, as in "Janitor".
                if element == .month || element == .weekday, let next = rest.dropFirst(3).first,
                    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(next)
                {
                    continue
                }
                if word == "_2006" {
                    text.append(UInt8(ascii: "_"))
                    index += 1
                    continue scan
                }
                flush()
                elements.append(element)
                index += word.utf8.count
                continue scan
            }
            text.append(bytes[index])
            index += 1
        }
        flush()
        return elements
    }

    /// `.000` or `,999` that no digit follows.
    private static func fraction(_ bytes: [UInt8], _ index: Int) -> (Element, Int)? {
        let separator = bytes[index]
        guard separator == UInt8(ascii: ".") || separator == UInt8(ascii: ","), index + 1 < bytes.count else {
            return nil
        }
        let digit = bytes[index + 1]
        guard digit == UInt8(ascii: "0") || digit == UInt8(ascii: "9") else { return nil }
        let count = bytes[(index + 1)...].prefix { $0 == digit }.count
        if index + 1 + count < bytes.count, (0x30...0x39).contains(bytes[index + 1 + count]) { return nil }
        return (.fraction(digits: count, trims: digit == UInt8(ascii: "9"), separator: separator), count + 1)
    }

    static func format(_ time: GoTime, _ layout: String) -> String {
        var output = ""
        let (year, month, day) = time.date
        let second = time.secondOfDay
        for element in elements(of: layout) {
            switch element {
            case .text(let text): output += text
            case .longYear: output += padded(year, 4)
            case .year: output += padded(((year % 100) + 100) % 100, 2)
            case .longMonth: output += CivilDate.months[month - 1]
            case .month: output += CivilDate.months[month - 1].prefix(3)
            case .numericMonth: output += String(month)
            case .zeroMonth: output += padded(month, 2)
            case .longWeekday: output += CivilDate.weekdays[CivilDate.weekday(ofDay: time.day)]
            case .weekday: output += CivilDate.weekdays[CivilDate.weekday(ofDay: time.day)].prefix(3)
            case .day: output += String(day)
            case .underDay: output += (day < 10 ? " " : "") + String(day)
            case .zeroDay: output += padded(day, 2)
            case .underYearDay:
                output += String(repeating: " ", count: 3 - String(time.yearDay).count) + "\(time.yearDay)"
            case .zeroYearDay: output += padded(time.yearDay, 3)
            case .hour: output += padded(second / 3600, 2)
            case .hour12: output += String((second / 3600 + 11) % 12 + 1)
            case .zeroHour12: output += padded((second / 3600 + 11) % 12 + 1, 2)
            case .minute: output += String(second / 60 % 60)
            case .zeroMinute: output += padded(second / 60 % 60, 2)
            case .second: output += String(second % 60)
            case .zeroSecond: output += padded(second % 60, 2)
            case .upperHalf: output += second >= 43_200 ? "PM" : "AM"
            case .lowerHalf: output += second >= 43_200 ? "pm" : "am"
            case .zoneName: output += zoneName(time)
            case .zone(let colon, let minutes, let seconds, let isISO):
                output += zone(time, colon: colon, minutes: minutes, seconds: seconds, isISO: isISO)
            case .fraction(let digits, let trims, let separator):
                output += fraction(time.nanoseconds, digits, trims, separator)
            }
        }
        return output
    }

    private static func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(abs(number))
        return (number < 0 ? "-" : "") + String(repeating: "0", count: max(0, width - digits.count)) + digits
    }

    private static func zoneName(_ time: GoTime) -> String {
        let (offset, name) = time.zone.offset(at: time.seconds)
        if !name.isEmpty { return name }
        // A zone without a name shows its offset.
        return (offset < 0 ? "-" : "+") + padded(abs(offset) / 3600, 2) + padded(abs(offset) / 60 % 60, 2)
    }

    private static func zone(_ time: GoTime, colon: Bool, minutes: Bool, seconds: Bool, isISO: Bool) -> String {
        let offset = time.zone.offset(at: time.seconds).seconds
        if isISO, offset == 0 { return "Z" }
        var text = (offset < 0 ? "-" : "+") + padded(abs(offset) / 3600, 2)
        if minutes { text += (colon ? ":" : "") + padded(abs(offset) / 60 % 60, 2) }
        if seconds { text += (colon ? ":" : "") + padded(abs(offset) % 60, 2) }
        return text
    }

    private static func fraction(_ nanoseconds: Int32, _ digits: Int, _ trims: Bool, _ separator: UInt8) -> String {
        var text = String(padded(Int(nanoseconds), 9).prefix(min(digits, 9)))
        if trims {
            while text.hasSuffix("0") { text.removeLast() }
            if text.isEmpty { return "" }
        }
        return String(UnicodeScalar(separator)) + text
    }
}
