import Value
import Versions

/// A value while an expression is evaluated: CEL's types.
///
/// Lists and maps that come from JSON are wrapped as they are and converted element by element when read.
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
    case duration(TimeSpan)
    indirect case optional(Datum?)
    case quantity(Quantity)
    case version(SemanticVersion)
    case url(URLDatum)

    static func list(_ elements: [Datum]) -> Datum { .list(.data(elements)) }

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
        }
    }

    /// The type as messages name it.
    var kind: String { type.shown }
}

enum ListDatum: Sendable {
    case json([Value])
    case data([Datum])

    var count: Int {
        switch self {
        case .json(let values): values.count
        case .data(let data): data.count
        }
    }

    /// The index must be within the list.
    subscript(index: Int) -> Datum {
        switch self {
        case .json(let values): Datum(values[index])
        case .data(let data): data[index]
        }
    }

    var elements: [Datum] {
        switch self {
        case .json(let values): values.map(Datum.init)
        case .data(let data): data
        }
    }
}

/// A map's key; numbers that are equal are the same key.
enum MapKey: Hashable, Sendable {
    case bool(Bool)
    case int(Int64)
    case uint(UInt64)
    case string(String)

    init?(_ datum: Datum) {
        switch datum {
        case .bool(let value): self = .bool(value)
        case .int(let value): self = .int(value)
        case .uint(let value): self = Int64(exactly: value).map { .int($0) } ?? .uint(value)
        case .double(let value):
            if let whole = Int64(exactly: value) {
                self = .int(whole)
            } else if let whole = UInt64(exactly: value) {
                self = .uint(whole)
            } else {
                return nil
            }
        case .string(let value): self = .string(value)
        default: return nil
        }
    }
}

enum MapDatum: Sendable {
    case json(Object)
    case data(Entries)

    struct Entries: Sendable {
        private(set) var keys: [Datum] = []
        private(set) var values: [Datum] = []
        private var places: [MapKey: Int] = [:]

        /// False when the key is there already, or cannot be a key.
        mutating func insert(_ key: Datum, _ value: Datum) -> Bool {
            guard let place = MapKey(key), places[place] == nil else { return false }
            places[place] = keys.count
            keys.append(key)
            values.append(value)
            return true
        }

        subscript(key: Datum) -> Datum? { MapKey(key).flatMap { places[$0] }.map { values[$0] } }
    }

    var count: Int {
        switch self {
        case .json(let object): object.count
        case .data(let entries): entries.keys.count
        }
    }

    subscript(key: Datum) -> Datum? {
        switch self {
        case .json(let object):
            guard case .string(let name) = key else { return nil }
            return object[name].map(Datum.init)
        case .data(let entries): return entries[key]
        }
    }

    var keys: [Datum] {
        switch self {
        case .json(let object): object.keys.map { .string($0) }
        case .data(let entries): entries.keys
        }
    }

    var values: [Datum] {
        switch self {
        case .json(let object): object.values.map(Datum.init)
        case .data(let entries): entries.values
        }
    }
}
