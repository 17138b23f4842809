import GoTemplate
import Value
import YAML

/// Helm's and Sprig's functions between values and JSON, YAML and TOML.
enum DataFunctions {
    static func add(to functions: inout TemplateFunctions) {
        addJSON(to: &functions)
        addYAML(to: &functions)
        functions.add("toToml", [.any]) { arguments in
            // Upstream panics before it could make a text of the error.
            if arguments[0].isNil { throw TemplateError.call("reflect: call of reflect.Value.Type on zero Value") }
            do throws(TemplateError) { return .string(try TOML.encode(arguments[0], arguments.execution)) } catch {
                if error.code == .limitExceeded { throw error }
                return .string(error.message)
            }
        }
        functions.add("mustToToml", [.any]) { .string(try TOML.encode($0[0], $0.execution)) }
        functions.add("fromToml", [.string]) { arguments in
            do throws(TemplateError) {
                return .map(try TOML.decode(arguments.bytes(0), arguments.execution))
            } catch { return try failure(error) }
        }
    }

    private static func failure(_ message: String) -> TemplateValue { .dictionary(["Error": .string(message)]) }

    /// Sprig's and Helm's functions return errors as values, but for those that end the execution.
    private static func failure(_ error: TemplateError) throws(TemplateError) -> TemplateValue {
        if error.code == .limitExceeded { throw error }
        return failure(error.message)
    }

    /// The value, or the empty text where Go's function has an error and swallows it.
    private static func orEmpty(
        _ make: () throws(TemplateError) -> TemplateValue
    ) throws(TemplateError) -> TemplateValue {
        do throws(TemplateError) { return try make() } catch {
            if error.code == .limitExceeded { throw error }
            return .string("")
        }
    }

    // MARK: JSON

    private static func addJSON(to functions: inout TemplateFunctions) {
        functions.add("toJson", [.any]) { arguments in
            try orEmpty { () throws(TemplateError) in .string(try json(arguments)) }
        }
        functions.add("mustToJson", [.any]) { .string(try json($0)) }
        functions.add("toPrettyJson", [.any]) { arguments in
            try orEmpty { () throws(TemplateError) in .string(try json(arguments, indent: 2)) }
        }
        functions.add("mustToPrettyJson", [.any]) { .string(try json($0, indent: 2)) }
        for name in ["toRawJson", "mustToRawJson"] {
            functions.add(name, [.any]) { .string(try json($0, escapesHTML: false)) }
        }
        functions.add("fromJson", [.string]) { arguments in
            do throws(TemplateError) {
                let value = try GoJSON.decode(arguments.bytes(0), arguments.execution)
                if case .map = value { return value }
                if value.isNil { return .dictionary([:]) }
                return failure(mismatch(value, "map[string]interface {}"))
            } catch { return try failure(error) }
        }
        functions.add("fromJsonArray", [.string]) { arguments in
            do throws(TemplateError) {
                let value = try GoJSON.decode(arguments.bytes(0), arguments.execution)
                if case .list = value { return value }
                if value.isNil { return .typedList(TypedList(nilOf: .any)) }
                return .list([.string(mismatch(value, "[]interface {}"))])
            } catch {
                if error.code == .limitExceeded { throw error }
                return .list([.string(error.message)])
            }
        }
        functions.add("mustFromJson", [.string]) { try GoJSON.decode($0.bytes(0), $0.execution) }
    }

