import GoTemplate

/// A decimal number, exact but for quotients, which have 16 digits after the point: shopspring/decimal in short.
struct Decimal {
    /// The digits of the magnitude, most significant first; empty for zero.
    private var digits: [UInt8]
    private var isNegative: Bool
    /// The power of ten of the last digit.
    private var exponent: Int

    private static let quotientDigits = 16

    /// The shortest decimal that reads back as the number.
    init(_ number: Double) {
        let text = GoFloat.text(number, UInt8(ascii: "e"))
        let parts = text.split(separator: "e")
        var digits: [UInt8] = []
        for byte in (parts.first ?? "0").utf8 where (0x30...0x39).contains(byte) { digits.append(byte - 0x30) }
        let power = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
        self.init(digits, number.sign == .minus, power - digits.count + 1)
    }

    private init(_ digits: [UInt8], _ isNegative: Bool, _ exponent: Int) {
        self.digits = Array(digits.drop { $0 == 0 })
        self.isNegative = isNegative && !self.digits.isEmpty
        self.exponent = exponent
    }

    var double: Double {
        if digits.isEmpty { return 0 }
        let text = String(decoding: digits.map { $0 + 0x30 }, as: UTF8.self)
        return (Double("\(text)e\(exponent)") ?? 0) * (isNegative ? -1 : 1)
    }

    static func + (left: Decimal, right: Decimal) -> Decimal {
        let exponent = min(left.exponent, right.exponent)
        let (first, second) = (left.scaled(to: exponent), right.scaled(to: exponent))
        if left.isNegative == right.isNegative {
            return Decimal(sum(first, second), left.isNegative, exponent)
        }
        if isLess(first, second) { return Decimal(difference(second, first), right.isNegative, exponent) }
        return Decimal(difference(first, second), left.isNegative, exponent)
    }

    static func - (left: Decimal, right: Decimal) -> Decimal {
        left + Decimal(right.digits, !right.isNegative, right.exponent)
    }

    static func * (left: Decimal, right: Decimal) -> Decimal {
        var product = [Int](repeating: 0, count: left.digits.count + right.digits.count)
        for (i, a) in left.digits.enumerated() {
            for (j, b) in right.digits.enumerated() { product[i + j + 1] += Int(a) * Int(b) }
        }
        for index in product.indices.reversed() where product[index] > 9 {
            product[index - 1] += product[index] / 10
            product[index] %= 10
        }
        return Decimal(
            product.map { UInt8($0) }, left.isNegative != right.isNegative, left.exponent + right.exponent)
    }

    /// Rounded half away from zero to 16 digits after the point.
    func divided(by divisor: Decimal) throws(TemplateError) -> Decimal {
        if divisor.digits.isEmpty { throw .call("decimal division by 0") }
        // One digit more than asked for decides about rounding.
        let shift = exponent - divisor.exponent + Self.quotientDigits + 1
        var quotient: [UInt8] = []
        var remainder: [UInt8] = []
        let dividend = digits + [UInt8](repeating: 0, count: max(shift, 0))
        for digit in shift < 0 ? dividend.dropLast(-shift) : dividend[...] {
            remainder.append(digit)
            remainder = Array(remainder.drop { $0 == 0 })
            var count: UInt8 = 0
            while !Self.isLess(remainder, divisor.digits) {
                remainder = Array(Self.difference(remainder, divisor.digits).drop { $0 == 0 })
                count += 1
            }
            quotient.append(count)
        }
        let roundsUp = (quotient.popLast() ?? 0) >= 5
        if roundsUp { quotient = Self.sum(quotient, [1]) }
        return Decimal(quotient, isNegative != divisor.isNegative, -Self.quotientDigits)
    }

    private func scaled(to other: Int) -> [UInt8] { digits + [UInt8](repeating: 0, count: exponent - other) }

    private static func sum(_ left: [UInt8], _ right: [UInt8]) -> [UInt8] {
        let count = max(left.count, right.count) + 1
        var result = [UInt8](repeating: 0, count: count)
        var carry: UInt8 = 0
        for place in 0..<count {
            let a = place < left.count ? left[left.count - 1 - place] : 0
            let b = place < right.count ? right[right.count - 1 - place] : 0
            result[count - 1 - place] = (a + b + carry) % 10
            carry = (a + b + carry) / 10
        }
        return result
    }

    /// `left - right`, which is not negative.
    private static func difference(_ left: [UInt8], _ right: [UInt8]) -> [UInt8] {
        var result = left
        var borrow: Int8 = 0
        for place in 0..<left.count {
            let index = left.count - 1 - place
            let b = place < right.count ? Int8(right[right.count - 1 - place]) : 0
            var digit = Int8(left[index]) - b - borrow
            borrow = digit < 0 ? 1 : 0
            if digit < 0 { digit += 10 }
            result[index] = UInt8(digit)
        }
        return result
    }

    private static func isLess(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        let (left, right) = (left.drop { $0 == 0 }, right.drop { $0 == 0 })
        return left.count == right.count ? left.lexicographicallyPrecedes(right) : left.count < right.count
    }
}
