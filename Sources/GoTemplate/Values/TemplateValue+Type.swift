extension TemplateValue {
    public var kind: GoKind {
        switch self {
        case .nil: .invalid
        case .bool: .bool
        case .int: .int
        case .int64: .int64
        case .integer(let value): value.kind
        case .float64: .float64
        case .number, .string, .rawString: .string
        case .bytes, .list, .typedList: .slice
        case .map: .map
        case .object(let object): object.type.kind
        case .function: .function
        }
    }

    /// The type as Go's `%T` prints it.
    public var typeName: String {
        switch self {
        case .nil: "<nil>"
        case .bool: "bool"
        case .int: "int"
        case .int64: "int64"
        case .integer(let value): value.typeName
        case .float64: "float64"
        case .number: "json.Number"
        case .string, .rawString: "string"
        case .bytes: "[]uint8"
        case .list: "[]interface {}"
        case .typedList(let list): list.typeName
        case .map(let map): map.type.name
        case .object(let object): object.type.name
        case .function(let function): function.typeName
        }
    }

    /// Whether Go assigns this value to a variable of `type` without conversion.
    func isAssignable(to type: GoType) -> Bool {
        switch type.kind {
        case .interface: return type.isAny || typeName == type.name
        case .string:
            switch self {
            case .string, .rawString: return type.name == "string"
            case .number: return type.name == "json.Number"
            default: return false
            }
        case .int:
            if case .int = self { return type.name == "int" }
            return typeName == type.name
        case .map:
            // A named map type and the type it is made of are assignable to each other.
            guard case .map(let map) = self else { return false }
            if map.type == type { return true }
            let isNamed = !map.type.name.hasPrefix("map[")
            return (isNamed || !type.name.hasPrefix("map[")) && map.element.name == type.elementName
        default: return typeName == type.name || type == .value
        }
    }
}

extension GoType {
    /// The element type of a map or slice type's literal name; named maps hold `interface {}`.
    var elementName: String {
        if name.hasPrefix("map[string]") { return String(name.dropFirst("map[string]".count)) }
        if name.hasPrefix("[]") { return String(name.dropFirst(2)) }
        return "interface {}"
    }
}