    private static func json(
        _ arguments: TemplateArguments, escapesHTML: Bool = true, indent: Int? = nil
    ) throws(TemplateError) -> String {
        let bytes = try GoJSON.encode(
            arguments[0], escapesHTML: escapesHTML, indent: indent, arguments.execution)
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func mismatch(_ value: TemplateValue, _ type: String) -> String {
        let found =
            switch value.kind {
            case .map: "object"
            case .slice: "array"
            case .string: "string"
            case .bool: "bool"
            default: "number"
            }
        return "json: cannot unmarshal \(found) into Go value of type \(type)"
    }

    // MARK: YAML

    private static func addYAML(to functions: inout TemplateFunctions) {
        functions.add("toYaml", [.any]) { arguments in
            try orEmpty { () throws(TemplateError) in try yaml(arguments) }
        }
        functions.add("mustToYaml", [.any]) { try yaml($0) }
        functions.add("toYamlPretty", [.any]) { arguments in
            try orEmpty { () throws(TemplateError) in
                .string(try PrettyYAML.encode(arguments[0], arguments.execution))
            }
        }
        functions.add("fromYaml", [.string]) { arguments in
            do throws(TemplateError) {
                let value = try decoded(arguments)
                if case .map = value { return value }
                if value.isNil { return .dictionary([:]) }
                return failure(conversion + mismatch(value, "map[string]interface {}"))
            } catch { return try failure(error) }
        }
        functions.add("fromYamlArray", [.string]) { arguments in
            do throws(TemplateError) {
                let value = try decoded(arguments)
                if case .list = value { return value }
                return .list(value.isNil ? [] : [.string(conversion + mismatch(value, "[]interface {}"))])
            } catch {
                if error.code == .limitExceeded { throw error }
                return .list([.string(error.message)])
            }
        }
    }

    private static let conversion = "error unmarshaling JSON: while decoding JSON: "

    private static func yaml(_ arguments: TemplateArguments) throws(TemplateError) -> TemplateValue {
        let execution = arguments.execution
        let limit = execution.limits.stringBytes
        var bytes = YAML.encodeBytes(try jsonValue(arguments[0], execution, depth: 0), limit: limit)
        try execution.check(size: bytes.count)
        if bytes.last == 0x0A { bytes.removeLast() }
        return TemplateValue(bytes: bytes)
    }

    private static func decoded(_ arguments: TemplateArguments) throws(TemplateError) -> TemplateValue {
        let text = arguments.bytes(0)
        // No value without one of these before or after it.
        let marks = Set("\n,[]{}:-?".utf8)
        let values = text.count { marks.contains($0) }
        try arguments.execution.spend(text.count + values * 8)
        try arguments.execution.allocate(bytes: text.count + values * 48)
        let value: Value
        do throws(YAMLError) {
            value = try YAML.decode(text, file: "", rules: .helm)
        } catch {
            throw .call("error converting YAML to JSON: \(error.goText)")
        }
        try arguments.execution.allocate(bytes: size(of: value))
        return TemplateValue(value)
    }

    /// What a value takes at run time, where aliases are copies.
    private static func size(of value: Value) -> Int {
        switch value {
        case .string(let text), .number(let text): text.utf8.count
        case .array(let elements): elements.reduce(32) { $0 + 24 + size(of: $1) }
        case .object(let members): members.reduce(256) { $0 + 96 + size(of: $1.value) }
        case .null, .bool, .integer, .float: 0
        }
    }

    /// The value after its trip through JSON, on which Go's YAML encoder of Kubernetes takes it: whole floats are
    /// integers then.
    private static func jsonValue(
        _ value: TemplateValue, _ execution: TemplateExecution, depth: Int
    ) throws(TemplateError) -> Value {
        guard depth < 1_000, !execution.stack.isExhausted else {
            throw .call("json: unsupported value: encountered a cycle")
        }
        try execution.spend(1)
        switch value {
        case .string(let text): return .string(text)
        case .bool(let flag): return .bool(flag)
        case .float64(let number):
            guard number.isFinite else { throw .call("json: unsupported value: \(GoFloat.text(number))") }
            // Beyond this, JSON's shortest digits are not the integer's own, and it is the digits that YAML reads.
            if abs(number) < 0x1p53, let integer = Int64(exactly: number) { return .integer(integer) }
            return .float(number)
        case .list(let elements): return try jsonArray(elements, execution, depth: depth)
        case .typedList(let list) where list.isNil: return .null
        case .typedList(let list): return try jsonArray(list.elements, execution, depth: depth)
        case .map(let map) where map.isNil: return .null
        case .map(let map):
            try execution.allocate(bytes: 64 + 48 * map.count)
            var object = Object()
            object.reserveCapacity(map.count)
            for key in map.keys { object[key] = try jsonValue(map[key] ?? .nil, execution, depth: depth + 1) }
            return .object(object)
        case .object(let host):
            if let encoded = host.encoded ?? host.underlying {
                return try jsonValue(encoded, execution, depth: depth + 1)
            }
            var object = Object()
            for field in host.fields { object[field.name] = try jsonValue(field.value, execution, depth: depth + 1) }
            return .object(object)
        case .number(let literal):
            if let integer = Int64(literal) { return .integer(integer) }
            guard let number = GoNumber.float(literal) else { return try Value(value) }
            return try jsonValue(.float64(number), execution, depth: depth)
        default: return try Value(value)
        }
    }

    private static func jsonArray(
        _ elements: [TemplateValue], _ execution: TemplateExecution, depth: Int
    ) throws(TemplateError) -> Value {
        try execution.allocate(bytes: 32 + 24 * elements.count)
        var values: [Value] = []
        values.reserveCapacity(elements.count)
        for element in elements { values.append(try jsonValue(element, execution, depth: depth + 1)) }
        return .array(values)
    }
}
