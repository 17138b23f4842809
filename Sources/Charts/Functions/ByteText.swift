/// Text as bytes: Go's functions of `strings`, which count and cut bytes.
enum ByteText {
    /// Where `needle` begins at or after `start`.
    static func index(of needle: [UInt8], in bytes: [UInt8], from start: Int = 0) -> Int? {
        guard let first = needle.first else { return start <= bytes.count ? start : nil }
        guard bytes.count >= needle.count, start <= bytes.count - needle.count else { return nil }
        return bytes.withUnsafeBufferPointer { haystack in
            var index = start
            let last = haystack.count - needle.count
            while index <= last {
                if haystack[index] == first {
                    var offset = 1
                    while offset < needle.count, haystack[index + offset] == needle[offset] { offset += 1 }
                    if offset == needle.count { return index }
                }
                index += 1
            }
            return nil
        }
    }

    /// How often `needle`, which is not empty, occurs without overlapping itself.
    static func count(of needle: [UInt8], in bytes: [UInt8]) -> Int {
        var (count, start) = (0, 0)
        while let found = index(of: needle, in: bytes, from: start) {
            count += 1
            start = found + needle.count
        }
        return count
    }

    static func contains(_ bytes: [UInt8], _ needle: [UInt8]) -> Bool { index(of: needle, in: bytes) != nil }

    /// `strings.SplitN`: an empty separator splits into runes; a negative limit is none.
    static func split(_ bytes: [UInt8], _ separator: [UInt8], limit: Int = -1) -> [ArraySlice<UInt8>] {
        if limit == 0 { return [] }
        if separator.isEmpty { return explode(bytes, limit: limit) }
        var parts: [ArraySlice<UInt8>] = []
        var start = 0
        while limit < 0 || parts.count < limit - 1, let found = index(of: separator, in: bytes, from: start) {
            parts.append(bytes[start..<found])
            start = found + separator.count
        }
        parts.append(bytes[start...])
        return parts
    }

    private static func explode(_ bytes: [UInt8], limit: Int) -> [ArraySlice<UInt8>] {
        var parts: [ArraySlice<UInt8>] = []
        var start = 0
        while start < bytes.count {
            if limit > 0, parts.count == limit - 1 {
                parts.append(bytes[start...])
                return parts
            }
            var end = start + 1
            while end < bytes.count, bytes[end] & 0xC0 == 0x80 { end += 1 }
            parts.append(bytes[start..<end])
            start = end
        }
        return parts
    }

    /// `strings.ReplaceAll`.
    static func replacing(_ bytes: [UInt8], _ old: [UInt8], with new: [UInt8]) -> [UInt8] {
        if old.isEmpty {
            var output = new
            for part in explode(bytes, limit: -1) { output += part + new }
            return output
        }
        guard var found = index(of: old, in: bytes) else { return bytes }
        var output: [UInt8] = []
        output.reserveCapacity(bytes.count)
        var start = 0
        while true {
            output += bytes[start..<found]
            output += new
            start = found + old.count
            guard let next = index(of: old, in: bytes, from: start) else { break }
            found = next
        }
        output += bytes[start...]
        return output
    }

    /// `strings.TrimSpace`, whose white space is Unicode's.
    static func trimmed(_ text: String) -> String {
        let scalars = text.unicodeScalars
        guard let first = scalars.firstIndex(where: { !isSpace($0) }),
            let last = scalars.lastIndex(where: { !isSpace($0) })
        else { return "" }
        if first == scalars.startIndex, scalars.index(after: last) == scalars.endIndex { return text }
        return String(text.unicodeScalars[first...last])
    }

    /// Go's `unicode.IsSpace`.
    static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09...0x0D, 0x20, 0x85, 0xA0, 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000: true
        default: false
        }
    }
}
