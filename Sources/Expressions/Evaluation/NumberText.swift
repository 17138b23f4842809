/// Numbers as text with a given count of digits, the way Go's strconv writes them.
enum NumberText {
    private static func scientific(_ digits: [Character], _ exponent: Int) -> String {
        let fraction = digits.count > 1 ? "." + String(digits.dropFirst()) : ""
        let power = String(exponent.magnitude)
        return String(digits[0]) + fraction + "e" + (exponent < 0 ? "-" : "+") + (power.count < 2 ? "0" : "") + power
    }

    /// With exactly `places` digits after the point, halves away from the nearest even digit as C does it.
    static func fixed(_ value: Double, places: Int) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Infinity" : "Infinity" }
        let (whole, fraction) = exactDecimal(value.magnitude)
        var digits =
            whole + fraction.prefix(places) + Array(repeating: UInt8(0), count: max(0, places - fraction.count))
        if roundsUp(fraction.dropFirst(places), lastIsOdd: (digits.last ?? 0) % 2 == 1) { increment(&digits) }
        let split = digits.count - places
        let text = digits.map { Character(Unicode.Scalar($0 + 0x30)) }
        let sign = value.sign == .minus ? "-" : ""
        return sign + String(text[..<split]) + (places > 0 ? "." + String(text[split...]) : "")
    }

    /// One digit, a point, `places` digits and an exponent.
    static func exponential(_ value: Double, places: Int) -> String {
        if value.isNaN || value.isInfinite { return fixed(value, places: places) }
        let sign = value.sign == .minus ? "-" : ""
        if value == 0 { return sign + scientific(["0"] + Array(repeating: "0", count: places), 0) }
        let (whole, fraction) = exactDecimal(value.magnitude)
        var digits = whole + fraction
        var exponent = whole.count - 1
        while digits.first == 0 {
            digits.removeFirst()
            exponent -= 1
        }
        while digits.count <= places { digits.append(0) }
        var kept = Array(digits.prefix(places + 1))
        if roundsUp(digits.dropFirst(places + 1), lastIsOdd: (kept.last ?? 0) % 2 == 1) {
            increment(&kept)
            if kept.count > places + 1 {
                kept.removeLast()
                exponent += 1
            }
        }
        return sign + scientific(kept.map { Character(Unicode.Scalar($0 + 0x30)) }, exponent)
    }

    /// How often the digits of a number are doubled or halved: what writing it takes.
    static func work(_ value: Double) -> Int {
        value.isFinite && value != 0 ? abs(Int(value.exponentBitPattern) - 1075) : 1
    }

    private static func roundsUp(_ rest: ArraySlice<UInt8>, lastIsOdd: Bool) -> Bool {
        guard let first = rest.first else { return false }
        if first != 5 { return first > 5 }
        return lastIsOdd || rest.dropFirst().contains { $0 != 0 }
    }

    private static func increment(_ digits: inout [UInt8]) {
        var index = digits.count - 1
        while index >= 0 {
            if digits[index] < 9 {
                digits[index] += 1
                return
            }
            digits[index] = 0
            index -= 1
        }
        digits.insert(1, at: 0)
    }

    /// Every digit of a finite number, before and after the point.
    private static func exactDecimal(_ value: Double) -> (whole: [UInt8], fraction: [UInt8]) {
        var whole: [UInt8] = [0]
        var mantissa = value.significandBitPattern | (value.exponentBitPattern == 0 ? 0 : 1 << 52)
        var power = Int(max(value.exponentBitPattern, 1)) - 1075
        while power < 0, mantissa != 0, mantissa % 2 == 0 {
            mantissa /= 2
            power += 1
        }
        // The mantissa is a whole number: its decimal digits, doubled or halved as often as the power says.
        whole = String(mantissa).utf8.map { $0 - 0x30 }
        var fraction: [UInt8] = []
        while power > 0 {
            var carry: UInt8 = 0
            for index in whole.indices.reversed() {
                let doubled = whole[index] * 2 + carry
                whole[index] = doubled % 10
                carry = doubled / 10
            }
            if carry > 0 { whole.insert(carry, at: 0) }
            power -= 1
        }
        while power < 0, mantissa != 0 {
            var rest: UInt8 = 0
            for index in whole.indices {
                let part = rest * 10 + whole[index]
                whole[index] = part / 2
                rest = part % 2
            }
            for index in fraction.indices {
                let part = rest * 10 + fraction[index]
                fraction[index] = part / 2
                rest = part % 2
            }
            if rest > 0 { fraction.append(5) }
            if whole.count > 1, whole[0] == 0 { whole.removeFirst() }
            power += 1
        }
        return (whole, fraction)
    }
}
