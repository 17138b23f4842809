import Formats

/// An RFC 3339 time, as Kubernetes objects hold it.
public struct Timestamp: Sendable, Hashable, Comparable {
    public var secondsSince1970: Double

    public init(secondsSince1970: Double) { self.secondsSince1970 = secondsSince1970 }

    /// Nil for text that is not an RFC 3339 time, such as one without a zone.
    public init?(_ text: String) {
        let bytes = Array(text.utf8)
        func number(_ start: Int, _ count: Int) -> Int? {
            guard start + count <= bytes.count else { return nil }
            var result = 0
            for byte in bytes[start..<(start + count)] {
                guard (0x30...0x39).contains(byte) else { return nil }
                result = result * 10 + Int(byte - 0x30)
            }
            return result
        }
        func holds(_ index: Int, _ allowed: String) -> Bool {
            bytes.indices.contains(index) && allowed.utf8.contains(bytes[index])
        }
        guard let year = number(0, 4), holds(4, "-"), let month = number(5, 2), holds(7, "-"), let day = number(8, 2),
            holds(10, "Tt "), let hour = number(11, 2), holds(13, ":"), let minute = number(14, 2), holds(16, ":"),
            let second = number(17, 2), (1...12).contains(month), (1...31).contains(day), hour < 24, minute < 60,
            second <= 60
        else { return nil }
        var index = 19
        var fraction = 0.0
        if holds(index, ".") {
            index += 1
            var scale = 0.1
            let start = index
            while bytes.indices.contains(index), (0x30...0x39).contains(bytes[index]) {
                fraction += Double(bytes[index] - 0x30) * scale
                scale /= 10
                index += 1
            }
            guard index > start else { return nil }
        }
        var offset = 0
        if holds(index, "Zz") {
            index += 1
        } else {
            guard holds(index, "+-"), let hours = number(index + 1, 2), holds(index + 3, ":"),
                let minutes = number(index + 4, 2), hours < 24, minutes < 60
            else { return nil }
            offset = (hours * 3600 + minutes * 60) * (bytes[index] == 0x2D ? -1 : 1)
            index += 6
        }
        guard index == bytes.count else { return nil }
        let days = Int(CivilDate.day(year, month, day))
        secondsSince1970 = Double(days * 86400 + hour * 3600 + minute * 60 + second - offset) + fraction
    }

    public static func < (left: Timestamp, right: Timestamp) -> Bool { left.secondsSince1970 < right.secondsSince1970 }
}
