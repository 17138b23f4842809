import Formats
import GoTemplate

extension TimeLayout {
    /// Go's `time.ParseInLocation`.
    static func parse(_ text: [UInt8], _ layout: String, zone: TimeZoneTable) throws(TemplateError) -> GoTime {
        var reader = Reader(text: text, layout: layout)
        let elements = elements(of: layout)
        for (index, element) in elements.enumerated() {
            try reader.read(element)
            // A fraction is read after seconds even where the layout has none.
            guard element == .second || element == .zeroSecond else { continue }
            if index + 1 < elements.count, case .fraction = elements[index + 1] { continue }
            try reader.readFraction(isOptional: true)
        }
        return try reader.time(zone: zone)
    }

    private struct Reader {
        let text: [UInt8]
        let layout: String
        var rest: ArraySlice<UInt8>
        /// What was left where the current element starts.
        private var held: ArraySlice<UInt8>
        var year = 0
        var month: Int?
        var day: Int?
        var yearDay: Int?
        var hour = 0
        var minute = 0
        var second = 0
        var nanoseconds: Int32 = 0
        var isAfternoon: Bool?
        var offset: Int?
        var zoneName = ""

        init(text: [UInt8], layout: String) {
            self.text = text
            self.layout = layout
            rest = text[...]
            held = text[...]
        }

        private func failure(_ element: String) -> TemplateError {
            .call(
                "parsing time \(Self.quoted(text)) as \(Self.quoted(Array(layout.utf8))): cannot parse "
                    + "\(Self.quoted(held)) as \(Self.quoted(Array(element.utf8)))")
        }

        private func outOfRange(_ part: String) -> TemplateError {
            .call("parsing time \(Self.quoted(text)): \(part) out of range")
        }

        /// Go's `time` quotes by itself: what is not printable ASCII appears byte by byte.
        private static func quoted(_ bytes: some Sequence<UInt8>) -> String {
            var output = "\""
            for byte in bytes {
                switch byte {
                case UInt8(ascii: "\""), UInt8(ascii: "\\"): output += "\\\(Character(Unicode.Scalar(byte)))"
                case 0x20...0x7F: output.unicodeScalars.append(Unicode.Scalar(byte))
                default: output += "\\x" + (byte < 0x10 ? "0" : "") + String(byte, radix: 16)
                }
            }
            return output + "\""
        }

        private mutating func number(_ widths: ClosedRange<Int>, _ element: String) throws(TemplateError) -> Int {
            let digits = rest.prefix(widths.upperBound).prefix { (0x30...0x39).contains($0) }
            guard digits.count >= widths.lowerBound, let number = Int(String(decoding: digits, as: UTF8.self)) else {
                throw failure(element)
            }
            rest = rest.dropFirst(digits.count)
            return number
        }

        private mutating func word(_ words: [String], _ length: Int?, _ element: String) throws(TemplateError) -> Int {
            for (index, word) in words.enumerated() {
                let candidate = Array((length.map { String(word.prefix($0)) } ?? word).lowercased().utf8)
                let found = rest.prefix(candidate.count).map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
                if found == candidate {
                    rest = rest.dropFirst(candidate.count)
                    return index
                }
            }
            throw failure(element)
        }

        mutating func read(_ element: Element) throws(TemplateError) {
            held = rest
            switch element {
            case .text(let text): try skip(text)
            case .longYear: year = try number(4...4, "2006")
            case .year:
                let short = try number(2...2, "06")
                year = short >= 69 ? short + 1900 : short + 2000
            case .longMonth: month = try word(CivilDate.months, nil, "January") + 1
            case .month: month = try word(CivilDate.months, 3, "Jan") + 1
            case .numericMonth: month = try checked(number(1...2, "1"), 1...12, "month")
            case .zeroMonth: month = try checked(number(2...2, "01"), 1...12, "month")
            case .longWeekday: _ = try word(CivilDate.weekdays, nil, "Monday")
            case .weekday: _ = try word(CivilDate.weekdays, 3, "Mon")
            case .day: day = try number(1...2, "2")
            case .underDay:
                if rest.first == 0x20 { rest = rest.dropFirst() }
                day = try number(1...2, "_2")
            case .zeroDay: day = try number(2...2, "02")
            case .underYearDay:
                while rest.first == 0x20 { rest = rest.dropFirst() }
                yearDay = try number(1...3, "__2")
            case .zeroYearDay: yearDay = try number(3...3, "002")
            case .hour: hour = try checked(number(2...2, "15"), 0...23, "hour")
            case .hour12: hour = try checked(number(1...2, "3"), 0...12, "hour")
            case .zeroHour12: hour = try checked(number(2...2, "03"), 0...12, "hour")
            case .minute: minute = try checked(number(1...2, "4"), 0...59, "minute")
            case .zeroMinute: minute = try checked(number(2...2, "04"), 0...59, "minute")
            case .second, .zeroSecond:
                second = try checked(number(element == .second ? 1...2 : 2...2, "05"), 0...59, "second")
            case .upperHalf: isAfternoon = try word(["AM", "PM"], nil, "PM") == 1
            case .lowerHalf: isAfternoon = try word(["am", "pm"], nil, "pm") == 1
            case .zoneName: try readZoneName()
            case .zone(let colon, let minutes, let seconds, let isISO):
                try readZone(colon: colon, minutes: minutes, seconds: seconds, isISO: isISO)
            case .fraction(_, let trims, _): try readFraction(isOptional: trims)
            }
        }

