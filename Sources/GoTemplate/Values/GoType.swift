/// A Go type, as far as templates tell types apart: its name in messages and its kind.
public struct GoType: Sendable, Hashable {
    public let name: String
    public let kind: GoKind
    /// Whether every value fits: `interface{}` and `reflect.Value`.
    let isUniversal: Bool

    public init(name: String, kind: GoKind) {
        self.name = name
        self.kind = kind
        isUniversal = name == "interface {}" || name == "reflect.Value"
    }

    /// `interface{}`, which every value fits.
    public static let any = GoType(name: "interface {}", kind: .interface)
    public static let bool = GoType(name: "bool", kind: .bool)
    public static let int = GoType(name: "int", kind: .int)
    public static let int32 = GoType(name: "int32", kind: .int32)
    public static let int64 = GoType(name: "int64", kind: .int64)
    public static let uint8 = GoType(name: "uint8", kind: .uint8)
    public static let float64 = GoType(name: "float64", kind: .float64)
    public static let string = GoType(name: "string", kind: .string)
    public static let number = GoType(name: "json.Number", kind: .string)
    public static let bytes = GoType(name: "[]uint8", kind: .slice)
    public static let list = GoType(name: "[]interface {}", kind: .slice)
    public static let strings = GoType(name: "[]string", kind: .slice)
    public static let map = GoType(name: "map[string]interface {}", kind: .map)
    public static let stringMap = GoType(name: "map[string]string", kind: .map)
    /// `reflect.Value`: takes every value and nil, as the built-in functions do.
    public static let value = GoType(name: "reflect.Value", kind: .struct)

    public var isAny: Bool { isUniversal && kind == .interface }

    /// Whether nil may stand for a value of this type.
    public var isNillable: Bool { kind.isNillable || self == .value }

    /// The type's zero value.
    public var zero: TemplateValue {
        switch kind {
        case .bool: .bool(false)
        case .int: .int(0)
        case .int64: .int64(0)
        case .float64: .float64(0)
        case .string: name == "json.Number" ? .number("") : .string("")
        case _ where kind.isSigned || kind.isUnsigned: .integer(TypedInteger(kind, bits: 0, typeName: name))
        default: .nil
        }
    }
}
