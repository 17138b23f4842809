/// Go's `strconv`: text to numbers.
public enum GoNumber {
    /// `ParseInt`: base 0 takes prefixes and underscores. Nil when the text is not an integer of 64 bits.
    public static func integer(_ text: String, base: Int) -> Int64? {
        var bytes = Array(text.utf8)[...]
        let isNegative = bytes.first == UInt8(ascii: "-")
        if isNegative || bytes.first == UInt8(ascii: "+") { bytes = bytes.dropFirst() }
        guard let magnitude = magnitude(bytes, base: base) else { return nil }
        if isNegative { return magnitude <= 1 << 63 ? Int64(truncatingIfNeeded: 0 &- magnitude) : nil }
        return Int64(exactly: magnitude)
    }

    /// `ParseUint`, which takes no sign.
    public static func unsigned(_ text: String, base: Int) -> UInt64? {
        magnitude(Array(text.utf8)[...], base: base)
    }

    private static func magnitude(_ text: ArraySlice<UInt8>, base: Int) -> UInt64? {
        var digits = text
        var radix = UInt64(base)
        var allowsUnderscore = false
        if base == 0 {
            allowsUnderscore = true
            radix = 10
            if digits.first == 0x30, digits.count > 1 {
                let second = digits[digits.startIndex + 1] | 0x20
                switch second {
                case UInt8(ascii: "x"): (radix, digits) = (16, digits.dropFirst(2))
                case UInt8(ascii: "b"): (radix, digits) = (2, digits.dropFirst(2))
                case UInt8(ascii: "o"): (radix, digits) = (8, digits.dropFirst(2))
                default: (radix, digits) = (8, digits.dropFirst())
                }
            }
        }
        // Go 0: an underscore may only stand between digits, or between the prefix and a digit.
        guard !digits.isEmpty, digits.last != UInt8(ascii: "_") else { return nil }
        if base == 0, radix == 10, digits.first == UInt8(ascii: "_") { return nil }
        var value: UInt64 = 0
        var previousIsUnderscore = false
        for byte in digits {
            if byte == UInt8(ascii: "_") {
                guard allowsUnderscore, !previousIsUnderscore else { return nil }
                previousIsUnderscore = true
                continue
            }
            previousIsUnderscore = false
            guard let digit = digit(byte), digit < radix else { return nil }
            let (product, overflowed) = value.multipliedReportingOverflow(by: radix)
            let (sum, carried) = product.addingReportingOverflow(digit)
            if overflowed || carried { return nil }
            value = sum
        }
        return value
    }

    private static func digit(_ byte: UInt8) -> UInt64? {
        switch byte {
        case 0x30...0x39: UInt64(byte - 0x30)
        case 0x61...0x7A: UInt64(byte - 0x61 + 10)
        case 0x41...0x5A: UInt64(byte - 0x41 + 10)
        default: nil
        }
    }

    /// `ParseFloat` to 64 bits; nil when the text is not a number or out of range.
    public static func float(_ text: String) -> Double? {
        var bytes = Array(text.utf8)
        let underscore = UInt8(ascii: "_")
        if bytes.contains(underscore) {
            // They may only stand between digits.
            for (index, byte) in bytes.enumerated() where byte == underscore {
                guard index > 0, index + 1 < bytes.count, digit(bytes[index - 1]) != nil, digit(bytes[index + 1]) != nil
                else { return nil }
            }
            bytes.removeAll { $0 == underscore }
        }
        guard let first = bytes.first(where: { $0 != UInt8(ascii: "-") && $0 != UInt8(ascii: "+") }) else { return nil }
        guard first > 0x39 || bytes.contains(where: { (0x30...0x39).contains($0) }) else { return nil }
        let plain = String(decoding: bytes, as: UTF8.self)
        if first > 0x39 {
            switch plain.lowercased() {
            case "inf", "+inf", "infinity", "+infinity": return .infinity
            case "-inf", "-infinity": return -.infinity
            case "nan": return .nan
            default: return nil
            }
        }
        if plain.hasPrefix("0x") || plain.hasPrefix("0X"), !plain.lowercased().contains("p") { return nil }
        var normalized = plain
        if normalized.hasSuffix(".") { normalized += "0" }
        if let dot = normalized.firstIndex(of: "."),
            let next = normalized.index(dot, offsetBy: 1, limitedBy: normalized.endIndex),
            next < normalized.endIndex, normalized[next] == "e" || normalized[next] == "E"
        {
            normalized.insert("0", at: next)
        }
        if let sign = normalized.first, sign == "." { normalized = "0" + normalized }
        if normalized.hasPrefix("-.") { normalized = "-0" + normalized.dropFirst() }
        if normalized.hasPrefix("+.") { normalized = "0" + normalized.dropFirst() }
        guard let value = Double(normalized), value.isFinite else { return nil }
        return value
    }
}
