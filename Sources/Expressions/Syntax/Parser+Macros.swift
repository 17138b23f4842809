extension Parser {
    private static let loops: [String: Comprehension.Kind] = [
        "all": .all, "exists": .exists, "exists_one": .existsOne, "existsOne": .existsOne, "map": .map,
        "filter": .filter, "transformList": .transformList, "transformMap": .transformMap,
        "transformMapEntry": .transformMapEntry,
    ]

    /// The names of all macros, as docs/cel.md lists them.
    static let macros = ["has", "cel.bind", "optMap", "optFlatMap"] + loops.keys

    /// The node that a macro's call stands for, or nil when the call is of a function.
    func macro(_ name: String, receiver: Node?, arguments: [Node], at offset: Int) throws(Fault) -> Node? {
        guard let receiver else {
            return name == "has" && arguments.count == 1 ? try has(arguments[0], at: offset) : nil
        }
        switch (name, arguments.count) {
        case ("bind", 3) where receiver.qualifiedName == "cel":
            return try node(.bind(try variable(arguments[0]), arguments[1], body: arguments[2]), at: offset)
        case ("optMap", 2), ("optFlatMap", 2):
            return try node(
                .mapOptional(
                    receiver, variable: try variable(arguments[0]), body: arguments[1], isFlat: name == "optFlatMap"),
                at: offset)
        default: break
        }
        guard let kind = Self.loops[name] else { return nil }
        var loop = Comprehension(kind: kind, range: receiver, first: "", body: receiver)
        switch (kind, arguments.count) {
        case (.all, 2), (.exists, 2), (.existsOne, 2), (.map, 2), (.filter, 2):
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
        guard case .identifier(let name) = node.kind else {
            throw Fault(.syntax, "expected the name of a variable", at: node.offset)
        }
        return name
    }
}
