/// Floats as Go prints them: the shortest digits that read back as the same number.
///
/// Mirrors Go's `strconv.FormatFloat` and `encoding/json`.
public enum FloatText {
    /// `strconv.FormatFloat(value, 'g', -1, 64)`, which is also what `%v` prints: `100000`, `1e+06`, `1e-05`, `+Inf`.
    public static func general(_ value: Double) -> String {
        guard value.isFinite else { return special(value.isNaN, value < 0) }
        return Decimal(value.description, isNegative: value.sign == .minus).general()
    }

    /// `strconv.FormatFloat(value, 'g', -1, 32)`.
    public static func general(_ value: Float) -> String {
        guard value.isFinite else { return special(value.isNaN, value < 0) }
        return Decimal(value.description, isNegative: value.sign == .minus).general()
    }

    /// The number as `encoding/json` writes it: an exponent only below 1e-6 or from 1e21 on, and no fraction when it is
    /// whole. JSON has no NaN and no infinities: they become `null`.
    public static func json(_ value: Double) -> String {
        guard value.isFinite else { return "null" }
        let size = value.magnitude
        let decimal = Decimal(value.description, isNegative: value.sign == .minus)
        if size != 0, size < 1e-6 || size >= 1e21 { return decimal.scientific(exponentDigits: 1) }
        return decimal.plain()
    }

    private static func special(_ isNaN: Bool, _ isNegative: Bool) -> String {
        isNaN ? "NaN" : isNegative ? "-Inf" : "+Inf"
    }

    /// Decimal digits and the place of the point: 0.d1d2d3… × 10^point.
    struct Decimal: Equatable {
        private(set) var digits: [UInt8] = []
        private(set) var point = 0
        let isNegative: Bool

        /// From here on Go writes the shortest form with an exponent.
        private static let exponentThreshold = 6

        /// Reads digits with an optional point and exponent; other characters do not occur in a number's description.
        init(_ text: some StringProtocol, isNegative: Bool) {
            self.isNegative = isNegative
            var exponent = 0
            var isExponentNegative = false
            var sawPoint = false
            var sawExponent = false
            for byte in text.utf8 {
                switch byte {
                case UInt8(ascii: "0")...UInt8(ascii: "9"):
                    if sawExponent {
                        // Far beyond any float, and safe from overflow.
                        if exponent < 100_000_000 { exponent = exponent * 10 + Int(byte - UInt8(ascii: "0")) }
                    } else if digits.isEmpty && byte == UInt8(ascii: "0") {
                        if sawPoint { point -= 1 }
                    } else {
                        digits.append(byte)
                        if !sawPoint { point += 1 }
                    }
                case UInt8(ascii: "."): sawPoint = true
                case UInt8(ascii: "e"), UInt8(ascii: "E"): sawExponent = true
                case UInt8(ascii: "-"): if sawExponent { isExponentNegative = true }
                default: break
                }
            }
            while digits.last == UInt8(ascii: "0") { digits.removeLast() }
            point = digits.isEmpty ? 0 : point + (isExponentNegative ? -exponent : exponent)
        }

        func general() -> String {
            let exponent = digits.isEmpty ? 0 : point - 1
            return exponent < -4 || exponent >= Self.exponentThreshold ? scientific(exponentDigits: 2) : plain()
        }

        func plain() -> String {
            var text: [UInt8] = isNegative ? [UInt8(ascii: "-")] : []
            if point <= 0 {
                text.append(UInt8(ascii: "0"))
            } else {
                text.append(contentsOf: digits.prefix(point))
                if digits.count < point {
                    text.append(contentsOf: repeatElement(UInt8(ascii: "0"), count: point - digits.count))
                }
            }
            if digits.count > point {
                text.append(UInt8(ascii: "."))
                if point < 0 { text.append(contentsOf: repeatElement(UInt8(ascii: "0"), count: -point)) }
                text.append(contentsOf: digits.dropFirst(max(point, 0)))
            }
            return String(decoding: text, as: UTF8.self)
        }

        func scientific(exponentDigits: Int) -> String {
            var text: [UInt8] = isNegative ? [UInt8(ascii: "-")] : []
            text.append(digits.first ?? UInt8(ascii: "0"))
            if digits.count > 1 {
                text.append(UInt8(ascii: "."))
                text.append(contentsOf: digits.dropFirst())
            }
            let exponent = digits.isEmpty ? 0 : point - 1
            text.append(UInt8(ascii: "e"))
            text.append(exponent < 0 ? UInt8(ascii: "-") : UInt8(ascii: "+"))
            let size = String(exponent.magnitude)
            if size.utf8.count < exponentDigits { text.append(UInt8(ascii: "0")) }
            text.append(contentsOf: size.utf8)
            return String(decoding: text, as: UTF8.self)
        }
    }
}
