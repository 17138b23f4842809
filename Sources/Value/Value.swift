/// A JSON or YAML value that keeps the order of keys, and integers apart from floats.
///
/// Two values are equal when they mean the same JSON: the order of keys does not count, and `1` and `1.0` differ.
public enum Value: Sendable, Hashable {
    case null
    case bool(Bool)
    /// An integer within 64 bits, signed.
    case integer(Int64)
    /// A finite or infinite float; JSON text never yields NaN or infinities, YAML text may.
    case float(Double)
    /// A number that neither `Int64` nor `Double` holds exactly, as its JSON literal.
    case number(String)
    case string(String)
    case array([Value])
    case object(Object)
}

// MARK: - Reading

extension Value {
    public var isNull: Bool { self == .null }

    public var bool: Bool? { if case .bool(let value) = self { value } else { nil } }

    /// The integer, also of a float without a fraction.
    public var integer: Int64? {
        switch self {
        case .integer(let value): value
        case .float(let value): Int64(exactly: value)
        default: nil
        }
    }

    public var string: String? { if case .string(let value) = self { value } else { nil } }

    public var array: [Value]? { if case .array(let value) = self { value } else { nil } }

    public var object: Object? { if case .object(let value) = self { value } else { nil } }

    /// The member under `key`, or nil when this is not an object or has no such key.
    public subscript(key: String) -> Value? { object?[key] }

    /// The element at `index`, or nil when this is not an array or is shorter.
    public subscript(index: Int) -> Value? {
        guard case .array(let elements) = self, elements.indices.contains(index) else { return nil }
        return elements[index]
    }

    /// The name of the JSON type, as error messages say it: null, boolean, integer, number, string, array, object.
    public var typeName: String {
        switch self {
        case .null: "null"
        case .bool: "boolean"
        case .integer: "integer"
        case .float, .number: "number"
        case .string: "string"
        case .array: "array"
        case .object: "object"
        }
    }
}

extension Value {
    /// The type's name as a sentence needs it: `a string`, `an object`, `null`.
    public var typeWithArticle: String {
        switch self {
        case .null: "null"
        case .integer, .array, .object: "an \(typeName)"
        default: "a \(typeName)"
        }
    }
}

// MARK: - Literals

// Not by `nil`: in `condition ? value : nil` the compiler would take null where absence is meant.
extension Value: ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
    ExpressibleByStringLiteral, ExpressibleByStringInterpolation, ExpressibleByArrayLiteral,
    ExpressibleByDictionaryLiteral
{
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    public init(integerLiteral value: Int64) { self = .integer(value) }
    public init(floatLiteral value: Double) { self = .float(value) }
    public init(stringLiteral value: String) { self = .string(value) }
    public init(arrayLiteral elements: Value...) { self = .array(elements) }
    public init(dictionaryLiteral elements: (String, Value)...) { self = .object(Object(elements)) }
}
