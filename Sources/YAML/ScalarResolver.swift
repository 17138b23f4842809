import Value

/// What an untagged plain scalar means: mirrors `resolve` of go-yaml v2.
enum ScalarResolver {
    enum Scalar: Equatable {
        case null
        case bool(Bool)
        case integer(Int64)
        /// Beyond the signed 64 bits.
        case unsigned(UInt64)
        case float(Double)
        case timestamp
        case string
    }

    static func resolve(_ text: UnsafeBufferPointer<UInt8>) -> Scalar {
        guard let first = text.first else { return .null }
        switch first {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"):
            return word(text) ?? number(text)
        case UInt8(ascii: "."):
            return word(text) ?? number(text, allowsIntegers: false)
        case UInt8(ascii: "y"), UInt8(ascii: "Y"), UInt8(ascii: "n"), UInt8(ascii: "N"), UInt8(ascii: "t"),
            UInt8(ascii: "T"), UInt8(ascii: "f"), UInt8(ascii: "F"), UInt8(ascii: "o"), UInt8(ascii: "O"),
            UInt8(ascii: "~"):
            return word(text) ?? .string
        default:
            return .string
        }
    }

    private static func word(_ text: UnsafeBufferPointer<UInt8>) -> Scalar? {
        guard text.count <= 5 else { return nil }
        return switch String(decoding: text, as: UTF8.self) {
        case "y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON": .bool(true)
        case "n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF": .bool(false)
        case "~", "null", "Null", "NULL": .null
        case ".nan", ".NaN", ".NAN": .float(.nan)
        case ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF": .float(.infinity)
        case "-.inf", "-.Inf", "-.INF": .float(-.infinity)
        default: nil
        }
    }

    private static func number(_ text: UnsafeBufferPointer<UInt8>, allowsIntegers: Bool = true) -> Scalar {
        if allowsIntegers && Timestamp.matches(text) { return .timestamp }
        if !text.contains(UInt8(ascii: "_")) { return plainNumber(text) ?? .string }
        // In front of digits the point leads to Go's own number syntax, where underscores stand between digits only.
        if !allowsIntegers && !separatesDigits(text) { return .string }
        let plain = text.filter { $0 != UInt8(ascii: "_") }
        return plain.withUnsafeBufferPointer { plainNumber($0) } ?? .string
    }

    private static func separatesDigits(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        text.indices.allSatisfy { index in
            text[index] != UInt8(ascii: "_")
                || (index > 0 && index + 1 < text.count && text[index - 1] &- UInt8(ascii: "0") < 10
                    && text[index + 1] &- UInt8(ascii: "0") < 10)
        }
    }

    private static func plainNumber(_ text: UnsafeBufferPointer<UInt8>) -> Scalar? {
        if let integer = integer(text) { return integer }
        return matchesFloat(text) ? float(text) : nil
    }

    /// An integer with Go's prefixes: `0x`, `0b`, `0o`, and a mere `0` for octal.
    private static func integer(_ text: UnsafeBufferPointer<UInt8>) -> Scalar? {
        var start = 0
        var isNegative = false
        if let sign = text.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
            isNegative = sign == UInt8(ascii: "-")
            start = 1
        }
        var radix: UInt64 = 10
        if text.count > start + 1, text[start] == UInt8(ascii: "0") {
            switch text[start + 1] | 0x20 {
            case UInt8(ascii: "x"): (radix, start) = (16, start + 2)
            case UInt8(ascii: "b"): (radix, start) = (2, start + 2)
            case UInt8(ascii: "o"): (radix, start) = (8, start + 2)
            default: (radix, start) = (8, start + 1)
            }
        }
        guard start < text.count else { return nil }
        var size: UInt64 = 0
        for byte in text[start...] {
            guard let digit = digit(byte), digit < radix else { return nil }
            let (product, overflowed) = size.multipliedReportingOverflow(by: radix)
            let (sum, carried) = product.addingReportingOverflow(digit)
            if overflowed || carried { return nil }
            size = sum
        }
        if isNegative { return size <= UInt64(1) << 63 ? .integer(Int64(truncatingIfNeeded: 0 &- size)) : nil }
        if let value = Int64(exactly: size) { return .integer(value) }
        // Go's ParseUint takes no sign.
        return text.first == UInt8(ascii: "+") ? nil : .unsigned(size)
    }

    private static func digit(_ byte: UInt8) -> UInt64? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt64(byte - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt64(byte - UInt8(ascii: "a") + 10)
        case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt64(byte - UInt8(ascii: "A") + 10)
        default: nil
        }
    }

    /// `[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?`
    private static func matchesFloat(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        var index = 0
        func take(_ first: Unicode.Scalar, _ second: Unicode.Scalar) -> Bool {
            guard index < text.count, text[index] == UInt8(ascii: first) || text[index] == UInt8(ascii: second) else {
                return false
            }
            index += 1
            return true
        }
        func takeDigits() -> Int {
            let start = index
            while index < text.count, text[index] &- UInt8(ascii: "0") < 10 { index += 1 }
            return index - start
        }
        _ = take("-", "+")
        let wholeDigits = takeDigits()
        if take(".", ".") {
            if takeDigits() + wholeDigits == 0 { return false }
        } else if wholeDigits == 0 {
            return false
        }
        if take("e", "E") {
            _ = take("-", "+")
            if takeDigits() == 0 { return false }
        }
        return index == text.count
    }

    /// Out of a double's range the text is not a number, as for Go's `ParseFloat`.
    private static func float(_ text: UnsafeBufferPointer<UInt8>) -> Scalar? {
        guard let value = Double(String(decoding: text, as: UTF8.self)), value.isFinite else { return nil }
        return .float(value)
    }
}