        /// A space of the layout stands for any number of them.
        private mutating func skip(_ text: String) throws(TemplateError) {
            var wanted = Array(text.utf8)[...]
            while let next = wanted.first {
                if next == 0x20 {
                    if let byte = rest.first, byte != 0x20 { break }
                    wanted = wanted.drop { $0 == 0x20 }
                    rest = rest.drop { $0 == 0x20 }
                } else {
                    guard rest.first == next else { break }
                    wanted = wanted.dropFirst()
                    rest = rest.dropFirst()
                }
            }
            if wanted.isEmpty { return }
            // Upstream shows what is left at the difference, not at the element's start.
            held = rest
            throw failure(text)
        }

        private func checked(_ value: Int, _ range: ClosedRange<Int>, _ part: String) throws(TemplateError) -> Int {
            if range.contains(value) { return value }
            throw outOfRange(part)
        }

        mutating func readFraction(isOptional: Bool) throws(TemplateError) {
            guard let mark = rest.first, mark == UInt8(ascii: ".") || mark == UInt8(ascii: ","),
                case let digits = rest.dropFirst().prefix(while: { (0x30...0x39).contains($0) }), !digits.isEmpty
            else {
                if isOptional { return }
                throw failure(".000")
            }
            var value: Int32 = 0
            for place in 0..<9 {
                let digit = place < digits.count ? digits[digits.startIndex + place] - 0x30 : 0
                value = value * 10 + Int32(digit)
            }
            nanoseconds = value
            rest = rest.dropFirst(digits.count + 1)
        }

        private mutating func readZoneName() throws(TemplateError) {
            if rest.starts(with: "UTC".utf8) {
                (offset, zoneName) = (0, "UTC")
                rest = rest.dropFirst(3)
                return
            }
            let letters = rest.prefix { (0x41...0x5A).contains($0) }
            guard (3...5).contains(letters.count) else { throw failure("MST") }
            zoneName = String(decoding: letters, as: UTF8.self)
            rest = rest.dropFirst(letters.count)
        }

        private mutating func readZone(
            colon: Bool, minutes: Bool, seconds: Bool, isISO: Bool
        ) throws(TemplateError) {
            let element =
                (isISO ? "Z" : "-") + "07" + (minutes ? (colon ? ":00" : "00") : "")
                + (seconds ? (colon ? ":00" : "00") : "")
            if isISO, rest.first == UInt8(ascii: "Z") {
                rest = rest.dropFirst()
                offset = 0
                zoneName = "UTC"
                return
            }
            guard let sign = rest.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") else {
                throw failure(element)
            }
            let start = rest
            rest = rest.dropFirst()
            var total = 0
            for (index, unit) in [3600, 60, 1].enumerated()
            where index == 0 || index == 1 && minutes || index == 2 && seconds {
                if index > 0, colon {
                    guard rest.first == UInt8(ascii: ":") else {
                        rest = start
                        throw failure(element)
                    }
                    rest = rest.dropFirst()
                }
                total += try number(2...2, element) * unit
            }
            offset = sign == UInt8(ascii: "-") ? -total : total
        }

        func time(zone: TimeZoneTable) throws(TemplateError) -> GoTime {
            if !rest.isEmpty {
                throw .call(
                    "parsing time \(Self.quoted(text)): extra text: \(Self.quoted(rest))")
            }
            var hour = hour
            if isAfternoon == true, hour < 12 { hour += 12 } else if isAfternoon == false, hour == 12 { hour = 0 }
            var days = CivilDate.day(year, month ?? 1, 1)
            if let yearDay {
                guard yearDay >= 1, yearDay <= (CivilDate.isLeap(year) ? 366 : 365) else {
                    throw outOfRange("day-of-year")
                }
                days = CivilDate.day(year, 1, 1) + Int64(yearDay - 1)
            } else if let day {
                guard day >= 1, day <= CivilDate.days(inMonth: month ?? 1, of: year) else { throw outOfRange("day") }
                days += Int64(day - 1)
            }
            let wall = days * 86_400 + Int64(hour * 3600 + minute * 60 + second)
            guard let offset else {
                if zoneName.isEmpty { return GoTime(wall: wall, nanoseconds: nanoseconds, zone: zone) }
                // An abbreviation that the zone does not know has no offset.
                let made = TimeZoneTable(name: zoneName, offset: 0, abbreviation: zoneName)
                let guess = GoTime(wall: wall, nanoseconds: nanoseconds, zone: zone)
                return zone.offset(at: guess.seconds).abbreviation == zoneName
                    ? guess : GoTime(wall: wall, nanoseconds: nanoseconds, zone: made)
            }
            let seconds = wall - Int64(offset)
            if zoneName == "UTC" { return GoTime(seconds: seconds, nanoseconds: nanoseconds, zone: .utc) }
            if zone.offset(at: seconds).seconds == offset, zoneName.isEmpty {
                return GoTime(seconds: seconds, nanoseconds: nanoseconds, zone: zone)
            }
            let made = TimeZoneTable(name: "", offset: offset, abbreviation: zoneName)
            return GoTime(seconds: seconds, nanoseconds: nanoseconds, zone: made)
        }
    }
}
