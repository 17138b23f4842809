/// CEL's grammar by recursive descent (cel-spec, doc/langdef.md, "Syntax").
struct Parser {
    private var lexer: Lexer
    private(set) var token: Token
    private var depth = 0
    private let limits: ExpressionLimits

    init(_ source: String, limits: ExpressionLimits) throws(Fault) {
        let bytes = Array(source.utf8)
        guard bytes.count <= limits.sourceSize else {
            throw Fault(.tooLarge, "the expression is longer than \(limits.sourceSize) bytes", at: 0)
        }
        self.limits = limits
        lexer = Lexer(bytes)
        token = try lexer.next()
    }

    mutating func parse() throws(Fault) -> Node {
        let root = try expression()
        guard token.kind == .end else { throw unexpected("an operator or the end") }
        return root
    }

    // MARK: - Tokens

    func unexpected(_ expected: String) -> Fault {
        Fault(.syntax, "expected \(expected), found \(token.name)", at: token.offset)
    }

    mutating func advance() throws(Fault) { token = try lexer.next() }

    mutating func skip(_ symbol: Token.Symbol) throws(Fault) -> Bool {
        guard token.kind == .symbol(symbol) else { return false }
        try advance()
        return true
    }

    mutating func expect(_ symbol: Token.Symbol) throws(Fault) {
        guard try skip(symbol) else { throw unexpected("\"\(symbol.rawValue)\"") }
    }

    func node(_ kind: Node.Kind, at offset: Int) throws(Fault) -> Node {
        let node = Node(kind, at: offset)
        guard node.depth <= limits.depth else { throw tooDeep(offset) }
        return node
    }

    private func tooDeep(_ offset: Int) -> Fault {
        Fault(.tooDeep, "the expression is nested deeper than \(limits.depth) levels", at: offset)
    }

    // MARK: - Operators

    mutating func expression() throws(Fault) -> Node {
        depth += 1
        defer { depth -= 1 }
        guard depth <= limits.depth else { throw tooDeep(token.offset) }
        let condition = try disjunction()
        let offset = token.offset
        guard try skip(.question) else { return condition }
        let yes = try disjunction()
        try expect(.colon)
        let no = try expression()
        return try node(.conditional(condition, yes, no), at: offset)
    }

    private mutating func disjunction() throws(Fault) -> Node {
        let first = try conjunction()
        let offset = token.offset
        var nodes = [first]
        while try skip(.or) { nodes.append(try conjunction()) }
        return nodes.count == 1 ? first : try node(.or(nodes), at: offset)
    }

    private mutating func conjunction() throws(Fault) -> Node {
        let first = try binary(0)
        let offset = token.offset
        var nodes = [first]
        while try skip(.and) { nodes.append(try binary(0)) }
        return nodes.count == 1 ? first : try node(.and(nodes), at: offset)
    }

    /// Relations, sums, products: from loose to tight.
    private static let levels: [[Token.Symbol]] = [
        [.equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual], [.plus, .minus],
        [.times, .divided, .modulo],
    ]

    private mutating func binary(_ level: Int) throws(Fault) -> Node {
        guard level < Self.levels.count else { return try unary() }
        var left = try binary(level + 1)
        while true {
            let offset = token.offset
            let name: String
            if case .symbol(let symbol) = token.kind, Self.levels[level].contains(symbol) {
                name = symbol.rawValue
            } else if level == 0, token.kind == .identifier("in") {
                name = "in"
            } else {
                return left
            }
            try advance()
            let right = try binary(level + 1)
            left = try node(.call("_\(name)_", receiver: nil, arguments: [left, right]), at: offset)
        }
    }

    private mutating func unary() throws(Fault) -> Node {
        let offset = token.offset
        for (symbol, name) in [(Token.Symbol.not, "!_"), (.minus, "-_")] where token.kind == .symbol(symbol) {
            var count = 0
            while try skip(symbol) { count += 1 }
            if symbol == .minus, count == 1, let literal = try negativeLiteral(at: offset) {
                return try members(of: literal)
            }
            let operand = try members(of: try primary())
            // Twice is not at all, except that the operand must be of the right type.
            var result = operand
            for _ in 0..<(count % 2 == 0 ? 2 : 1) {
                result = try node(.call(name, receiver: nil, arguments: [result]), at: offset)
            }
            return result
        }
        return try members(of: try primary())
    }

    private mutating func negativeLiteral(at offset: Int) throws(Fault) -> Node? {
        switch token.kind {
        case .int(let magnitude):
            guard magnitude <= UInt64(Int64.max) + 1 else { throw Fault(.syntax, "number out of range", at: offset) }
            let value = Int64(truncatingIfNeeded: 0 &- magnitude)
            try advance()
            return try node(.literal(.int(value)), at: offset)
        case .double(let value):
            try advance()
            return try node(.literal(.double(-value)), at: offset)
        default: return nil
        }
    }

    // MARK: - Primaries

