import Value

/// Checks of built-in objects that fail before any rule is judged: values of the wrong type.
enum BuiltinTypes {
    static func check(_ object: Value, _ schema: Schema, _ target: Target) throws {
        guard let problem = firstMismatch(object, schema, path: "", owner: target.definition.kind) else { return }
        throw StatusError.badRequest(
            "\(target.definition.kind) in version \"\(target.version)\" cannot be handled as a \(target.definition.kind): json: cannot unmarshal \(problem.found) into Go struct field \(problem.owner).\(problem.path) of type \(problem.wanted)"
        )
    }

    private struct Mismatch {
        var found: String
        var owner: String
        var path: String
        var wanted: String
    }

    private static func firstMismatch(_ value: Value, _ schema: Schema, path: String, owner: String) -> Mismatch? {
        if value.isNull { return nil }
        let wanted: String? =
            switch (schema.kind, value) {
            case (.any, _), (.object, .object), (.array, .array), (.string, .string), (.boolean, .bool),
                (.integer, .integer), (.number, .integer), (.number, .float), (.intOrString, .string),
                (.intOrString, .integer), (.quantity, .string), (.quantity, .integer), (.quantity, .float):
                nil
            case (.integer, .float(let number)) where number == number.rounded(): nil
            case (.integer, _): "int32"
            case (.boolean, _): "bool"
            case (.array, _): "[]object"
            case (.object, _): schema.additional == nil ? "object" : "map[string]string"
            default: "string"
            }
        if let wanted {
            let found: String =
                switch value {
                case .bool: "bool"
                case .integer, .float, .number: "number"
                default: value.typeName
                }
            return Mismatch(found: found, owner: owner, path: path, wanted: wanted)
        }
        switch value {
        case .object(let members):
            for (name, member) in members {
                guard let inner = schema.properties[name] ?? schema.additional else { continue }
                let deeper = path.isEmpty ? name : "\(path).\(name)"
                if let found = firstMismatch(member, inner, path: deeper, owner: owner) { return found }
            }
        case .array(let elements):
            guard let inner = schema.items else { return nil }
            for element in elements {
                if let found = firstMismatch(element, inner, path: path, owner: owner) { return found }
            }
        default: break
        }
        return nil
    }
}
