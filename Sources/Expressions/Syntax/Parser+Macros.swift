extension Parser {
    private static let loops: [String: Comprehension.Kind] = [
        "all": .all, "exists": .exists, "exists_one": .existsOne, "existsOne": .existsOne, "map": .map,
        "filter": .filter, "sortBy": .sortBy, "transformList": .transformList, "transformMap": .transformMap,
        "transformMapEntry": .transformMapEntry,
    ]

    /// How each macro is written, as docs/cel.md and messages show it.
    static let forms: [String: [String]] = [
        "has": ["has(a.b)"], "all": ["all(x, p)", "all(i, x, p)"], "exists": ["exists(x, p)", "exists(i, x, p)"],
        "exists_one": ["exists_one(x, p)", "exists_one(i, x, p)"],
        "existsOne": ["existsOne(x, p)", "existsOne(i, x, p)"], "map": ["map(x, f)", "map(x, p, f)"],
        "filter": ["filter(x, p)"], "sortBy": ["sortBy(x, f)"],
        "transformList": ["transformList(i, x, f)", "transformList(i, x, p, f)"],
        "transformMap": ["transformMap(k, v, f)", "transformMap(k, v, p, f)"],
        "transformMapEntry": ["transformMapEntry(k, v, m)", "transformMapEntry(k, v, p, m)"],
        "cel.bind": ["cel.bind(x, value, f)"], "optMap": ["optMap(x, f)"], "optFlatMap": ["optFlatMap(x, f)"],
        "cel.block": ["cel.block([value, ...], f)"], "cel.index": ["cel.index(0)"],
        "cel.iterVar": ["cel.iterVar(0, 0)"], "cel.accuVar": ["cel.accuVar(0, 0)"],
    ]

    /// The node that a macro's call stands for, or nil when the call is of a function.
    func macro(_ name: String, receiver: Node?, arguments: [Node], at offset: Int) throws(Fault) -> Node? {
        guard let receiver else {
            return name == "has" && arguments.count == 1 ? try has(arguments[0], at: offset) : nil
        }
        if receiver.qualifiedName == "cel", let node = try definition(name, arguments, at: offset) { return node }
        switch (name, arguments.count) {
        case ("optMap", 2), ("optFlatMap", 2):
            return try node(
                .mapOptional(
                    receiver, variable: try variable(arguments[0]), body: arguments[1], isFlat: name == "optFlatMap"),
                at: offset)
        default: return try loop(name, over: receiver, arguments, at: offset)
        }
    }

    private func loop(
        _ name: String, over range: Node, _ arguments: [Node], at offset: Int
    ) throws(Fault) -> Node? {
        guard let kind = Self.loops[name] else { return nil }
        var loop = Comprehension(kind: kind, range: range, first: "", body: range)
        switch (kind, arguments.count) {
        case (.all, 2), (.exists, 2), (.existsOne, 2), (.map, 2), (.filter, 2), (.sortBy, 2):
            loop.body = arguments[1]
        case (.map, 3):
            loop.condition = arguments[1]
            loop.body = arguments[2]
        case (.all, 3), (.exists, 3), (.existsOne, 3), (.transformList, 3), (.transformMap, 3), (.transformMapEntry, 3):
            loop.second = try variable(arguments[1])
            loop.body = arguments[2]
        case (.transformList, 4), (.transformMap, 4), (.transformMapEntry, 4):
            loop.second = try variable(arguments[1])
            loop.condition = arguments[2]
            loop.body = arguments[3]
        default: return nil
        }
        loop.first = try variable(arguments[0])
        if loop.first == loop.second {
            throw Fault(.syntax, "both variables of \(name) are named \"\(loop.first)\"", at: arguments[1].offset)
        }
        return try node(.comprehension(loop), at: offset)
    }

    private func has(_ argument: Node, at offset: Int) throws(Fault) -> Node {
        guard case .select(let operand, let field, let isOptional) = argument.kind, !isOptional else {
            throw Fault(.syntax, "has() takes the selection of a field, has(a.b)", at: argument.offset)
        }
        return try node(.has(operand, field: field), at: offset)
    }

    private func variable(_ node: Node) throws(Fault) -> String {
        guard case .identifier(let name) = node.kind, !name.hasPrefix(".") else {
            throw Fault(.syntax, "expected the name of a variable", at: node.offset)
        }
        return name
    }

    // MARK: - Definitions

    /// `cel.bind`, and what optimizers write instead of it: a block of values, named by their numbers.
    private func definition(_ name: String, _ arguments: [Node], at offset: Int) throws(Fault) -> Node? {
        switch (name, arguments.count) {
        case ("bind", 3):
            let definition = Node.Definition(name: try variable(arguments[0]), value: arguments[1])
            return try node(.block([definition], body: arguments[2]), at: offset)
        case ("block", 2):
            guard case .list(let elements) = arguments[0].kind, !elements.contains(where: \.isOptional) else {
                throw Fault(.syntax, "cel.block() takes a list of values first", at: arguments[0].offset)
            }
            let definitions = elements.enumerated().map {
                Node.Definition(name: "@index\($0.offset)", value: $0.element.node)
            }
            return try node(.block(definitions, body: arguments[1]), at: offset)
        case ("index", 1): return try node(.identifier("@index\(try number(arguments[0]))"), at: offset)
        case ("iterVar", 2), ("accuVar", 2):
            let kind = name == "iterVar" ? "it" : "ac"
            return try node(
                .identifier("@\(kind):\(try number(arguments[0])):\(try number(arguments[1]))"), at: offset)
        default: return nil
        }
    }

    private func number(_ node: Node) throws(Fault) -> Int64 {
        guard case .literal(.int(let number)) = node.kind, number >= 0 else {
            throw Fault(.syntax, "expected a number from 0", at: node.offset)
        }
        return number
    }
}
