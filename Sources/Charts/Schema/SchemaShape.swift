import Value

/// The shape of a schema itself: what the metaschemas of JSON Schema demand of the keywords that count here.
enum SchemaShape {
    private static let typeNames = ["array", "boolean", "integer", "null", "number", "object", "string"]

    static func check(_ object: Object, _ pointer: [String], draft: SchemaDraft) throws(ChartError) {
        for (key, value) in object {
            guard let problem = problem(key, value, draft: draft) else { continue }
            let place = JSONPointer.text(pointer + [key])
            throw ChartError(
                code: .schemaViolated,
                message: "\"\(SchemaCompiler.rootURI)#\" is not valid against metaschema: at '\(place)': \(problem)",
                path: "values.schema.json")
        }
    }

    private static func problem(_ key: String, _ value: Value, draft: SchemaDraft) -> String? {
        switch key {
        case "type": return typeProblem(value)
        case "properties", "patternProperties", "$defs", "definitions", "dependentSchemas", "dependencies",
            "dependentRequired":
            return value.object == nil ? "got \(value.typeName), want object" : nil
        case "required":
            if draft == .four, value.array?.isEmpty == true { return "minItems: got 0, want 1" }
            return textsProblem(value)
        case "allOf", "anyOf", "oneOf", "prefixItems":
            guard let elements = value.array else { return "got \(value.typeName), want array" }
            return elements.isEmpty ? "minItems: got 0, want 1" : nil
        case "enum": return value.array == nil ? "got \(value.typeName), want array" : nil
        case "minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties", "minContains",
            "maxContains":
            guard let count = value.integer else { return "got \(name(value)), want integer" }
            return count < 0 ? "minimum: got \(count), want 0" : nil
        case "minimum", "maximum": return isNumber(value) ? nil : "got \(name(value)), want number"
        case "exclusiveMinimum", "exclusiveMaximum":
            if draft == .four { return value.bool == nil ? "got \(name(value)), want boolean" : nil }
            return isNumber(value) ? nil : "got \(name(value)), want number"
        case "multipleOf":
            guard isNumber(value) else { return "got \(name(value)), want number" }
            return SchemaNumber.compare(value, .integer(0)) > 0 ? nil : "exclusiveMinimum: got 0, want 0"
        case "uniqueItems": return value.bool == nil ? "got \(name(value)), want boolean" : nil
        case "pattern", "format", "$ref", "$anchor", "$dynamicRef":
            return value.string == nil ? "got \(name(value)), want string" : nil
        default: return nil
        }
    }

    private static func typeProblem(_ value: Value) -> String? {
        let list = typeNames.map { "'\($0)'" }.joined(separator: ", ")
        switch value {
        case .string(let name): return typeNames.contains(name) ? nil : "value must be one of \(list)"
        case .array(let elements):
            if elements.isEmpty { return "minItems: got 0, want 1" }
            let isKnown = elements.allSatisfy { $0.string.map(typeNames.contains) ?? false }
            return isKnown ? nil : "value must be one of \(list)"
        default: return "got \(name(value)), want string or array"
        }
    }

    private static func textsProblem(_ value: Value) -> String? {
        guard let elements = value.array else { return "got \(name(value)), want array" }
        return elements.allSatisfy { $0.string != nil } ? nil : "every element must be a string"
    }

    private static func isNumber(_ value: Value) -> Bool { name(value) == "number" }

    /// The JSON type, integers being numbers.
    static func name(_ value: Value) -> String {
        if case .integer = value { "number" } else { value.typeName }
    }
}
