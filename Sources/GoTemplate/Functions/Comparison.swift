/// `eq`, `lt` and their kin of text/template, with Go's rules about types.
public enum Comparison {
    private enum Basic { case bool, int, uint, float, string, none }

    private static func basic(_ value: TemplateValue) -> Basic {
        switch value {
        case .bool: .bool
        case .int, .int64: .int
        case .integer(let typed): typed.kind.isSigned ? .int : .uint
        case .float64: .float
        case .string, .rawString, .number: .string
        case .object(let object): object.underlying.map(basic) ?? .none
        default: .none
        }
    }

    /// `eq value a b …`: whether the value equals any of the others.
    static func isEqual(
        _ value: TemplateValue, toAny others: ArraySlice<TemplateValue>
    ) throws(TemplateError) -> Bool {
        if others.isEmpty { throw .call("missing argument for comparison") }
        for other in others where try isEqual(value, other) { return true }
        return false
    }

    private static func isEqual(_ left: TemplateValue, _ right: TemplateValue) throws(TemplateError) -> Bool {
        if case .string(let left) = left, case .string(let right) = right { return equalBytes(left, right) }
        switch (basic(left), basic(right)) {
        case (.int, .uint): return left.signedInteger == right.unsignedInteger.flatMap { Int64(exactly: $0) }
        case (.uint, .int): return right.signedInteger == left.unsignedInteger.flatMap { Int64(exactly: $0) }
        case (.bool, .bool):
            if case .bool(let left) = left, case .bool(let right) = right { return left == right }
            return false
        case (.int, .int): return left.signedInteger == right.signedInteger
        case (.uint, .uint): return left.unsignedInteger == right.unsignedInteger
        case (.float, .float):
            if case .float64(let left) = left, case .float64(let right) = right { return left == right }
            return false
        case (.string, .string): return left.stringBytes == right.stringBytes
        case (.none, .none): return try isSame(left, right)
        default:
            if left.isNil || right.isNil { return false }
            throw incompatible(left, right)
        }
    }

    private static func incompatible(_ left: TemplateValue, _ right: TemplateValue) -> TemplateError {
        .call("incompatible types for comparison: \(left.typeName) and \(right.typeName)")
    }

    /// Strings as Go compares them, byte by byte; Swift's own equality is canonical.
    public static func equalBytes(_ left: String, _ right: String) -> Bool {
        left.utf8.count == right.utf8.count && left.utf8.elementsEqual(right.utf8)
    }

    private static func isSame(_ left: TemplateValue, _ right: TemplateValue) throws(TemplateError) -> Bool {
        if left.isNil || right.isNil { return left.isNil && right.isNil }
        if left.kind != right.kind {
            throw .call(
                "non-comparable types \(GoFormat.text(left)): \(left.typeName), "
                    + "\(right.typeName): \(GoFormat.text(right))")
        }
        switch (left, right) {
        case (.object(let left), .object(let right)): return left.isEqual(to: right)
        default: throw .call("non-comparable type \(reflected(right)): \(right.typeName)")
        }
    }

    /// How Go prints a `reflect.Value` with `%s`.
    private static func reflected(_ value: TemplateValue) -> String {
        GoFormat.printf("%s", value)
    }

    static func isLess(_ left: TemplateValue, _ right: TemplateValue) throws(TemplateError) -> Bool {
        let kinds = (basic(left), basic(right))
        if kinds.0 == .none || kinds.1 == .none { throw .call("invalid type for comparison") }
        switch kinds {
        case (.bool, .bool): throw .call("invalid type for comparison")
        case (.int, .int): return (left.signedInteger ?? 0) < (right.signedInteger ?? 0)
        case (.uint, .uint): return (left.unsignedInteger ?? 0) < (right.unsignedInteger ?? 0)
        case (.int, .uint):
            let number = left.signedInteger ?? 0
            return number < 0 || UInt64(number) < right.unsignedInteger ?? 0
        case (.uint, .int):
            let number = right.signedInteger ?? 0
            return number >= 0 && left.unsignedInteger ?? 0 < UInt64(number)
        case (.float, .float):
            if case .float64(let left) = left, case .float64(let right) = right { return left < right }
            return false
        case (.string, .string):
            return (left.stringBytes ?? []).lexicographicallyPrecedes(right.stringBytes ?? [])
        default: throw incompatible(left, right)
        }
    }

    static func isLessOrEqual(_ left: TemplateValue, _ right: TemplateValue) throws(TemplateError) -> Bool {
        if try isLess(left, right) { return true }
        return try isEqual(left, right)
    }
}
