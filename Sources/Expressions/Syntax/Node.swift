/// A node of a parsed expression; `offset` is where a caret points.
final class Node: Sendable {
    enum Kind: Sendable {
        case literal(Datum)
        /// Beginning with a dot where the text does: a variable that no container and no macro hides.
        case identifier(String)
        case select(Node, field: String, isOptional: Bool)
        case has(Node, field: String)
        case index(Node, Node, isOptional: Bool)
        case call(String, receiver: Node?, arguments: [Node])
        case list([Element])
        case map([Entry])
        /// Flat, so that long chains stay shallow.
        case and([Node])
        case or([Node])
        case conditional(Node, Node, Node)
        case comprehension(Comprehension)
        /// `cel.bind` and `cel.block`: each is evaluated when it is read first, and sees those before it.
        case block([Definition], body: Node)
        /// `optMap` and `optFlatMap`.
        case mapOptional(Node, variable: String, body: Node, isFlat: Bool)
    }

    struct Definition: Sendable {
        var name: String
        var value: Node
    }

    struct Element: Sendable {
        var node: Node
        var isOptional: Bool
    }

    struct Entry: Sendable {
        var key: Node
        var value: Node
        var isOptional: Bool
    }

    let kind: Kind
    let offset: Int
    let depth: Int

    init(_ kind: Kind, at offset: Int) {
        self.kind = kind
        self.offset = offset
        let depths = kind.children.lazy.map(\.depth)
        // A definition is evaluated deep inside what reads it, which may be another definition.
        if case .block = kind { depth = 1 + depths.reduce(0, +) } else { depth = 1 + (depths.max() ?? 0) }
    }
}

/// A macro that goes through a list or a map.
struct Comprehension: Sendable {
    enum Kind: String, Sendable {
        case all, exists, existsOne, map, filter, sortBy, transformList, transformMap, transformMapEntry
    }

    var kind: Kind
    var range: Node
    /// The element of a list or the key of a map; with a second variable, the index or the key.
    var first: String
    /// The element or the value.
    var second: String?
    var condition: Node?
    var body: Node
}

extension Node.Kind {
    var children: [Node] {
        switch self {
        case .literal, .identifier: []
        case .select(let operand, _, _), .has(let operand, _): [operand]
        case .index(let operand, let index, _): [operand, index]
        case .call(_, let receiver, let arguments): (receiver.map { [$0] } ?? []) + arguments
        case .list(let elements): elements.map(\.node)
        case .map(let entries): entries.flatMap { [$0.key, $0.value] }
        case .and(let nodes), .or(let nodes): nodes
        case .conditional(let condition, let yes, let no): [condition, yes, no]
        case .comprehension(let loop): [loop.range, loop.body] + (loop.condition.map { [$0] } ?? [])
        case .block(let definitions, let body): definitions.map(\.value) + [body]
        case .mapOptional(let value, _, let body, _): [value, body]
        }
    }
}
