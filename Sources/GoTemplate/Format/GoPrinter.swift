/// The formatting that a verb's flags ask for, over a buffer.
struct GoPrinter {
    var output: [UInt8] = []
    var width: Int?
    var precision: Int?
    var plus = false
    var minus = false
    var sharp = false
    var space = false
    var zero = false
    /// `%+v` and `%#v`.
    var plusV = false
    var sharpV = false
    /// Whether a wrong verb is being reported, which keeps stringers out.
    var isErroring = false
    var depth = 0
    /// Where printing stops, in bytes: widths make long texts of short formats.
    var limit = TemplateLimits.standard.stringBytes

    /// A value that contains itself would print for ever; Go ends with a stack overflow.
    static let maximumDepth = 200
    /// What a format string may ask for at most, as in Go.
    static let maximumWidth = 1_000_000

    mutating func clearFlags() {
        (width, precision) = (nil, nil)
        (plus, minus, sharp, space, zero) = (false, false, false, false, false)
        (plusV, sharpV) = (false, false)
    }

    /// Whether numbers and texts print as they are: no flag, width or precision asks for more.
    var isPlain: Bool {
        width == nil && precision == nil && !(plus || minus || sharp || space || zero || sharpV)
    }

    mutating func pad(_ bytes: [UInt8]) {
        let missing = (width ?? 0) - (width == nil ? 0 : UTF8Scan.runeCount(bytes))
        guard missing > 0 else {
            output += bytes
            return
        }
        let padding = repeatElement(zero && !minus ? UInt8(ascii: "0") : 0x20, count: missing)
        if minus {
            output += bytes
            output += padding
        } else {
            output += padding
            output += bytes
        }
    }

    mutating func padWithSpaces(_ bytes: [UInt8]) {
        let old = zero
        zero = false
        pad(bytes)
        zero = old
    }

    // MARK: Kinds

    mutating func string(_ bytes: [UInt8], verb: UInt32, of value: TemplateValue) {
        switch UInt8(truncatingIfNeeded: verb) {
        case UInt8(ascii: "v") where sharpV: quote(bytes)
        case UInt8(ascii: "v"), UInt8(ascii: "s"): pad(truncated(bytes))
        case UInt8(ascii: "x"): hexadecimal(bytes, upper: false)
        case UInt8(ascii: "X"): hexadecimal(bytes, upper: true)
        case UInt8(ascii: "q"): quote(bytes)
        default: badVerb(verb, value)
        }
    }

    private func truncated(_ bytes: [UInt8]) -> [UInt8] {
        guard let precision else { return bytes }
        var index = 0
        for _ in 0..<precision where index < bytes.count { index += UTF8Scan.rune(bytes, at: index).width }
        return Array(bytes[..<index])
    }

    private mutating func quote(_ bytes: [UInt8]) {
        let bytes = truncated(bytes)
        if sharp, Self.canBackquote(bytes) {
            pad([0x60] + bytes + [0x60])
        } else {
            pad(Array(GoQuote.quoted(bytes, asciiOnly: plus).utf8))
        }
    }

    private static func canBackquote(_ bytes: [UInt8]) -> Bool {
        var index = 0
        while index < bytes.count {
            let (scalar, width) = UTF8Scan.rune(bytes, at: index)
            index += width
            if width > 1 {
                if scalar.value == 0xFEFF { return false }
                continue
            }
            if scalar.value == 0xFFFD || scalar.value < 0x20 && scalar.value != 9 { return false }
            if scalar.value == 0x60 || scalar.value == 0x7F { return false }
        }
        return true
    }

