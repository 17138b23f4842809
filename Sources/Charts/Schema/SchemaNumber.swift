import Value

/// Exact enough arithmetic on JSON numbers: decimals as they are written, where 128 bits hold them.
enum SchemaNumber {
    /// Below, at or above zero.
    static func compare(_ left: Value, _ right: Value) -> Int {
        if let (left, right) = scaled(left, right) { return left < right ? -1 : left > right ? 1 : 0 }
        let (left, right) = (double(left), double(right))
        return left < right ? -1 : left > right ? 1 : 0
    }

    /// Numbers are equal by value, whatever their spelling.
    static func areEqual(_ left: Value, _ right: Value) -> Bool {
        switch (left, right) {
        case (.integer, .integer), (.integer, .float), (.integer, .number), (.float, .integer), (.float, .float),
            (.float, .number), (.number, .integer), (.number, .float), (.number, .number):
            compare(left, right) == 0
        case (.array(let left), .array(let right)):
            left.count == right.count && zip(left, right).allSatisfy { areEqual($0, $1) }
        case (.object(let left), .object(let right)):
            left.count == right.count
                && left.allSatisfy { member in right[member.key].map { areEqual(member.value, $0) } ?? false }
        default: left == right
        }
    }

    static func isMultiple(_ value: Value, of divisor: Value) -> Bool {
        if let (value, divisor) = scaled(value, divisor), divisor != 0 { return value % divisor == 0 }
        let quotient = double(value) / double(divisor)
        return quotient == quotient.rounded()
    }

    static func isInteger(_ value: Value) -> Bool {
        switch value {
        case .integer: true
        case .float(let float): float == float.rounded() && float.isFinite
        case .number: scaled(value, .integer(1)).map { $0.0 % $0.1 == 0 } ?? false
        default: false
        }
    }

    static func double(_ value: Value) -> Double {
        switch value {
        case .integer(let integer): Double(integer)
        case .float(let float): float
        case .number(let literal): Double(literal) ?? 0
        default: 0
        }
    }

    /// As English writes it in Helm's messages: thousands in groups, at most six decimals or what the number has.
    static func described(_ value: Value) -> String { grouped(FloatText.json(double(value))) }

    static func described(_ count: Int) -> String { grouped(String(count)) }

    private static func grouped(_ text: String) -> String {
        guard !text.contains("e") else { return text }
        let isNegative = text.hasPrefix("-")
        let parts = text.drop { $0 == "-" }.split(separator: ".")
        var whole = ""
        for (offset, digit) in (parts.first ?? "0").reversed().enumerated() {
            if offset > 0, offset % 3 == 0 { whole.append(",") }
            whole.append(digit)
        }
        let fraction = parts.count > 1 ? ".\(parts[1])" : ""
        return (isNegative ? "-" : "") + String(whole.reversed()) + fraction
    }

    /// Both numbers as integers times the same power of ten.
    private static func scaled(_ left: Value, _ right: Value) -> (Int128, Int128)? {
        guard let left = decimal(left), let right = decimal(right) else { return nil }
        let exponent = min(left.exponent, right.exponent)
        guard let first = shift(left, to: exponent), let second = shift(right, to: exponent) else { return nil }
        return (first, second)
    }

    private static func shift(_ decimal: (digits: Int128, exponent: Int), to exponent: Int) -> Int128? {
        var digits = decimal.digits
        guard decimal.exponent - exponent <= 36 else { return nil }
        for _ in 0..<(decimal.exponent - exponent) {
            let (product, overflow) = digits.multipliedReportingOverflow(by: 10)
            if overflow { return nil }
            digits = product
        }
        return digits
    }

    private static func decimal(_ value: Value) -> (digits: Int128, exponent: Int)? {
        switch value {
        case .integer(let integer): return (Int128(integer), 0)
        case .float(let float): return float.isFinite ? parse(FloatText.json(float)) : nil
        case .number(let literal): return parse(literal)
        default: return nil
        }
    }

    private static func parse(_ literal: String) -> (digits: Int128, exponent: Int)? {
        let halves = literal.lowercased().split(separator: "e", omittingEmptySubsequences: false)
        let mantissa = halves[0].split(separator: ".", omittingEmptySubsequences: false)
        let fraction = mantissa.count > 1 ? mantissa[1] : ""
        guard let digits = Int128(String(mantissa[0]) + fraction), halves.count < 3 else { return nil }
        let exponent = halves.count > 1 ? Int(halves[1]) : 0
        guard let exponent, abs(exponent) < 1_000 else { return nil }
        return (digits, exponent - fraction.count)
    }
}
