/// A Go map with string keys. Copies of a value share it: a change through one is seen by all, as in Go.
public final class TemplateMap {
    private var entries: [String: TemplateValue]
    private var sortedKeys: [String]?
    public let type: GoType
    /// The type of the elements; `map[string]interface{}` has `any`.
    public let element: GoType
    /// Methods of a named map type, such as `.Files.Get`. They hide entries of the same name, as in Go.
    public var methods: [String: TemplateFunction]

    public init(type: GoType = .map, element: GoType = .any, methods: [String: TemplateFunction] = [:]) {
        entries = [:]
        self.type = type
        self.element = element
        self.methods = methods
    }

    public convenience init(_ entries: [String: TemplateValue]) {
        self.init()
        self.entries = entries
    }

    public var count: Int { entries.count }
    public var isEmpty: Bool { entries.isEmpty }

    /// Setting nil removes the entry; an entry whose value is Go's nil is `.some(.nil)`.
    public subscript(key: String) -> TemplateValue? {
        get { entries[key] }
        set {
            if let newValue {
                if entries.updateValue(newValue, forKey: key) == nil { sortedKeys = nil }
            } else if entries.removeValue(forKey: key) != nil {
                sortedKeys = nil
            }
        }
    }

    public func reserveCapacity(_ count: Int) { entries.reserveCapacity(count) }

    /// The keys in the order of their bytes, which is the order in which templates see a map.
    public var keys: [String] {
        if let sortedKeys { return sortedKeys }
        let sorted = entries.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        sortedKeys = sorted
        return sorted
    }

    /// Another map of the same type with the same entries; nested maps stay shared.
    public func copy() -> TemplateMap {
        let copy = TemplateMap(type: type, element: element, methods: methods)
        copy.entries = entries
        copy.sortedKeys = sortedKeys
        return copy
    }

    /// Calls `body` for every entry, in the order of keys.
    public func forEach<Failure: Error>(_ body: (String, TemplateValue) throws(Failure) -> Void) throws(Failure) {
        for key in keys {
            if let value = entries[key] { try body(key, value) }
        }
    }
}
