import GoTemplate

/// Sprig's arithmetic: on `int64`, and on decimal fractions that end as `float64`.
enum MathFunctions {
    static func add(to functions: inout TemplateFunctions) {
        addConversions(to: &functions)
        addIntegers(to: &functions)
        addFloats(to: &functions)
        addSequences(to: &functions)
    }

    private static func addConversions(to functions: inout TemplateFunctions) {
        functions.add("atoi", [.string]) { .int(clamped($0.string(0))) }
        functions.add("int", [.any]) { .int(GoCast.int($0[0])) }
        functions.add("int64", [.any]) { .int64(GoCast.int64($0[0])) }
        functions.add("float64", [.any]) { .float64(GoCast.float64($0[0])) }
        functions.add("toDecimal", [.any]) { .int64(GoNumber.integer(GoFormat.text($0[0]), base: 8) ?? 0) }
    }

    /// What Go's Atoi gives beside its error: the nearest number where the text's does not fit.
    private static func clamped(_ text: String) -> Int {
        if let number = GoNumber.integer(text, base: 10) { return Int(number) }
        let digits = text.utf8.drop { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "+") }
        guard digits.count + 1 >= text.utf8.count, digits.count > 18, digits.allSatisfy({ (0x30...0x39).contains($0) })
        else { return 0 }
        return text.hasPrefix("-") ? .min : .max
    }

    private static func addIntegers(to functions: inout TemplateFunctions) {
        functions.add("add1", [.any]) { .int64(GoCast.int64($0[0]) &+ 1) }
        functions.add("add", variadic: .any) { .int64($0.values.reduce(0) { $0 &+ GoCast.int64($1) }) }
        functions.add("sub", [.any, .any]) { .int64(GoCast.int64($0[0]) &- GoCast.int64($0[1])) }
        functions.add("mul", [.any], variadic: .any) { .int64($0.values.reduce(1) { $0 &* GoCast.int64($1) }) }
        functions.add("div", [.any, .any]) { arguments in
            let (left, right) = try operands(arguments)
            return .int64(left.dividedReportingOverflow(by: right).partialValue)
        }
        functions.add("mod", [.any, .any]) { arguments in
            let (left, right) = try operands(arguments)
            return .int64(left.remainderReportingOverflow(dividingBy: right).partialValue)
        }
        for name in ["max", "biggest"] {
            functions.add(name, [.any], variadic: .any) { .int64($0.values.map(GoCast.int64).max() ?? 0) }
        }
        functions.add("min", [.any], variadic: .any) { .int64($0.values.map(GoCast.int64).min() ?? 0) }
    }

    private static func operands(_ arguments: TemplateArguments) throws -> (Int64, Int64) {
        let right = GoCast.int64(arguments[1])
        if right == 0 { throw TemplateError.call("runtime error: integer divide by zero") }
        return (GoCast.int64(arguments[0]), right)
    }

    private static func addFloats(to functions: inout TemplateFunctions) {
        functions.add("add1f", [.any]) { try decimal([.float64(GoCast.float64($0[0])), .int(1)]) { $0 + $1 } }
        functions.add("addf", variadic: .any) { try decimal([.int(0)] + $0.values) { $0 + $1 } }
        functions.add("subf", [.any], variadic: .any) { try decimal($0.values) { $0 - $1 } }
        functions.add("mulf", [.any], variadic: .any) { try decimal($0.values) { $0 * $1 } }
        functions.add("divf", [.any], variadic: .any) { arguments in
            try decimal(arguments.values) { left, right throws(TemplateError) in try left.divided(by: right) }
        }
        functions.add("maxf", [.any], variadic: .any) { arguments in
            .float64(
                arguments.values.map(GoCast.float64).reduce(-.infinity) { $0.isNaN || $1.isNaN ? .nan : max($0, $1) })
        }
        functions.add("minf", [.any], variadic: .any) { arguments in
            .float64(
                arguments.values.map(GoCast.float64).reduce(.infinity) { $0.isNaN || $1.isNaN ? .nan : min($0, $1) })
        }
        functions.add("floor", [.any]) { .float64(GoCast.float64($0[0]).rounded(.down)) }
        functions.add("ceil", [.any]) { .float64(GoCast.float64($0[0]).rounded(.up)) }
        functions.add("round", [.any, .int], variadic: .float64) { arguments in
            var limit = 0.5
            if arguments.count > 2, case .float64(let given) = arguments[2] { limit = given }
            return .float64(rounded(GoCast.float64(arguments[0]), places: arguments.int(1), from: limit))
        }
    }

    /// Folds decimals from the left. NaN and infinities have no decimal: Go panics.
    private static func decimal(
        _ values: [TemplateValue], _ combine: (Decimal, Decimal) throws(TemplateError) -> Decimal
    ) throws(TemplateError) -> TemplateValue {
        var result: Decimal?
        for value in values {
            let number = GoCast.float64(value)
            guard number.isFinite else { throw .call("Cannot create a Decimal from \(GoFloat.text(number))") }
            let operand = Decimal(number)
            if let left = result { result = try combine(left, operand) } else { result = operand }
        }
        return .float64(result?.double ?? 0)
    }

    private static func rounded(_ value: Double, places: Int, from limit: Double) -> Double {
        var power = 1.0
        for _ in 0..<min(abs(places), 400) { power *= 10 }
        if places < 0 { power = 1 / power }
        let digit = power * value
        let fraction = digit - digit.rounded(.towardZero)
        return (fraction >= limit ? digit.rounded(.up) : digit.rounded(.down)) / power
    }

    private static func addSequences(to functions: inout TemplateFunctions) {
        functions.add("until", [.int]) { arguments in
            let count = arguments.int(0)
            return .ints(try range(0, count, count < 0 ? -1 : 1, arguments.execution))
        }
        functions.add("untilStep", [.int, .int, .int]) {
            .ints(try range($0.int(0), $0.int(1), $0.int(2), $0.execution))
        }
        functions.add("seq", variadic: .int) { arguments in
            let numbers = try sequence(arguments.values.indices.map { arguments.int($0) }, arguments.execution)
            return .string(numbers.map(String.init).joined(separator: " "))
        }
    }

    /// The integers from `start` to before `stop`.
    private static func range(
        _ start: Int, _ stop: Int, _ step: Int, _ execution: TemplateExecution
    ) throws(TemplateError) -> [Int] {
        guard stop < start ? step < 0 : step > 0 else { return [] }
        let count = start.distance(to: stop).magnitude / step.magnitude
        try execution.reserve(bytes: Int(clamping: count) > .max / 32 ? .max : Int(count) * 32)
        return Array(stride(from: start, to: stop, by: step))
    }

    private static func sequence(_ numbers: [Int], _ execution: TemplateExecution) throws(TemplateError) -> [Int] {
        switch numbers.count {
        case 1:
            let increment = numbers[0] < 1 ? -1 : 1
            return try range(1, numbers[0] &+ increment, increment, execution)
        case 2:
            let step = numbers[1] < numbers[0] ? -1 : 1
            return try range(numbers[0], numbers[1] &+ step, step, execution)
        case 3:
            let (start, step, end) = (numbers[0], numbers[1], numbers[2])
            if end < start, step > 0 { return [] }
            return try range(start, end &+ (end < start ? -1 : 1), step, execution)
        default: return []
        }
    }
}
