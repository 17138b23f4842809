import Value

/// A map's key; numbers that are equal are the same key.
enum MapKey: Hashable, Sendable {
    case bool(Bool)
    case int(Int64)
    case uint(UInt64)
    case string(ExactText)

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
        case .string(let value): self = .string(ExactText(text: value))
        default: return nil
        }
    }
}

/// A text that equals another by its bytes alone, as CEL's strings do: Swift's also equal by what they look like.
struct ExactText: Hashable, Sendable {
    let text: String

    static func == (left: Self, right: Self) -> Bool { left.text.utf8.elementsEqual(right.text.utf8) }

    func hash(into hasher: inout Hasher) {
        // Texts that were bridged from elsewhere may have no bytes in a row.
        var text = text
        text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    }
}

enum MapDatum: Sendable {
    case json(Object)
    indirect case made(Entries)

    struct Entries: Sendable {
        private(set) var keys: [Datum] = []
        private(set) var values: [Datum] = []
        private(set) var depth = 1
        private var places: [MapKey: Int] = [:]

        /// False when the key is there already, or cannot be a key.
        mutating func insert(_ key: Datum, _ value: Datum) -> Bool {
            guard let place = MapKey(key), places[place] == nil else { return false }
            places[place] = keys.count
            keys.append(key)
            values.append(value)
            depth = max(depth, 1 + value.depth)
            return true
        }

        subscript(key: Datum) -> Datum? { MapKey(key).flatMap { places[$0] }.map { values[$0] } }
    }

    var count: Int {
        switch self {
        case .json(let object): object.count
        case .made(let entries): entries.keys.count
        }
    }

    subscript(key: Datum) -> Datum? {
        switch self {
        case .json(let object):
            guard case .string(let name) = key else { return nil }
            return object[name].map(Datum.init)
        case .made(let entries): return entries[key]
        }
    }

    var keys: [Datum] {
        switch self {
        case .json(let object): object.keys.map { .string($0) }
        case .made(let entries): entries.keys
        }
    }

    var values: [Datum] {
        switch self {
        case .json(let object): object.values.map(Datum.init)
        case .made(let entries): entries.values
        }
    }
}
