/// A Go map with string keys. Copies of a value share it: a change through one is seen by all, as in Go.
public final class TemplateMap {
    private let storage: Storage
    public let type: GoType
    /// The type of the elements; `map[string]interface{}` has `any`.
    public let element: GoType
    /// Methods of a named map type, such as `.Files.Get`. They hide entries of the same name, as in Go.
    public var methods: [String: TemplateFunction]
    /// Go's nil map: empty, printed as an empty one, and `null` in JSON.
    public private(set) var isNil = false

    private final class Storage {
        var entries: [String: TemplateValue]
        var sortedKeys: [String]?
        var census = 0

        init(_ entries: [String: TemplateValue] = [:]) { self.entries = entries }
    }

    public init(type: GoType = .map, element: GoType = .any, methods: [String: TemplateFunction] = [:]) {
        storage = Storage()
        self.type = type
        self.element = element
        self.methods = methods
    }

    public convenience init(_ entries: [String: TemplateValue]) {
        self.init()
        storage.entries = entries
    }

    /// A nil map of that type, to which nothing must be added.
    public static func nilMap(_ type: GoType = .map, element: GoType = .any) -> TemplateMap {
        let map = TemplateMap(type: type, element: element)
        map.isNil = true
        return map
    }

    /// The same map under another type, as Go converts between a named map type and what it is made of.
    ///
    /// The entries are shared; methods belong to a type and are not.
    public init(_ other: TemplateMap, as type: GoType, methods: [String: TemplateFunction] = [:]) {
        storage = other.storage
        self.type = type
        element = other.element
        isNil = other.isNil
        self.methods = methods
    }

    /// The same for all that share their entries, whatever their types.
    public var identity: ObjectIdentifier { ObjectIdentifier(storage) }

    public var count: Int { storage.entries.count }
    public var isEmpty: Bool { storage.entries.isEmpty }

    /// Setting nil removes the entry; an entry whose value is Go's nil is `.some(.nil)`.
    public subscript(key: String) -> TemplateValue? {
        get { storage.entries[key] }
        set {
            if let newValue {
                if storage.entries.updateValue(newValue, forKey: key) == nil { storage.sortedKeys = nil }
            } else if storage.entries.removeValue(forKey: key) != nil {
                storage.sortedKeys = nil
            }
        }
    }

    /// The values, in no order.
    var values: [TemplateValue] { Array(storage.entries.values) }

    /// The last census that counted the entries.
    var census: Int {
        get { storage.census }
        set { storage.census = newValue }
    }

    public func reserveCapacity(_ count: Int) { storage.entries.reserveCapacity(count) }

    /// The keys in the order of their bytes, which is the order in which templates see a map.
    public var keys: [String] {
        if let sortedKeys = storage.sortedKeys { return sortedKeys }
        let sorted = storage.entries.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        storage.sortedKeys = sorted
        return sorted
    }

    /// Another map of the same type with the same entries; nested maps stay shared.
    public func copy() -> TemplateMap {
        let copy = TemplateMap(type: type, element: element, methods: methods)
        copy.storage.entries = storage.entries
        copy.storage.sortedKeys = storage.sortedKeys
        return copy
    }

    /// Calls `body` for every entry, in the order of keys.
    public func forEach<Failure: Error>(_ body: (String, TemplateValue) throws(Failure) -> Void) throws(Failure) {
        for key in keys {
            if let value = storage.entries[key] { try body(key, value) }
        }
    }
}
