import Value
import Versions

/// A value while an expression is evaluated: CEL's types.
///
/// Lists and maps that come from JSON are wrapped as they are and converted element by element when read. What is larger
/// than a text stands elsewhere, so that lists of the others stay small.
enum Datum: Sendable {
    case null
    case bool(Bool)
    case int(Int64)
    case uint(UInt64)
    case double(Double)
    case string(String)
    case bytes([UInt8])
    case list(ListDatum)
    case map(MapDatum)
    case type(StaticType)
    case timestamp(Timestamp)
    indirect case duration(TimeSpan)
    indirect case optional(Datum?)
    indirect case quantity(Quantity)
    indirect case version(SemanticVersion)
    indirect case url(URLDatum)
    case format(NamedFormat)
    case ip(NetworkAddress)
    case cidr(NetworkPrefix)

    static func list(_ elements: [Datum]) -> Datum { .list(ListDatum(elements)) }

    var type: StaticType {
        switch self {
        case .null: .null
        case .bool: .bool
        case .int: .int
        case .uint: .uint
        case .double: .double
        case .string: .string
        case .bytes: .bytes
        case .list: .list
        case .map: .map
        case .type: .type
        case .timestamp: .timestamp
        case .duration: .duration
        case .optional: .optional
        case .quantity: .quantity
        case .version: .version
        case .url: .url
        case .format: .format
        case .ip: .ip
        case .cidr: .cidr
        }
    }

    /// The type as messages name it.
    var kind: String { type.shown }

    /// Levels of lists, maps and optionals that the expression has made around others.
    var depth: Int {
        switch self {
        case .list(.made(_, let depth)): depth
        case .map(.made(let entries)): entries.depth
        case .optional(let wrapped): 1 + (wrapped?.depth ?? 0)
        default: 0
        }
    }
}

enum ListDatum: Sendable {
    case json([Value])
    case made([Datum], depth: Int)

    init(_ elements: [Datum]) {
        self = .made(elements, depth: 1 + (elements.lazy.map(\.depth).max() ?? 0))
    }

    var count: Int {
        switch self {
        case .json(let values): values.count
        case .made(let data, _): data.count
        }
    }

    /// The index must be within the list.
    subscript(index: Int) -> Datum {
        switch self {
        case .json(let values): Datum(values[index])
        case .made(let data, _): data[index]
        }
    }

    var elements: [Datum] {
        switch self {
        case .json(let values): values.map(Datum.init)
        case .made(let data, _): data
        }
    }
}