    private mutating func hexadecimal(_ all: [UInt8], upper: Bool) {
        let bytes = precision.map { Array(all.prefix($0)) } ?? all
        let digits = Array((upper ? "0123456789ABCDEFX" : "0123456789abcdefx").utf8)
        var text: [UInt8] = []
        for (index, byte) in bytes.enumerated() {
            if space, index > 0 { text.append(0x20) }
            if sharp, space || index == 0 { text += [0x30, digits[16]] }
            text += [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
        }
        pad(text)
    }

    mutating func integer(_ magnitude: UInt64, isNegative: Bool, verb: UInt32, of value: TemplateValue, signed: Bool) {
        switch UInt8(truncatingIfNeeded: verb) {
        case UInt8(ascii: "v") where sharpV && !signed:
            let old = sharp
            sharp = true
            digits(magnitude, isNegative, radix: 16)
            sharp = old
        case UInt8(ascii: "v"), UInt8(ascii: "d"): decimal(magnitude, isNegative)
        case UInt8(ascii: "b"): digits(magnitude, isNegative, radix: 2)
        case UInt8(ascii: "o"): digits(magnitude, isNegative, radix: 8)
        case UInt8(ascii: "O"): digits(magnitude, isNegative, radix: 8, prefix: "0o")
        case UInt8(ascii: "x"): digits(magnitude, isNegative, radix: 16)
        case UInt8(ascii: "X"): digits(magnitude, isNegative, radix: 16, upper: true)
        case UInt8(ascii: "c"): pad(Array(String(Character(scalar(magnitude, isNegative))).utf8))
        case UInt8(ascii: "q"):
            pad(Array(GoQuote.quoted(rune: scalar(magnitude, isNegative), asciiOnly: plus).utf8))
        case UInt8(ascii: "U"): unicode(magnitude, isNegative)
        default: badVerb(verb, value)
        }
    }

    /// Decimal digits; charts print files of megabytes number by number, so plain ones take no detour over a text.
    mutating func decimal(_ magnitude: UInt64, _ isNegative: Bool) {
        guard isPlain else { return digits(magnitude, isNegative, radix: 10) }
        if isNegative { output.append(UInt8(ascii: "-")) }
        let start = output.count
        var rest = magnitude
        repeat {
            output.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10))
            rest /= 10
        } while rest > 0
        output[start...].reverse()
    }

    private func scalar(_ magnitude: UInt64, _ isNegative: Bool) -> Unicode.Scalar {
        guard !isNegative, let code = UInt32(exactly: magnitude) else { return "\u{FFFD}" }
        return Unicode.Scalar(code) ?? "\u{FFFD}"
    }

    private mutating func unicode(_ magnitude: UInt64, _ isNegative: Bool) {
        let bits = isNegative ? 0 &- magnitude : magnitude
        var text = String(bits, radix: 16, uppercase: true)
        text = "U+" + String(repeating: "0", count: max(0, max(precision ?? 4, 4) - text.utf8.count)) + text
        if sharp, let code = UInt32(exactly: bits), let scalar = Unicode.Scalar(code), scalar.isGoPrintable {
            text += " '\(scalar)'"
        }
        padWithSpaces(Array(text.utf8))
    }

    private mutating func digits(
        _ magnitude: UInt64, _ isNegative: Bool, radix: Int, upper: Bool = false, prefix: String = ""
    ) {
        var minimum = 0
        if let precision {
            minimum = precision
            if precision == 0, magnitude == 0 {
                output += repeatElement(0x20, count: width ?? 0)
                return
            }
        } else if zero, !minus, let width {
            minimum = width - (isNegative || plus || space ? 1 : 0)
        }
        var text = String(magnitude, radix: radix, uppercase: upper)
        if text.utf8.count < minimum { text = String(repeating: "0", count: minimum - text.utf8.count) + text }
        if sharp {
            switch radix {
            case 2: text = "0b" + text
            case 8 where !text.hasPrefix("0"): text = "0" + text
            case 16: text = (upper ? "0X" : "0x") + text
            default: break
            }
        }
        text = prefix + text
        if isNegative { text = "-" + text } else if plus { text = "+" + text } else if space { text = " " + text }
        padWithSpaces(Array(text.utf8))
    }

    mutating func float(_ value: Double, verb: UInt32, of argument: TemplateValue) {
        let letter: UInt8
        let digits: Int?
        switch UInt8(truncatingIfNeeded: verb) {
        case UInt8(ascii: "v"): (letter, digits) = (UInt8(ascii: "g"), precision)
        case UInt8(ascii: "g"), UInt8(ascii: "G"): (letter, digits) = (UInt8(truncatingIfNeeded: verb), precision)
        case UInt8(ascii: "e"), UInt8(ascii: "E"), UInt8(ascii: "f"):
            (letter, digits) = (UInt8(truncatingIfNeeded: verb), precision ?? 6)
        case UInt8(ascii: "F"): (letter, digits) = (UInt8(ascii: "f"), precision ?? 6)
        case UInt8(ascii: "x"), UInt8(ascii: "X"), UInt8(ascii: "b"):
            (letter, digits) = (UInt8(truncatingIfNeeded: verb), precision)
        default: return badVerb(verb, argument)
        }
        var text = GoFloat.text(value, letter, precision: digits)
        if value.isNaN || value.isInfinite {
            if value.isNaN {
                text = plus ? "+NaN" : space ? " NaN" : "NaN"
            } else if value > 0 {
                text = plus ? "+Inf" : space ? " Inf" : "+Inf"
                if !plus, !space { text = "+Inf" }
            }
            return padWithSpaces(Array(text.utf8))
        }
        if sharp { text = Self.withPoint(text, general: letter | 0x20 == UInt8(ascii: "g"), digits: digits ?? 6) }
        let sign = text.hasPrefix("-") ? "-" : plus ? "+" : space ? " " : ""
        let body = text.hasPrefix("-") ? String(text.dropFirst()) : text
        if !sign.isEmpty, zero, !minus, let width, width > body.utf8.count + 1 {
            output += sign.utf8
            output += repeatElement(UInt8(ascii: "0"), count: width - body.utf8.count - 1)
            output += body.utf8
        } else {
            pad(Array((sign + body).utf8))
        }
    }

    /// The `#` flag: a point in every number, and the trailing zeros of `g`.
    private static func withPoint(_ text: String, general: Bool, digits: Int) -> String {
        let mantissa = text.prefix { $0 != "e" && $0 != "E" }
        var result = String(mantissa)
        var missing = general ? digits : 0
        let significant = mantissa.utf8.drop { $0 == UInt8(ascii: "-") }
        missing -= significant.drop { $0 == 0x30 || $0 == UInt8(ascii: ".") }.count { $0 != UInt8(ascii: ".") }
        if !mantissa.contains(".") {
            if significant.elementsEqual([0x30]) { missing -= 1 }
            result += "."
        }
        if general, missing > 0 { result += String(repeating: "0", count: missing) }
        return result + text.dropFirst(mantissa.count)
    }
}
