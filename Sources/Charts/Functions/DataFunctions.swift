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
            do throws(TemplateError) { return .string(try TOML.encode(arguments[0], arguments.execution.stack)) } catch
            {
                return .string(error.message)
            }
        }
        functions.add("mustToToml", [.any]) { .string(try TOML.encode($0[0], $0.execution.stack)) }
        functions.add("fromToml", [.string]) { arguments in
            do throws(TemplateError) {
                return .map(try TOML.decode(arguments.bytes(0), arguments.execution.stack))
            } catch {
                return failure(error.message)
            }
        }
    }

    private static func failure(_ message: String) -> TemplateValue { .dictionary(["Error": .string(message)]) }

    // MARK: JSON

    private static func addJSON(to functions: inout TemplateFunctions) {
        functions.add("toJson", [.any]) { .string((try? json($0)) ?? "") }
        functions.add("mustToJson", [.any]) { .string(try json($0)) }
        functions.add("toPrettyJson", [.any]) { .string((try? json($0, indent: 2)) ?? "") }
        functions.add("mustToPrettyJson", [.any]) { .string(try json($0, indent: 2)) }
        for name in ["toRawJson", "mustToRawJson"] {
            functions.add(name, [.any]) { .string(try json($0, escapesHTML: false)) }
        }
        functions.add("fromJson", [.string]) { arguments in
            do throws(TemplateError) {
                let value = try GoJSON.decode(arguments.bytes(0), arguments.execution.stack)
                if case .map = value { return value }
                if value.isNil { return .dictionary([:]) }
                return failure(mismatch(value, "map[string]interface {}"))
            } catch { return failure(error.message) }
        }
        functions.add("fromJsonArray", [.string]) { arguments in
            do throws(TemplateError) {
                let value = try GoJSON.decode(arguments.bytes(0), arguments.execution.stack)
                if case .list = value { return value }
                if value.isNil { return .typedList(TypedList(nilOf: .any)) }
                return .list([.string(mismatch(value, "[]interface {}"))])
            } catch { return .list([.string(error.message)]) }
        }
        functions.add("mustFromJson", [.string]) { try GoJSON.decode($0.bytes(0), $0.execution.stack) }
    }

    private static func json(
        _ arguments: TemplateArguments, escapesHTML: Bool = true, indent: Int? = nil
    ) throws(TemplateError) -> String {
        let bytes = try GoJSON.encode(
            arguments[0], escapesHTML: escapesHTML, indent: indent, arguments.execution.stack)
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
        functions.add("toYaml", [.any]) { (try? yaml($0)) ?? .string("") }
        functions.add("mustToYaml", [.any]) { try yaml($0) }
        functions.add("toYamlPretty", [.any]) {
            (try? PrettyYAML.encode($0[0], $0.execution.stack)).map { .string($0) } ?? .string("")
        }
        functions.add("fromYaml", [.string]) { arguments in
            do throws(TemplateError) {
                let value = try decoded(arguments.string(0))
                if case .map = value { return value }
                if value.isNil { return .dictionary([:]) }
                return failure(conversion + mismatch(value, "map[string]interface {}"))
            } catch { return failure(error.message) }
        }
        functions.add("fromYamlArray", [.string]) { arguments in
            do throws(TemplateError) {
                let value = try decoded(arguments.string(0))
                if case .list = value { return value }
                return .list(value.isNil ? [] : [.string(conversion + mismatch(value, "[]interface {}"))])
            } catch { return .list([.string(error.message)]) }
        }
    }

    private static let conversion = "error unmarshaling JSON: while decoding JSON: "

    private static func yaml(_ arguments: TemplateArguments) throws(TemplateError) -> TemplateValue {
        var bytes = YAML.encodeBytes(try jsonValue(arguments[0], arguments.execution.stack, depth: 0))
        if bytes.last == 0x0A { bytes.removeLast() }
        return TemplateValue(bytes: bytes)
    }

    private static func decoded(_ text: String) throws(TemplateError) -> TemplateValue {
        do throws(YAMLError) {
            return TemplateValue(try YAML.decode(text, file: "", rules: .helm))
        } catch {
            throw .call("error converting YAML to JSON: \(error.goText)")
        }
    }

    /// The value after its trip through JSON, on which Go's YAML encoder of Kubernetes takes it: whole floats are
    /// integers then.
    private static func jsonValue(
        _ value: TemplateValue, _ stack: StackGuard, depth: Int
    ) throws(TemplateError) -> Value {
        guard depth < 1_000, !stack.isExhausted else { throw .call("json: unsupported value: encountered a cycle") }
        switch value {
        case .string(let text): return .string(text)
        case .bool(let flag): return .bool(flag)
        case .float64(let number):
            guard number.isFinite else { throw .call("json: unsupported value: \(GoFloat.text(number))") }
            // Beyond this, JSON's shortest digits are not the integer's own, and it is the digits that YAML reads.
            if abs(number) < 0x1p53, let integer = Int64(exactly: number) { return .integer(integer) }
            return .float(number)
        case .list(let elements): return try jsonArray(elements, stack, depth: depth)
        case .typedList(let list) where list.isNil: return .null
        case .typedList(let list): return try jsonArray(list.elements, stack, depth: depth)
        case .map(let map) where map.isNil: return .null
        case .map(let map):
            var object = Object()
            object.reserveCapacity(map.count)
            for key in map.keys { object[key] = try jsonValue(map[key] ?? .nil, stack, depth: depth + 1) }
            return .object(object)
        case .object(let host):
            if let encoded = host.encoded ?? host.underlying { return try jsonValue(encoded, stack, depth: depth + 1) }
            var object = Object()
            for field in host.fields { object[field.name] = try jsonValue(field.value, stack, depth: depth + 1) }
            return .object(object)
        case .number(let literal):
            if let integer = Int64(literal) { return .integer(integer) }
            guard let number = GoNumber.float(literal) else { return try Value(value) }
            return try jsonValue(.float64(number), stack, depth: depth)
        default: return try Value(value)
        }
    }

    private static func jsonArray(
        _ elements: [TemplateValue], _ stack: StackGuard, depth: Int
    ) throws(TemplateError) -> Value {
        var values: [Value] = []
        values.reserveCapacity(elements.count)
        for element in elements { values.append(try jsonValue(element, stack, depth: depth + 1)) }
        return .array(values)
    }
}
