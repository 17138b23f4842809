/// The members of a JSON object, in the order in which they were first set.
///
/// Equality and hashing ignore the order.
public struct Object: Sendable {
    public typealias Element = (key: String, value: Value)

    private var members: ContiguousArray<Element>
    /// The place of each key, once there are too many to look through.
    private var places: [String: Int]?

    private static let maximumScanCount = 12

    public init() { members = [] }

    /// Later members win over earlier ones of the same key, in the earlier one's place.
    public init(_ members: some Sequence<(String, Value)>) {
        self.init()
        for (key, value) in members { self[key] = value }
    }

    public var count: Int { members.count }
    public var isEmpty: Bool { members.isEmpty }
    public var keys: [String] { members.map(\.key) }
    public var values: [Value] { members.map(\.value) }

    /// Setting nil removes the member; setting an existing key keeps its place.
    public subscript(key: String) -> Value? {
        get { place(of: key).map { members[$0].value } }
        set {
            if let newValue { set(newValue, forKey: key) } else { removeValue(forKey: key) }
        }
        _modify {
            // Taken out of its place, so that a change does not copy what it changes.
            let place = place(of: key)
            var value = place.map { take(at: $0) }
            defer {
                switch (place, value) {
                case (let place?, let value?): members[place].value = value
                case (nil, let value?): append(value, forKey: key)
                case (_?, nil): removeValue(forKey: key)
                case (nil, nil): break
                }
            }
            yield &value
        }
    }

    public subscript(key: String, default fallback: @autoclosure () -> Value) -> Value {
        get { self[key] ?? fallback() }
        _modify {
            let place: Int
            if let known = self.place(of: key) {
                place = known
            } else {
                place = count
                append(fallback(), forKey: key)
            }
            yield &members[place].value
        }
    }

    /// Adds the member unless the key is taken; returns whether it was added.
    @discardableResult
    public mutating func insert(_ value: Value, forKey key: String) -> Bool {
        guard place(of: key) == nil else { return false }
        append(value, forKey: key)
        return true
    }

    /// Moves later members forward, so its cost grows with the count.
    @discardableResult
    public mutating func removeValue(forKey key: String) -> Value? {
        guard let place = place(of: key) else { return nil }
        let value = members.remove(at: place).value
        indexPlaces()
        return value
    }

    public mutating func reserveCapacity(_ count: Int) { members.reserveCapacity(count) }

    /// The same members with keys in the order of their UTF-8 bytes, which is Go's order of map keys.
    public func sorted() -> Object {
        var copy = self
        copy.members.sort { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
        copy.indexPlaces()
        return copy
    }

    // MARK: - Places

    private func place(of key: String) -> Int? {
        if let places { return places[key] }
        return members.firstIndex { $0.key == key }
    }

    private mutating func set(_ value: Value, forKey key: String) {
        if let place = place(of: key) {
            members[place].value = value
        } else {
            append(value, forKey: key)
        }
    }

    private mutating func append(_ value: Value, forKey key: String) {
        members.append((key, value))
        if places != nil {
            places?[key] = members.count - 1
        } else if members.count > Self.maximumScanCount {
            indexPlaces()
        }
    }

    private mutating func take(at place: Int) -> Value {
        let value = members[place].value
        members[place].value = .null
        return value
    }

    private mutating func indexPlaces() {
        guard members.count > Self.maximumScanCount else {
            places = nil
            return
        }
        var places = [String: Int](minimumCapacity: members.count)
        for (place, member) in members.enumerated() { places[member.key] = place }
        self.places = places
    }
}

extension Object: Sequence {
    public var underestimatedCount: Int { members.count }

    public func makeIterator() -> IndexingIterator<ContiguousArray<Element>> { members.makeIterator() }
}

extension Object: Hashable {
    public static func == (left: Object, right: Object) -> Bool {
        left.count == right.count && left.members.allSatisfy { right[$0.key] == $0.value }
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
