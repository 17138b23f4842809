/// Go's way of reading runes from bytes that may not be UTF-8.
public enum UTF8Scan {
    /// The rune at `index` and its width; what is not UTF-8 reads as U+FFFD of width one.
    public static func rune(_ bytes: [UInt8], at index: Int) -> (scalar: Unicode.Scalar, width: Int) {
        bytes.withUnsafeBufferPointer { rune($0, at: index) }
    }

    static func rune(_ bytes: UnsafeBufferPointer<UInt8>, at index: Int) -> (scalar: Unicode.Scalar, width: Int) {
        let first = bytes[index]
        if first < 0x80 { return (Unicode.Scalar(first), 1) }
        let (width, low, high): (Int, UInt8, UInt8)
        switch first {
        case 0xC2...0xDF: (width, low, high) = (2, 0x80, 0xBF)
        case 0xE0: (width, low, high) = (3, 0xA0, 0xBF)
        case 0xED: (width, low, high) = (3, 0x80, 0x9F)
        case 0xE1...0xEF: (width, low, high) = (3, 0x80, 0xBF)
        case 0xF0: (width, low, high) = (4, 0x90, 0xBF)
        case 0xF1...0xF3: (width, low, high) = (4, 0x80, 0xBF)
        case 0xF4: (width, low, high) = (4, 0x80, 0x8F)
        default: return ("\u{FFFD}", 1)
        }
        guard index + width <= bytes.count, (low...high).contains(bytes[index + 1]) else { return ("\u{FFFD}", 1) }
        var code = UInt32(first & (0xFF >> UInt8(width + 1))) << 6 | UInt32(bytes[index + 1] & 0x3F)
        for offset in 2..<max(width, 2) {
            let next = bytes[index + offset]
            guard next & 0xC0 == 0x80 else { return ("\u{FFFD}", 1) }
            code = code << 6 | UInt32(next & 0x3F)
        }
        return (Unicode.Scalar(code) ?? "\u{FFFD}", width)
    }

    /// The number of runes, counting every byte that is not UTF-8 as one.
    public static func runeCount(_ bytes: [UInt8]) -> Int {
        var index = 0
        var count = 0
        while index < bytes.count {
            index += bytes[index] < 0x80 ? 1 : rune(bytes, at: index).width
            count += 1
        }
        return count
    }

    /// Runes of a Go string, as converting it to `[]rune` makes them.
    public static func runes(_ bytes: [UInt8]) -> [Unicode.Scalar] {
        var runes: [Unicode.Scalar] = []
        runes.reserveCapacity(bytes.count)
        var index = 0
        while index < bytes.count {
            let (scalar, width) = rune(bytes, at: index)
            runes.append(scalar)
            index += width
        }
        return runes
    }

    /// The bytes from the first on that is not UTF-8; nil when all are.
    public static func invalidTail(of bytes: [UInt8]) -> ArraySlice<UInt8>? {
        var index = 0
        while index < bytes.count {
            let (scalar, width) = rune(bytes, at: index)
            if width == 1, scalar == "\u{FFFD}" { return bytes[index...] }
            index += width
        }
        return nil
    }
}

extension UInt8 {
    /// An ASCII letter, digit or underscore.
    var isWordByte: Bool {
        (0x61...0x7A).contains(self) || (0x41...0x5A).contains(self) || (0x30...0x39).contains(self) || self == 0x5F
    }
}

extension Unicode.Scalar {
    /// Go's `unicode.IsLetter`.
    public var isGoLetter: Bool {
        switch properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: true
        default: false
        }
    }

    /// Go's `unicode.IsDigit`.
    public var isGoDigit: Bool { properties.generalCategory == .decimalNumber }

    /// Go's `unicode.IsPrint`: what `%q` leaves as it is.
    public var isGoPrintable: Bool {
        if value < 0x7F { return value >= 0x20 }
        switch properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .nonspacingMark,
            .spacingMark, .enclosingMark, .decimalNumber, .letterNumber, .otherNumber, .connectorPunctuation,
            .dashPunctuation, .openPunctuation, .closePunctuation, .initialPunctuation, .finalPunctuation,
            .otherPunctuation, .mathSymbol, .currencySymbol, .modifierSymbol, .otherSymbol:
            return true
        default: return false
        }
    }

    /// Go's `%#U`: the code point, and the character where it can be printed.
    var goUnicode: String {
        let digits = String(value, radix: 16, uppercase: true)
        let code = "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
        return isGoPrintable ? "\(code) '\(self)'" : code
    }
}
