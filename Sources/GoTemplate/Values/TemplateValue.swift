/// A value at a template's run time, with Go's distinctions of type.
///
/// Maps have reference semantics; everything else is copied.
public enum TemplateValue {
    /// Go's untyped nil, and what reflection calls the invalid value.
    case `nil`
    case bool(Bool)
    case int(Int)
    case int64(Int64)
    /// Integers of other Go types.
    case integer(TypedInteger)
    case float64(Double)
    /// A `json.Number`, whose kind is string.
    case number(String)
    case string(String)
    /// A string whose bytes are not valid UTF-8; `TemplateValue(bytes:)` decides.
    case rawString([UInt8])
    /// A `[]byte`.
    case bytes([UInt8])
    /// A `[]interface{}`.
    case list([TemplateValue])
    case typedList(TypedList)
    case map(TemplateMap)
    case object(TemplateObject)
    case function(TemplateFunction)
}

// MARK: - Making

extension TemplateValue {
    /// A Go string of these bytes.
    public init(bytes: [UInt8]) {
        self.init(bytes: bytes[...])
    }

    public init(bytes: ArraySlice<UInt8>) {
        if let text = bytes.withUnsafeBufferPointer({ String(validating: $0, as: UTF8.self) }) {
            self = .string(text)
        } else {
            self = .rawString(Array(bytes))
        }
    }

    /// A `[]string`.
    public static func strings(_ strings: some Sequence<String>) -> TemplateValue {
        .typedList(TypedList(.string, strings.map { .string($0) }))
    }

    /// A `[]int`.
    public static func ints(_ ints: some Sequence<Int>) -> TemplateValue {
        .typedList(TypedList(.int, ints.map { .int($0) }))
    }

    /// A `map[string]interface{}`.
    public static func dictionary(_ entries: [String: TemplateValue]) -> TemplateValue {
        .map(TemplateMap(entries))
    }

    /// A `map[string]string`.
    public static func stringMap(_ entries: [String: String]) -> TemplateValue {
        let map = TemplateMap(type: .stringMap, element: .string)
        for (key, value) in entries { map[key] = .string(value) }
        return .map(map)
    }
}

// MARK: - Reading

extension TemplateValue {
    public var isNil: Bool { if case .nil = self { true } else { false } }

    /// The text of a value whose kind is string; bytes that are not UTF-8 become U+FFFD.
    public var text: String? {
        switch self {
        case .string(let text), .number(let text): text
        case .rawString(let bytes): String(decoding: bytes, as: UTF8.self)
        default: nil
        }
    }

    /// The exact bytes of a value whose kind is string.
    public var stringBytes: [UInt8]? {
        switch self {
        case .string(let text), .number(let text): Array(text.utf8)
        case .rawString(let bytes): bytes
        default: nil
        }
    }

    /// The elements of any slice.
    public var elements: [TemplateValue]? {
        switch self {
        case .list(let elements): elements
        case .typedList(let list): list.elements
        case .bytes(let bytes): bytes.map { .integer(TypedInteger(.uint8, bits: Int64($0))) }
        case .object(let object): object.underlying?.elements
        default: nil
        }
    }

    /// The number of bytes of a text; nothing for other values.
    var textBytes: Int {
        switch self {
        case .string(let text), .number(let text): text.utf8.count
        case .rawString(let bytes), .bytes(let bytes): bytes.count
        default: 0
        }
    }

    public var map: TemplateMap? { if case .map(let map) = self { map } else { nil } }

    /// The value of any signed integer kind.
    public var signedInteger: Int64? {
        switch self {
        case .int(let value): Int64(value)
        case .int64(let value): value
        case .integer(let value) where value.kind.isSigned: value.bits
        case .object(let object): object.underlying?.signedInteger
        default: nil
        }
    }

    /// The value of any unsigned integer kind.
    public var unsignedInteger: UInt64? {
        if case .integer(let value) = self, value.kind.isUnsigned { UInt64(bitPattern: value.bits) } else { nil }
    }

    /// The number of bytes, elements or entries, of kinds that have a length.
    public var length: Int? {
        switch self {
        case .string(let text), .number(let text): text.utf8.count
        case .rawString(let bytes), .bytes(let bytes): bytes.count
        case .list(let elements): elements.count
        case .typedList(let list): list.elements.count
        case .map(let map): map.count
        case .object(let object): object.underlying?.length
        default: nil
        }
    }

    /// Go's truth: false for the zero value of a type, and for what is empty.
    public var isTrue: Bool {
        switch self {
        case .nil: false
        case .bool(let value): value
        case .int(let value): value != 0
        case .int64(let value): value != 0
        case .integer(let value): value.bits != 0
        case .float64(let value): value != 0
        case .string(let text), .number(let text): !text.isEmpty
        case .rawString(let bytes), .bytes(let bytes): !bytes.isEmpty
        case .list(let elements): !elements.isEmpty
        case .typedList(let list): !list.elements.isEmpty
        case .map(let map): !map.isEmpty
        case .object(let object): object.underlying?.isTrue ?? true
        case .function: true
        }
    }
}
