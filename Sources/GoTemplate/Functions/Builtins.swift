/// The functions that every Go template has. `and` and `or` are evaluated by the evaluator itself.
struct Builtins {
    private var functions: [String: TemplateFunction] = [:]

    subscript(name: String) -> TemplateFunction? { functions[name] }

    init() {
        add("and", [.value], variadic: .value) { $0.values.last ?? .nil }
        add("or", [.value], variadic: .value) { $0.values.last ?? .nil }
        add("not", [.value]) { .bool(!$0[0].isTrue) }
        add("len", [.value]) { arguments in
            if arguments.lastIsInvalid {
                throw TemplateError.call("reflect: call of reflect.Value.Type on zero Value")
            }
            return .int(try Collections.length(arguments[0]))
        }
        add("index", [.value], variadic: .value) { try Collections.index($0[0], $0.rest(from: 1)) }
        add("slice", [.value], variadic: .value) { try Collections.slice($0[0], Array($0.rest(from: 1))) }
        add("call", [.value], variadic: .value) { try Self.call($0) }
        add("eq", [.value], variadic: .value) { .bool(try Comparison.isEqual($0[0], toAny: $0.rest(from: 1))) }
        add("ne", [.value, .value]) { .bool(try !Comparison.isEqual($0[0], toAny: $0.rest(from: 1))) }
        add("lt", [.value, .value]) { .bool(try Comparison.isLess($0[0], $0[1])) }
        add("le", [.value, .value]) { .bool(try Comparison.isLessOrEqual($0[0], $0[1])) }
        add("gt", [.value, .value]) { .bool(try !Comparison.isLessOrEqual($0[0], $0[1])) }
        add("ge", [.value, .value]) { .bool(try !Comparison.isLess($0[0], $0[1])) }
        add("print", variadic: .any) { try Self.text($0) { GoFormat.print($0.rest(from: 0)) } }
        add("println", variadic: .any) { try Self.text($0) { GoFormat.println($0.rest(from: 0)) } }
        add("printf", [.string], variadic: .any) { try Self.printf($0) }
        add("html", variadic: .any) { try Self.text($0) { Escaping.html(Escaping.text(of: $0)) } }
        add("js", variadic: .any) { try Self.text($0) { Escaping.javaScript(Escaping.text(of: $0)) } }
        add("urlquery", variadic: .any) { try Self.text($0) { Escaping.query(Escaping.text(of: $0)) } }
    }

    private mutating func add(
        _ name: String, _ parameters: [GoType] = [], variadic: GoType? = nil, _ body: @escaping TemplateFunction.Body
    ) {
        functions[name] = TemplateFunction(parameters, variadic: variadic, body)
    }

    /// A text that is at least as long as the strings it is made of, which is checked before it is made.
    private static func text(
        _ arguments: TemplateArguments, _ make: (TemplateArguments) -> [UInt8]
    ) throws -> TemplateValue {
        try arguments.execution.reserve(
            bytes: arguments.rest(from: 0).reduce(0) { $0 + ($1.text?.utf8.count ?? 0) })
        return TemplateValue(bytes: make(arguments))
    }

    private static func printf(_ arguments: TemplateArguments) throws -> TemplateValue {
        let limit = arguments.execution.limits.stringBytes
        let text = GoFormat.printf(arguments.bytes(0), arguments.rest(from: 1), limit: limit)
        try arguments.execution.reserve(bytes: text.count)
        return TemplateValue(bytes: text)
    }

    private static func call(_ arguments: TemplateArguments) throws -> TemplateValue {
        switch arguments[0] {
        case .nil: throw TemplateError.call("call of nil")
        case .function(let function):
            let values = Array(arguments.rest(from: 1))
            let fixed = function.parameters.count
            if function.variadic == nil, values.count != fixed {
                throw TemplateError.call("wrong number of args: got \(values.count) want \(fixed)")
            }
            if values.count < fixed {
                throw TemplateError.call("wrong number of args: got \(values.count) want at least \(fixed)")
            }
            return try function.body(TemplateArguments(values, execution: arguments.execution))
        case let other:
            let text = arguments.firstText.map { "\($0) " } ?? ""
            throw TemplateError.call("non-function \(text)of type \(other.typeName)")
        }
    }
}
