extension Value {
    /// The number of a valid JSON literal, in the narrowest case that keeps all its digits.
    init(numberLiteral literal: String, isWhole: Bool) {
        if isWhole, let value = Int64(literal) {
            self = .integer(value)
            return
        }
        guard let value = Double(literal), value.isFinite else {
            self = .number(literal)
            return
        }
        let isNegative = value.sign == .minus
        let written = FloatText.Decimal(literal, isNegative: isNegative)
        let kept = FloatText.Decimal(value.description, isNegative: isNegative)
        self = written == kept ? .float(value) : .number(literal)
    }

    /// The nearest double, whichever way the number is held; nil when this is not a number.
    public var double: Double? {
        switch self {
        case .integer(let value): Double(value)
        case .float(let value): value
        case .number(let literal): Double(literal)
        default: nil
        }
    }
}
