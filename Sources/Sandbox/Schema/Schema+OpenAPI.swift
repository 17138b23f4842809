import Value

extension Schema {
    /// Reads a structural schema of a CRD (`openAPIV3Schema`).
    convenience init(openAPI source: Value) {
        let isIntOrString = source["x-kubernetes-int-or-string"]?.bool ?? false
        let type = source["type"]?.string
        let kind: Kind = isIntOrString ? .intOrString : type.flatMap(Kind.init(rawValue:)) ?? .any
        let members = source["properties"]?.object ?? [:]
        var properties: [String: Schema] = [:]
        for (name, value) in members { properties[name] = Schema(openAPI: value) }

        var additional: Schema?
        switch source["additionalProperties"] {
        case .object(let schema): additional = Schema(openAPI: .object(schema))
        case .bool(true): additional = .any
        default: break
        }
        let preserves = source["x-kubernetes-preserve-unknown-fields"]?.bool ?? false
        let keys = source["x-kubernetes-list-map-keys"]?.array?.compactMap(\.string) ?? []
        let listKind: ListKind =
            switch source["x-kubernetes-list-type"]?.string {
            case "map": .map(keys: keys)
            case "set": .set
            default: .atomic
            }
        func schemas(_ key: String) -> [Schema] { (source[key]?.array ?? []).map(Schema.init(openAPI:)) }
        self.init(
            kind, isNullable: source["nullable"]?.bool ?? false, properties: properties, propertyOrder: members.keys,
            additional: additional, items: source["items"].flatMap { $0.object == nil ? nil : Schema(openAPI: $0) },
            listKind: listKind, isAtomicMap: source["x-kubernetes-map-type"]?.string == "atomic",
            preservesUnknown: preserves, isEmbeddedResource: source["x-kubernetes-embedded-resource"]?.bool ?? false,
            required: source["required"]?.array?.compactMap(\.string) ?? [], defaultValue: source["default"],
            constraints: Constraints(openAPI: source), allOf: schemas("allOf"), anyOf: schemas("anyOf"),
            oneOf: schemas("oneOf"), not: source["not"].map(Schema.init(openAPI:)),
            rules: (source["x-kubernetes-validations"]?.array ?? []).compactMap(ValidationRule.init(openAPI:)))
    }

    /// The schema as an OpenAPI v3 document shows it.
    var openAPI: Value {
        var result = Object()
        if !summary.isEmpty { result["description"] = .string(summary) }
        switch kind {
        case .any: result["x-kubernetes-preserve-unknown-fields"] = true
        case .intOrString: result["x-kubernetes-int-or-string"] = true
        case .quantity: result["oneOf"] = [["type": "string"], ["type": "number"]]
        default: result["type"] = .string(kind.rawValue)
        }
        if !properties.isEmpty {
            result["properties"] = .object(
                Object(propertyOrder.compactMap { name in properties[name].map { (name, $0.openAPI) } }))
        }
        if let additional { result["additionalProperties"] = additional.openAPI }
        if let items { result["items"] = items.openAPI }
        if preservesUnknown { result["x-kubernetes-preserve-unknown-fields"] = true }
        if !required.isEmpty { result["required"] = .array(required.map(Value.string)) }
        if let defaultValue { result["default"] = defaultValue }
        if kind == .array {
            switch listKind {
            case .atomic: result["x-kubernetes-list-type"] = "atomic"
            case .set: result["x-kubernetes-list-type"] = "set"
            case .map(let keys):
                result["x-kubernetes-list-type"] = "map"
                result["x-kubernetes-list-map-keys"] = .array(keys.map(Value.string))
                if let first = keys.first {
                    result["x-kubernetes-patch-merge-key"] = .string(first)
                    result["x-kubernetes-patch-strategy"] = "merge"
                }
            }
        }
        if isAtomicMap { result["x-kubernetes-map-type"] = "atomic" }
        return .object(result)
    }
}

extension Schema.Constraints {
    fileprivate init(openAPI source: Value) {
        func number(_ key: String) -> Double? {
            switch source[key] {
            case .integer(let value): Double(value)
            case .float(let value): value
            default: nil
            }
        }
        func count(_ key: String) -> Int? { source[key]?.integer.map(Int.init) }
        self.init(
            allowed: source["enum"]?.array, pattern: source["pattern"]?.string, format: source["format"]?.string,
            minimum: number("minimum"), maximum: number("maximum"),
            isMinimumExclusive: source["exclusiveMinimum"]?.bool ?? false,
            isMaximumExclusive: source["exclusiveMaximum"]?.bool ?? false, multipleOf: number("multipleOf"),
            minLength: count("minLength"), maxLength: count("maxLength"), minItems: count("minItems"),
            maxItems: count("maxItems"), hasUniqueItems: source["uniqueItems"]?.bool ?? false,
            minProperties: count("minProperties"), maxProperties: count("maxProperties"))
    }
}

extension ValidationRule {
    fileprivate init?(openAPI source: Value) {
        guard let rule = source["rule"]?.string else { return nil }
        self.init(
            rule: rule, message: source["message"]?.string, messageExpression: source["messageExpression"]?.string,
            reason: source["reason"]?.string, fieldPath: source["fieldPath"]?.string)
    }
}
