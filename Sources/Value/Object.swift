import OrderedCollections

/// The members of a JSON object, in the order in which they were first set.
///
/// Equality and hashing ignore the order.
public struct Object: Sendable {
    private var members: OrderedDictionary<String, Value>

    public init() { members = [:] }

    /// Later members win over earlier ones of the same key, in the earlier one's place.
    public init(_ members: some Sequence<(String, Value)>) {
        self.members = OrderedDictionary(members, uniquingKeysWith: { _, last in last })
    }

    public var count: Int { members.count }
    public var isEmpty: Bool { members.isEmpty }
    public var keys: [String] { Array(members.keys) }
    public var values: [Value] { Array(members.values) }

    /// Setting nil removes the member; setting an existing key keeps its place.
    public subscript(key: String) -> Value? {
        get { members[key] }
        set { members[key] = newValue }
        _modify { yield &members[key] }
    }

    public subscript(key: String, default fallback: @autoclosure () -> Value) -> Value {
        get { members[key] ?? fallback() }
        _modify { yield &members[key, default: fallback()] }
    }

    /// Adds the member unless the key is taken; returns whether it was added.
    @discardableResult
    public mutating func insert(_ value: Value, forKey key: String) -> Bool {
        guard members.index(forKey: key) == nil else { return false }
        members[key] = value
        return true
    }

    @discardableResult
    public mutating func removeValue(forKey key: String) -> Value? { members.removeValue(forKey: key) }

    public mutating func reserveCapacity(_ count: Int) { members.reserveCapacity(count) }

    /// The same members with keys in the order of their UTF-8 bytes, which is Go's order of map keys.
    public func sorted() -> Object {
        var copy = self
        copy.members.sort { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
        return copy
    }
}

extension Object: Sequence {
    public func makeIterator() -> AnyIterator<(key: String, value: Value)> {
        var iterator = members.makeIterator()
        return AnyIterator { iterator.next() }
    }
}

extension Object: Hashable {
    public static func == (left: Object, right: Object) -> Bool {
        left.count == right.count && left.members.allSatisfy { right.members[$0.key] == $0.value }
    }

    public func hash(into hasher: inout Hasher) {
        var combined = 0
        for (key, value) in members {
            var member = Hasher()
            member.combine(key)
            member.combine(value)
            combined ^= member.finalize()
        }
        hasher.combine(count)
        hasher.combine(combined)
    }
}

extension Object: ExpressibleByDictionaryLiteral {
    public init(dictionaryLiteral elements: (String, Value)...) { self.init(elements) }
}
