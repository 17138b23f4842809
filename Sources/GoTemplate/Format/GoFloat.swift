#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Go's `strconv.FormatFloat` for 64 bits.
public enum GoFloat {
    /// - Parameters:
    ///   - verb: one of `b e E f g G x X`.
    ///   - precision: digits after the point (`e`, `f`) or in all (`g`); nil for the fewest that identify the number.
    public static func text(_ value: Double, _ verb: UInt8 = UInt8(ascii: "g"), precision: Int? = nil) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
        let isNegative = value.sign == .minus
        let lower = verb | 0x20
        let magnitude = abs(value)
        let body: [UInt8]
        switch lower {
        case UInt8(ascii: "e"):
            let digits = precision.map { Digits(magnitude, significant: $0 + 1) } ?? Digits(shortest: magnitude)
            body = exponential(digits, precision ?? max(digits.count - 1, 0), verb)
        case UInt8(ascii: "f"):
            if let precision {
                body = Array(formatted("%.*f", precision, magnitude).utf8)
            } else {
                let digits = Digits(shortest: magnitude)
                body = fixed(digits, max(digits.count - digits.point, 0))
            }
        case UInt8(ascii: "x"): body = hexadecimal(magnitude, precision, isUpper: verb != lower)
        case UInt8(ascii: "b"): body = Array("\(binary(magnitude))".utf8)
        default: body = general(magnitude, precision, verb)
        }
        return (isNegative ? "-" : "") + String(decoding: body, as: UTF8.self)
    }

    /// `0x1.8p+01`: the C library's, with an exponent of two digits at least.
    private static func hexadecimal(_ value: Double, _ precision: Int?, isUpper: Bool) -> [UInt8] {
        let text = formatted(precision == nil ? "%a" : "%.*a", precision ?? 0, value, hasPrecision: precision != nil)
        let parts = text.split(separator: "p")
        let exponent = parts.count > 1 ? parts[1] : "+0"
        let digits = exponent.dropFirst()
        let body = "\(parts.first ?? "0x0")p\(exponent.prefix(1))\(digits.count < 2 ? "0" : "")\(digits)"
        return Array((isUpper ? body.uppercased() : body).utf8)
    }

    /// `4503599627370496p-52`: the mantissa as an integer.
    private static func binary(_ value: Double) -> String {
        let bits = value.bitPattern
        let fraction = bits & (1 << 52 - 1)
        let exponent = Int(bits >> 52 & 0x7FF)
        let mantissa = exponent == 0 ? fraction : fraction | 1 << 52
        let power = max(exponent, 1) - 1075
        return "\(mantissa)p\(power < 0 ? "" : "+")\(power)"
    }

    private static func general(_ value: Double, _ requested: Int?, _ verb: UInt8) -> [UInt8] {
        let precision = requested.map { $0 == 0 ? 1 : $0 }
        let digits = precision.map { Digits(value, significant: $0) } ?? Digits(shortest: value)
        var limit = precision ?? 6
        if let precision, precision > digits.count, digits.count >= digits.point { limit = digits.count }
        let exponent = digits.point - 1
        if exponent < -4 || exponent >= limit {
            let shown = min(precision ?? digits.count, digits.count)
            return exponential(
                digits, max(shown - 1, 0), verb == UInt8(ascii: "G") ? UInt8(ascii: "E") : UInt8(ascii: "e"))
        }
        return fixed(digits, max(digits.count - digits.point, 0))
    }

    /// The significant decimal digits of a number, without trailing zeros, and where the point stands among them.
    private struct Digits {
        var bytes: [UInt8] = []
        var point = 0
        var count: Int { bytes.count }

        init(shortest value: Double) { self.init(text: value.description) }

        init(_ value: Double, significant: Int) {
            self.init(text: GoFloat.formatted("%.*e", max(significant - 1, 0), value))
        }

        private init(text: String) {
            var exponent = 0
            var seenPoint = false
            var after = 0
            var bytes: [UInt8] = []
            let utf8 = Array(text.utf8)
            for (index, byte) in utf8.enumerated() {
                if byte | 0x20 == UInt8(ascii: "e") {
                    exponent = Int(String(decoding: utf8[(index + 1)...], as: UTF8.self)) ?? 0
                    break
                }
                if byte == UInt8(ascii: ".") {
                    seenPoint = true
                } else {
                    bytes.append(byte)
                    if seenPoint { after += 1 }
                }
            }
            var point = bytes.count - after + exponent
            let leading = bytes.prefix { $0 == 0x30 }.count
            bytes.removeFirst(leading)
            point -= leading
            while bytes.last == 0x30 { bytes.removeLast() }
            self.bytes = bytes
            self.point = bytes.isEmpty ? 0 : point
        }
    }

    private static func exponential(_ digits: Digits, _ precision: Int, _ letter: UInt8) -> [UInt8] {
        var output: [UInt8] = [digits.bytes.first ?? 0x30]
        if precision > 0 {
            output.append(UInt8(ascii: "."))
            for index in 1...precision { output.append(index < digits.count ? digits.bytes[index] : 0x30) }
        }
        let exponent = digits.bytes.isEmpty ? 0 : digits.point - 1
        output.append(letter)
        output.append(exponent < 0 ? UInt8(ascii: "-") : UInt8(ascii: "+"))
        if abs(exponent) < 10 { output.append(0x30) }
        output += String(abs(exponent)).utf8
        return output
    }

    private static func fixed(_ digits: Digits, _ precision: Int) -> [UInt8] {
        var output: [UInt8] = []
        if digits.point > 0 {
            for index in 0..<digits.point { output.append(index < digits.count ? digits.bytes[index] : 0x30) }
        } else {
            output.append(0x30)
        }
        if precision > 0 {
            output.append(UInt8(ascii: "."))
            for offset in 0..<precision {
                let index = digits.point + offset
                output.append(digits.bytes.indices.contains(index) ? digits.bytes[index] : 0x30)
            }
        }
        return output
    }

    /// The C library's correctly rounded decimal digits.
    fileprivate static func formatted(
        _ format: String, _ precision: Int, _ value: Double, hasPrecision: Bool = true
    ) -> String {
        var buffer = [CChar](repeating: 0, count: 400 + precision)
        let arguments: [any CVarArg] = hasPrecision ? [Int32(clamping: precision), value] : [value]
        let count = withVaList(arguments) { vsnprintf(&buffer, buffer.count, format, $0) }
        return String(decoding: buffer.prefix(max(0, Int(count))).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
