extension Expression {
    /// The fields that the text reads of a variable that holds objects, or lists of them: keys from the outside in.
    ///
    /// The way leads through lists to each element, through macros, and through what hands its argument on, such as
    /// `orValue`. No keys at all stand for objects that are read whole. How many there are, and what they are equal to,
    /// reads no field.
    public func fields(of variable: String) -> Set<[String]> {
        var reads = FieldReads(variable)
        reads.use(root)
        return reads.fields
    }

    /// What the text gives, such as `bool` or `list`, as far as it tells; nil where it may be anything.
    public var resultKind: String? { type.type == .dyn ? nil : type.type.shown }
}

extension MessageTemplate {
    /// The same of all its expressions.
    public func fields(of variable: String) -> Set<[String]> {
        expressions.reduce(into: []) { $0.formUnion($1.fields(of: variable)) }
    }
}

/// Follows a variable through a text to where its fields are used.
private struct FieldReads {
    private let variable: String
    private(set) var fields: Set<[String]> = []
    private var locals: [(name: String, places: Set<[String]>)] = []

    init(_ variable: String) { self.variable = variable }

    mutating func use(_ node: Node) { fields.formUnion(places(of: node)) }

    /// Where within the variable the node's value may stand; none where it is no part of the variable.
    private mutating func places(of node: Node) -> Set<[String]> {
        switch node.kind {
        case .literal: return []
        case .identifier(let name): return places(ofVariable: name)
        case .select(let operand, let field, _): return places(within: operand, field)
        case .has(let operand, let field):
            fields.formUnion(places(within: operand, field))
            return []
        case .index(let operand, let index, _):
            if case .literal(.string(let key)) = index.kind { return places(within: operand, key) }
            use(index)
            return places(of: operand)
        case .call(let name, let receiver, let arguments):
            return places(ofCall: name, (receiver.map { [$0] } ?? []) + arguments)
        case .list(let elements): return places(ofAll: elements.map(\.node))
        case .map(let entries):
            for entry in entries {
                use(entry.key)
                use(entry.value)
            }
            return []
        case .and(let nodes), .or(let nodes):
            for node in nodes { use(node) }
            return []
        case .conditional(let condition, let yes, let no):
            use(condition)
            return places(ofAll: [yes, no])
        case .comprehension(let loop): return places(of: loop)
        case .block(let definitions, let body):
            let count = locals.count
            defer { locals.removeLast(locals.count - count) }
            for definition in definitions {
                let value = places(of: definition.value)
                locals.append((name: definition.name, places: value))
            }
            return places(of: body)
        case .mapOptional(let operand, let name, let body, _):
            let value = places(of: operand)
            locals.append((name: name, places: value))
            defer { locals.removeLast() }
            return places(of: body)
        }
    }

    private func places(ofVariable name: String) -> Set<[String]> {
        if let local = locals.last(where: { $0.name == name }) { return local.places }
        return name == variable || name == ".\(variable)" ? [[]] : []
    }

    private mutating func places(within operand: Node, _ key: String) -> Set<[String]> {
        Set(places(of: operand).map { $0 + [key] })
    }

    private mutating func places(ofAll nodes: [Node]) -> Set<[String]> {
        var all: Set<[String]> = []
        for node in nodes { all.formUnion(places(of: node)) }
        return all
    }

    private mutating func places(ofCall name: String, _ operands: [Node]) -> Set<[String]> {
        if Self.handingOn.contains(name) { return places(ofAll: operands) }
        for operand in operands {
            var read = places(of: operand)
            if Self.ofNoField.contains(name) { read.remove([]) }
            fields.formUnion(read)
        }
        return []
    }

    private mutating func places(of loop: Comprehension) -> Set<[String]> {
        let range = places(of: loop.range)
        let count = locals.count
        defer { locals.removeLast(locals.count - count) }
        if let second = loop.second {
            // The first is an index or a key.
            locals.append((name: loop.first, places: []))
            locals.append((name: second, places: range))
        } else {
            locals.append((name: loop.first, places: range))
        }
        if let condition = loop.condition { use(condition) }
        switch loop.kind {
        case .all, .exists, .existsOne, .transformMapEntry:
            use(loop.body)
            return []
        case .filter, .sortBy:
            use(loop.body)
            return range
        case .map, .transformList, .transformMap: return places(of: loop.body)
        }
    }

    /// Functions whose value is one of their operands, or holds elements of them.
    private static let handingOn: Set<String> = [
        "_+_", "distinct", "dyn", "first", "flatten", "last", "optional.of", "optional.ofNonZeroValue",
        "optional.unwrap", "or", "orValue", "reverse", "slice", "sort", "unwrapOpt", "value",
    ]

    /// Functions that look at no field of objects.
    private static let ofNoField: Set<String> = ["size", "_==_", "_!=_"]
}
