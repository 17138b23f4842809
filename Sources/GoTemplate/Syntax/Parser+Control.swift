extension Parser {
    /// What comes next in a list: a statement, or the keyword that ends the list.
    enum Item {
        case statement(Statement)
        case end(Node)
        case `else`(Node)

        var node: Node {
            switch self {
            case .statement(let statement): statement.node
            case .end(let node), .else(let node): node
            }
        }
    }

    /// Statements up to `end` or `else`, which is returned too.
    mutating func itemList() throws(TemplateError) -> (ListNode, Item) {
        blocks += 1
        defer { blocks -= 1 }
        guard blocks <= Self.maximumBlocks, !stack.isExhausted else { throw error("control structures nest too deep") }
        let opening = actionStart
        let list = ListNode(source, peekNonSpace().start)
        while peekNonSpace().kind != .eof {
            let item = try textOrAction()
            guard case .statement(let statement) = item else { return (list, item) }
            list.statements.append(statement)
        }
        throw error("unexpected EOF", at: opening)
    }

    mutating func textOrAction() throws(TemplateError) -> Item {
        let token = nextNonSpace()
        switch token.kind {
        case .text:
            let text = source.text[token.start..<token.end]
            return .statement(.text(TextNode(source, token.start, text: text)))
        case .leftDelimiter:
            actionLine = token.line
            actionStart = token.start
            let item = try action()
            actionLine = 0
            return item
        default: throw unexpected(token, "input")
        }
    }

    private mutating func action() throws(TemplateError) -> Item {
        let token = nextNonSpace()
        switch token.kind {
        case .block: return .statement(try blockControl())
        case .break: return .statement(.break(try loopControl(token, "break")))
        case .continue: return .statement(.continue(try loopControl(token, "continue")))
        case .else: return try elseControl()
        case .end:
            let close = nextNonSpace()
            guard close.kind == .rightDelimiter else { throw unexpected(close, "end") }
            return .end(KeywordNode(source, close.start, "end"))
        case .if: return .statement(.if(try branch("if")))
        case .with: return .statement(.with(try branch("with")))
        case .range: return .statement(.range(try rangeControl()))
        case .template: return .statement(try templateControl())
        default:
            backup()
            let start = peek().start
            return .statement(
                .action(ActionNode(source, start, pipe: try pipeline("command", until: .rightDelimiter))))
        }
    }

    private mutating func loopControl(_ token: Token, _ keyword: String) throws(TemplateError) -> Node {
        let close = nextNonSpace()
        guard close.kind == .rightDelimiter else { throw unexpected(close, "{{\(keyword)}}") }
        guard scope.rangeDepth > 0 else { throw error("{{\(keyword)}} outside {{range}}") }
        return KeywordNode(source, token.start, keyword)
    }

    private mutating func elseControl() throws(TemplateError) -> Item {
        let following = peekNonSpace()
        if following.kind == .if || following.kind == .with {
            return .else(KeywordNode(source, following.start, "else"))
        }
        let close = nextNonSpace()
        guard close.kind == .rightDelimiter else { throw unexpected(close, "else") }
        return .else(KeywordNode(source, close.start, "else"))
    }

    /// `if` or `with`, whose keyword is past. `else if` and `else with` nest a branch that shares the `end`.
    private mutating func branch(_ keyword: String) throws(TemplateError) -> BranchNode {
        let outer = scope
        defer { leave(outer) }
        let pipe = try pipeline(keyword, until: .rightDelimiter)
        let live = scope.live
        let (list, next) = try itemList()
        guard case .else(let separator) = next else {
            return BranchNode(keyword, pipe: pipe, list: list, elseList: nil)
        }
        // At run time, what the first list declared is gone.
        scope.live = live
        let elseList: ListNode
        let chained: Token.Kind = keyword == "if" ? .if : .with
        if peek().kind == chained {
            _ = self.next()
            elseList = ListNode(source, separator.position)
            blocks += 1
            defer { blocks -= 1 }
            let inner = try branch(keyword)
            elseList.statements.append(keyword == "if" ? .if(inner) : .with(inner))
        } else {
            elseList = try finalList()
        }
        return BranchNode(keyword, pipe: pipe, list: list, elseList: elseList)
    }

    private mutating func rangeControl() throws(TemplateError) -> RangeNode {
        let outer = scope
        defer { leave(outer) }
        let pipe = try pipeline("range", until: .rightDelimiter)
        let live = scope.live
        scope.rangeDepth += 1
        let (list, next) = try itemList()
        scope.rangeDepth -= 1
        guard case .else = next else { return RangeNode(pipe: pipe, list: list, elseList: nil) }
        scope.live = live
        return RangeNode(pipe: pipe, list: list, elseList: try finalList())
    }

    /// The list after `else`, which must be the last.
    private mutating func finalList() throws(TemplateError) -> ListNode {
        let (list, next) = try itemList()
        guard case .end = next else { throw error("expected end; found \(next.node)") }
        return list
    }

    private mutating func leave(_ outer: Scope) {
        let slots = scope.slots
        scope = outer
        scope.slots = slots
    }

    private mutating func blockControl() throws(TemplateError) -> Statement {
        let context = "block clause"
        let token = nextNonSpace()
        let name = try templateName(token, context)
        let pipe = try pipeline(context, until: .rightDelimiter)
        try add(try body(name: name, context))
        return .template(TemplateNode(source, token.start, name: name, pipe: pipe))
    }

    private mutating func templateControl() throws(TemplateError) -> Statement {
        let context = "template clause"
        let token = nextNonSpace()
        let name = try templateName(token, context)
        var pipe: PipeNode?
        if nextNonSpace().kind != .rightDelimiter {
            backup()
            pipe = try pipeline(context, until: .rightDelimiter)
        }
        return .template(TemplateNode(source, token.start, name: name, pipe: pipe))
    }

    private func templateName(_ token: Token, _ context: String) throws(TemplateError) -> String {
        guard token.kind == .string || token.kind == .rawString else { throw unexpected(token, context) }
        return try unquote(token)
    }
}
