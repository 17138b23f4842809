/// Text or a value that is not a quantity.
public struct QuantityError: Error, Sendable, Equatable, CustomStringConvertible {
    public enum Code: Sendable {
        case syntax
        case unknownSuffix
        case tooLarge
        /// Neither text nor a number.
        case wrongType
    }

    public let code: Code
    public let text: String
    public let message: String

    public var description: String { "quantity \"\(text)\": \(message)" }
}

extension Quantity {
    /// Reads a number with an optional suffix: `n u m k M G T P E`, `Ki Mi Gi Ti Pi Ei`, or an exponent as in `1e3`.
    ///
    /// What is below a billionth is rounded away from zero. A binary amount stops at 2^63-1 as upstream's does; a
    /// decimal one beyond 10^29 is an error.
    public init(_ text: String) throws(QuantityError) {
        var parser = Parser(text)
        self = try parser.parse()
    }

    /// Reads text, or takes a number as it is.
    public init(_ value: Value) throws(QuantityError) {
        switch value {
        case .string(let text): try self.init(text)
        case .integer(let count): self.init(nanos: Int128(count) * Self.nanosPerUnit, format: .decimalSI)
        case .float(let amount): try self.init(FloatText.json(amount))
        case .number(let literal): try self.init(literal)
        default:
            throw QuantityError(
                code: .wrongType, text: value.json(), message: "must be text or a number, not \(value.typeName)")
        }
    }

    private struct Parser {
        private let text: String
        private let bytes: [UInt8]
        private var index = 0

        init(_ text: String) {
            self.text = text
            bytes = Array(text.utf8)
        }

        mutating func parse() throws(QuantityError) -> Quantity {
            var isNegative = false
            if let sign = bytes.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
                isNegative = sign == UInt8(ascii: "-")
                index = 1
            }
            var digits = takeDigits()
            var fractionCount = 0
            if index < bytes.count, bytes[index] == UInt8(ascii: ".") {
                index += 1
                let fraction = takeDigits()
                fractionCount = fraction.count
                digits += fraction
            }
            if digits.isEmpty { throw error(.syntax, "has no digits; write a number such as 500m, 2 or 80Gi") }
            let (format, exponent) = try parseSuffix()
            let size: Int128
            if format == .binarySI {
                let limit = Int128(Int64.max) * Quantity.nanosPerUnit
                size = min(nanos(digits, exponent: -fractionCount, shift: exponent) ?? limit, limit)
            } else {
                guard let nanos = nanos(digits, exponent: exponent - fractionCount, shift: 0) else {
                    throw error(.tooLarge, "is too large; amounts go up to 10^29")
                }
                size = nanos
            }
            // A binary amount below one would lose its fraction.
            let isBelowOne = format == .binarySI && size < Quantity.nanosPerUnit
            return Quantity(nanos: isNegative ? -size : size, format: isBelowOne ? .decimalSI : format)
        }

        private mutating func takeDigits() -> [UInt8] {
            let start = index
            while index < bytes.count, bytes[index] >= UInt8(ascii: "0"), bytes[index] <= UInt8(ascii: "9") {
                index += 1
            }
            return Array(bytes[start..<index])
        }

        /// The format, and the exponent to ten or (for a binary suffix) to two.
        private func parseSuffix() throws(QuantityError) -> (Format, Int) {
            let suffix = String(decoding: bytes[index...], as: UTF8.self)
            switch suffix {
            case "n": return (.decimalSI, -9)
            case "u": return (.decimalSI, -6)
            case "m": return (.decimalSI, -3)
            case "": return (.decimalSI, 0)
            case "k": return (.decimalSI, 3)
            case "M": return (.decimalSI, 6)
            case "G": return (.decimalSI, 9)
            case "T": return (.decimalSI, 12)
            case "P": return (.decimalSI, 15)
            case "E": return (.decimalSI, 18)
            case "Ki": return (.binarySI, 10)
            case "Mi": return (.binarySI, 20)
            case "Gi": return (.binarySI, 30)
            case "Ti": return (.binarySI, 40)
            case "Pi": return (.binarySI, 50)
            case "Ei": return (.binarySI, 60)
            default: break
            }
            if suffix.hasPrefix("e") || suffix.hasPrefix("E"), let exponent = Int32(suffix.dropFirst()) {
                return (.decimalExponent, Int(exponent))
            }
            throw error(
                .unknownSuffix, "has the unknown suffix '\(suffix)'; known are n u m k M G T P E and Ki Mi Gi Ti Pi Ei")
        }

        /// digits × 10^exponent × 2^shift in billionths, rounded up; nil when it is too large.
        private func nanos(_ digits: [UInt8], exponent: Int, shift: Int) -> Int128? {
            var (size, power, isRounded) = significant(digits, exponent: exponent + 9)
            if size == 0 { return 0 }
            while power > 0 {
                let (product, overflowed) = size.multipliedReportingOverflow(by: 10)
                if overflowed { return nil }
                size = product
                power -= 1
            }
            // What is dropped here is far below a billionth.
            while power < -38, size > 0 {
                isRounded = isRounded || size % 10 != 0
                size /= 10
                power += 1
            }
            if size == 0 { return 1 }
            var divisor: UInt128 = 1
            for _ in 0..<max(-power, 0) { divisor *= 10 }
            let product = size.multipliedFullWidth(by: UInt128(1) << UInt128(shift))
            guard product.high < divisor else { return nil }
            let (quotient, remainder) = divisor.dividingFullWidth(product)
            return Int128(exactly: quotient).map { remainder != 0 || isRounded ? $0 + 1 : $0 }
        }

        /// The first 36 significant digits, the power of ten that they lack, and whether others than zeros follow.
        private func significant(_ digits: [UInt8], exponent: Int) -> (size: UInt128, power: Int, isRounded: Bool) {
            var size: UInt128 = 0
            var power = exponent
            var count = 0
            var isRounded = false
            for digit in digits {
                if count < 36 {
                    size = size * 10 + UInt128(digit - UInt8(ascii: "0"))
                    if size > 0 { count += 1 }
                } else {
                    isRounded = isRounded || digit != UInt8(ascii: "0")
                    power += 1
                }
            }
            return (size, power, isRounded)
        }

        private func error(_ code: QuantityError.Code, _ message: String) -> QuantityError {
            QuantityError(code: code, text: String(text.prefix(64)), message: message)
        }
    }
}
