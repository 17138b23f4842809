import Value

/// Cuts objects down to the fields that are asked for; pure.
///
/// Name and namespace always stay. What an object has on the way to a field stays there, empty if need be, so that a list
/// keeps the number of its objects. Values of environment variables and what kubectl keeps of manifests never stay.
struct ObjectProjection: Sendable {
    private let root: Node

    private struct Node: Sendable {
        /// All below it stays.
        var isWhole = false
        var children: [String: Node] = [:]

        mutating func insert(_ keys: ArraySlice<String>) {
            guard let key = keys.first else {
                isWhole = true
                return
            }
            children[key, default: Node()].insert(keys.dropFirst())
        }
    }

    init(_ fields: [FieldPath]) {
        var root = Node()
        for field in fields + [FieldPath.name, FieldPath.namespace] { root.insert(field.keys[...]) }
        self.root = root
    }

    init(_ wish: ObjectsWish) { self.init(wish.fields) }

    func cut(_ object: Value) -> Value { Self.kept(of: object, root) ?? [:] }

    /// Nil where the fields are none of this value.
    private static func kept(of value: Value, _ node: Node) -> Value? {
        switch value {
        case .object(let members):
            var kept: Object = [:]
            for (key, member) in members where key != FieldPath.lastApplied {
                guard let child = node.isWhole ? node : node.children[key] else { continue }
                kept[key] = Self.kept(of: key == "env" ? withoutValues(member) : member, child)
            }
            return .object(kept)
        case .array(let elements):
            return .array(elements.compactMap { Self.kept(of: $0, node) })
        default:
            return node.isWhole ? value : nil
        }
    }

    /// The variables of a container's environment, which may hold secrets: a list as pods have it, or a map.
    private static func withoutValues(_ environment: Value) -> Value {
        switch environment {
        case .array(let variables): return .array(variables.map(withoutValue))
        case .object(let variables):
            return .object(Object(variables.map { ($0.key, $0.value.string == nil ? $0.value : "") }))
        default: return environment
        }
    }

    private static func withoutValue(_ variable: Value) -> Value {
        guard case .object(var members) = variable else { return variable }
        members["value"] = nil
        return .object(members)
    }
}
