import Value

/// One step into an object, as field ownership counts it.
enum PathElement: Hashable, Sendable {
    case field(String)
    /// An element of an associative list, by the values of its keys.
    case key(Object)
    /// An element of a set.
    case value(Value)
    case index(Int)
}

/// A set of paths into an object: what a field manager owns. A trie, so that it prints as `fieldsV1` does.
struct FieldSet: Hashable, Sendable {
    /// Paths that end here.
    var members: Set<PathElement> = []
    var children: [PathElement: FieldSet] = [:]

    var isEmpty: Bool { members.isEmpty && children.values.allSatisfy(\.isEmpty) }

    mutating func insert(_ path: some Collection<PathElement>) {
        guard let first = path.first else { return }
        let rest = path.dropFirst()
        if rest.isEmpty {
            members.insert(first)
        } else {
            children[first, default: FieldSet()].insert(rest)
        }
    }

    func contains(_ path: some Collection<PathElement>) -> Bool {
        guard let first = path.first else { return false }
        let rest = path.dropFirst()
        return rest.isEmpty ? members.contains(first) : children[first]?.contains(rest) ?? false
    }

    func union(_ other: FieldSet) -> FieldSet {
        var result = self
        result.members.formUnion(other.members)
        for (element, child) in other.children {
            result.children[element] = result.children[element]?.union(child) ?? child
        }
        return result
    }

    func intersection(_ other: FieldSet) -> FieldSet {
        var result = FieldSet(members: members.intersection(other.members))
        for (element, child) in children {
            guard let common = other.children[element]?.intersection(child), !common.isEmpty else { continue }
            result.children[element] = common
        }
        return result
    }

    /// The paths that are not in the other set; a path of the other takes away only itself.
    func subtracting(_ other: FieldSet) -> FieldSet {
        var result = FieldSet(members: members.subtracting(other.members))
        for (element, child) in children {
            let rest = other.children[element].map(child.subtracting) ?? child
            if !rest.isEmpty { result.children[element] = rest }
        }
        return result
    }

    /// The paths that are neither in the other set nor below one of its paths.
    func subtractingWithDescendants(_ other: FieldSet) -> FieldSet {
        var result = FieldSet(members: members.subtracting(other.members))
        for (element, child) in children where !other.members.contains(element) {
            let rest = other.children[element].map(child.subtractingWithDescendants) ?? child
            if !rest.isEmpty { result.children[element] = rest }
        }
        return result
    }

    /// All paths, in a stable order.
    var paths: [[PathElement]] {
        var result = members.sorted { $0.sortKey < $1.sortKey }.map { [$0] }
        for (element, child) in children.sorted(by: { $0.key.sortKey < $1.key.sortKey }) {
            result += child.paths.map { [element] + $0 }
        }
        return result
    }
}

extension PathElement {
    var sortKey: String {
        switch self {
        case .field(let name): "f:\(name)"
        case .key(let keys): "k:\(Value.object(keys).json(sortedKeys: true))"
        case .value(let value): "v:\(value.json(sortedKeys: true))"
        case .index(let index): "i:\(index)"
        }
    }
}

extension [PathElement] {
    /// As conflicts print it: `.spec.containers[name="a"].image`.
    var text: String {
        map { element in
            switch element {
            case .field(let name): ".\(name)"
            case .index(let index): "[\(index)]"
            case .value(let value): "[=\(value.json())]"
            case .key(let keys):
                "[" + keys.sorted().map { "\($0.key)=\($0.value.json())" }.joined(separator: ",") + "]"
            }
        }.joined()
    }
}