    private mutating func primary() throws(Fault) -> Node {
        let start = token
        switch token.kind {
        case .int(let magnitude):
            guard let value = Int64(exactly: magnitude) else {
                throw Fault(.syntax, "number out of range; write a u after it for an unsigned one", at: start.offset)
            }
            return try literal(.int(value))
        case .uint(let value): return try literal(.uint(value))
        case .double(let value): return try literal(.double(value))
        case .string(let value): return try literal(.string(value))
        case .bytes(let value): return try literal(.bytes(value))
        case .identifier(let name): return try word(name)
        case .symbol(.dot):
            try advance()
            guard case .identifier(let name) = token.kind else { throw unexpected("a name") }
            return try word(name, isGlobal: true)
        case .symbol(.openParenthesis):
            try advance()
            let inner = try expression()
            try expect(.closeParenthesis)
            return inner
        case .symbol(.openBracket): return try list()
        case .symbol(.openBrace): return try map()
        default: throw unexpected("an expression")
        }
    }

    private mutating func literal(_ value: Datum) throws(Fault) -> Node {
        let offset = token.offset
        try advance()
        return try node(.literal(value), at: offset)
    }

    /// A constant, a variable, a type's name or a call.
    private mutating func word(_ name: String, isGlobal: Bool = false) throws(Fault) -> Node {
        switch name {
        case "true" where !isGlobal, "false" where !isGlobal: return try literal(.bool(name == "true"))
        case "null" where !isGlobal: return try literal(.null)
        case _ where FieldName.reserved.contains(name):
            throw Fault(.syntax, "\"\(name)\" is a reserved word", at: token.offset)
        default: break
        }
        let offset = token.offset
        try advance()
        if token.kind == .symbol(.openParenthesis) { return try call(name, receiver: nil, at: offset) }
        return try node(.identifier(isGlobal ? ".\(name)" : name), at: offset)
    }

    private mutating func list() throws(Fault) -> Node {
        let offset = token.offset
        try advance()
        var elements: [Node.Element] = []
        while token.kind != .symbol(.closeBracket) {
            let isOptional = try skip(.question)
            elements.append(Node.Element(node: try expression(), isOptional: isOptional))
            guard try skip(.comma) else { break }
        }
        try expect(.closeBracket)
        return try node(.list(elements), at: offset)
    }

    private mutating func map() throws(Fault) -> Node {
        let offset = token.offset
        try advance()
        var entries: [Node.Entry] = []
        while token.kind != .symbol(.closeBrace) {
            let isOptional = try skip(.question)
            let key = try expression()
            try expect(.colon)
            entries.append(Node.Entry(key: key, value: try expression(), isOptional: isOptional))
            guard try skip(.comma) else { break }
        }
        try expect(.closeBrace)
        return try node(.map(entries), at: offset)
    }

    // MARK: - Members

    private mutating func members(of primary: Node) throws(Fault) -> Node {
        var operand = primary
        while true {
            if try skip(.dot) {
                let isOptional = try skip(.question)
                let offset = token.offset
                switch token.kind {
                case .identifier(let name):
                    guard !["in", "true", "false", "null"].contains(name) else { throw unexpected("a field name") }
                    try advance()
                    if token.kind == .symbol(.openParenthesis), !isOptional {
                        operand = try call(name, receiver: operand, at: offset)
                    } else {
                        operand = try select(
                            FieldName.unescaped(name), of: operand, isOptional: isOptional, at: offset)
                    }
                case .escapedIdentifier(let name):
                    try advance()
                    operand = try select(name, of: operand, isOptional: isOptional, at: offset)
                default: throw unexpected("a field name")
                }
            } else if token.kind == .symbol(.openBracket) {
                let offset = token.offset
                try advance()
                let isOptional = try skip(.question)
                let index = try expression()
                try expect(.closeBracket)
                operand = try node(.index(operand, index, isOptional: isOptional), at: offset)
            } else if token.kind == .symbol(.openBrace), operand.qualifiedName != nil {
                throw Fault(
                    .syntax, "messages such as \(operand.qualifiedName ?? ""){...} are not supported", at: token.offset)
            } else {
                return operand
            }
        }
    }

    private func select(_ field: String, of operand: Node, isOptional: Bool, at offset: Int) throws(Fault) -> Node {
        let node = try node(.select(operand, field: field, isOptional: isOptional), at: offset)
        if let name = node.qualifiedName, let type = StaticType(qualified: name) {
            return Node(.literal(.type(type)), at: offset)
        }
        return node
    }

    private mutating func call(_ name: String, receiver: Node?, at offset: Int) throws(Fault) -> Node {
        try expect(.openParenthesis)
        var arguments: [Node] = []
        while token.kind != .symbol(.closeParenthesis) {
            arguments.append(try expression())
            guard try skip(.comma) else { break }
        }
        try expect(.closeParenthesis)
        if let macro = try macro(name, receiver: receiver, arguments: arguments, at: offset) { return macro }
        if let space = receiver?.qualifiedName {
            let qualified = "\(space.hasPrefix(".") ? String(space.dropFirst()) : space).\(name)"
            if Functions.table[qualified] != nil {
                return try node(.call(qualified, receiver: nil, arguments: arguments), at: offset)
            }
        }
        return try node(.call(name, receiver: receiver, arguments: arguments), at: offset)
    }
}
