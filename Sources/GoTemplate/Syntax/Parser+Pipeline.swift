extension Parser {
    mutating func pipeline(_ context: String, until end: Token.Kind) throws(TemplateError) -> PipeNode {
        let pipe = PipeNode(source, peekNonSpace().start)
        try declarations(of: pipe, context)
        // Slots are live once the pipeline has been evaluated, so that `$x := $x` reads the outer one.
        let names = pipe.declarations
        while true {
            let token = nextNonSpace()
            if token.kind == end { break }
            guard token.kind.isPipelineStart else { throw unexpected(token, context) }
            backup()
            pipe.commands.append(try command())
        }
        guard !pipe.commands.isEmpty else { throw error("missing value for \(context)") }
        for (stage, command) in pipe.commands.enumerated().dropFirst() {
            switch command.first {
            case .bool, .dot, .nil, .number, .string:
                throw error("non executable command in pipeline stage \(stage + 1)")
            default: break
            }
        }
        pipe.declarations = names.map { variable in
            let slot = pipe.isAssignment ? scope.slot(of: variable.name) : scope.declare(variable.name)
            return VariableNode(source, variable.position, name: variable.name, fields: variable.fields, slot: slot)
        }
        return pipe
    }

    private mutating func declarations(of pipe: PipeNode, _ context: String) throws(TemplateError) {
        while peekNonSpace().kind == .variable {
            let start = index
            let variable = next()
            let following = peekNonSpace()
            let isComma = following.kind == .char && source.text[following.start] == UInt8(ascii: ",")
            guard following.kind == .assign || following.kind == .declare || isComma else {
                index = start
                return
            }
            _ = nextNonSpace()
            let name = text(of: variable)
            pipe.declarations.append(VariableNode(source, variable.start, name: name, fields: [], slot: nil))
            scope.known.append(name)
            guard isComma else {
                pipe.isAssignment = following.kind == .assign
                return
            }
            guard context == "range", pipe.declarations.count < 2 else {
                throw error("too many declarations in \(context)")
            }
            switch peekNonSpace().kind {
            case .variable, .rightDelimiter, .rightParenthesis: continue
            default: throw error("range can only initialize variables")
            }
        }
    }

    private mutating func command() throws(TemplateError) -> CommandNode {
        let position = peekNonSpace().start
        var operands: [Operand] = []
        scan: while true {
            _ = peekNonSpace()
            if let operand = try operand() { operands.append(operand) }
            let token = next()
            switch token.kind {
            case .space: continue
            case .rightDelimiter, .rightParenthesis:
                backup()
                break scan
            case .pipe: break scan
            default: throw unexpected(token, "operand")
            }
        }
        guard !operands.isEmpty else { throw error("empty command") }
        let first = operands.removeFirst()
        return CommandNode(source, position, first: first, arguments: operands)
    }

    /// A term and the fields that follow it; nil when the next token starts none.
    private mutating func operand() throws(TemplateError) -> Operand? {
        guard let term = try term() else { return nil }
        guard peek().kind == .field else { return term }
        let position = peek().start
        var fields: [String] = []
        while peek().kind == .field { fields.append(String(text(of: next()).dropFirst())) }
        switch term {
        case .field(let node): return .field(FieldNode(source, position, names: node.names + fields))
        case .variable(let node):
            return .variable(
                VariableNode(source, position, name: node.name, fields: node.fields + fields, slot: node.slot))
        case .bool, .string, .number, .nil, .dot:
            throw error("unexpected . after term \(GoQuote.quoted(term.node.description))")
        default: return .chain(ChainNode(source, position, operand: term, fields: fields))
        }
    }

    private mutating func term() throws(TemplateError) -> Operand? {
        let token = nextNonSpace()
        switch token.kind {
        case .identifier: return try identifier(token)
        case .dot: return .dot(DotNode(source, token.start))
        case .nil: return .nil(NilNode(source, token.start))
        case .variable:
            let name = text(of: token)
            guard scope.known.contains(name) else {
                throw error("undefined variable \(GoQuote.quoted(name))", at: token.start)
            }
            let slot = scope.slot(of: name)
            return .variable(VariableNode(source, token.start, name: name, fields: [], slot: slot))
        case .field:
            return .field(FieldNode(source, token.start, names: [String(text(of: token).dropFirst())]))
        case .bool:
            return .bool(BoolNode(source, token.start, value: source.text[token.start] == UInt8(ascii: "t")))
        case .charConstant, .number, .complex:
            let literal = source.text[token.start..<token.end]
            do throws(LiteralError) {
                let number = try NumberLiteral(literal, isCharacter: token.kind == .charConstant)
                return .number(NumberNode(source, token.start, number: number))
            } catch { throw self.error(error.message) }
        case .leftParenthesis:
            nesting += 1
            defer { nesting -= 1 }
            guard nesting <= Self.maximumNesting, !stack.isExhausted else {
                throw error("max expression depth exceeded")
            }
            return .pipe(try pipeline("parenthesized pipeline", until: .rightParenthesis))
        case .string, .rawString:
            guard let bytes = GoQuote.unquoted(source.text[token.start..<token.end]) else {
                throw error("invalid syntax")
            }
            return .string(StringNode(source, token.start, end: token.end, value: TemplateValue(bytes: bytes)))
        default:
            backup()
            return nil
        }
    }

    private func identifier(_ token: Token) throws(TemplateError) -> Operand {
        let name = text(of: token)
        if let function = functions[name] {
            return .identifier(IdentifierNode(source, token.start, name: name, function: function, nil))
        }
        guard let function = builtins[name] else {
            throw error("function \(GoQuote.quoted(name)) not defined", at: token.start)
        }
        let short: IdentifierNode.ShortCircuit? = name == "and" ? .and : name == "or" ? .or : nil
        return .identifier(IdentifierNode(source, token.start, name: name, function: function, short))
    }
}
