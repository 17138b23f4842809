/// Makes templates of text: the grammar of text/template/parse, with variables resolved to slots.
struct Parser {
    let source: TemplateSource
    let functions: TemplateFunctions
    let builtins: Builtins
    let tokens: [Token]
    let failure: String
    var index = 0
    /// The furthest token looked at, whose line error messages give.
    var furthest = 0
    var actionLine = 0
    /// Where the action began that is being parsed, or was last.
    var actionStart = 0
    /// Parenthesised pipelines around the current token.
    var nesting = 0
    /// Control structures around the current token.
    var blocks = 0
    var scope: Scope
    var templates: [Template] = []
    let stack: StackGuard

    /// What names mean inside one template.
    struct Scope {
        /// Names that may be used, which Go's parser knows longer than its evaluator.
        var known: [String] = ["$"]
        /// Names that have a slot, innermost last.
        var live: [(name: String, slot: Int)] = [("$", 0)]
        var slots = 1
        var rangeDepth = 0

        mutating func declare(_ name: String) -> Int {
            let slot = live.count
            known.append(name)
            live.append((name, slot))
            slots = max(slots, live.count)
            return slot
        }

        func slot(of name: String) -> Int? { live.last { $0.name == name }?.slot }
    }

    /// Go's limit of parentheses within parentheses.
    static let maximumNesting = 10_000
    /// Control structures within control structures.
    static let maximumBlocks = 2_000

    /// What a token and its share of the nodes take, roughly.
    static let bytesPerToken = 128

    /// The template called `name` and those its text defines, in the order in which they are complete, and how many
    /// tokens the text has.
    static func parse(
        _ text: [UInt8], name: String, functions: TemplateFunctions, builtins: Builtins,
        limit: Int = TemplateLimits.standard.tokens
    ) throws(TemplateError) -> (templates: [Template], tokens: Int) {
        var parser = Parser(text, name: name, functions: functions, builtins: builtins, limit: limit)
        if parser.tokens.count >= limit {
            throw TemplateError(
                .limitExceeded,
                "template: \(name): the templates hold more than \(TemplateLimits.standard.tokens) tokens",
                template: name)
        }
        try parser.parseText()
        return (parser.templates, parser.tokens.count)
    }

    private init(_ text: [UInt8], name: String, functions: TemplateFunctions, builtins: Builtins, limit: Int) {
        source = TemplateSource(name: name, text: text)
        self.functions = functions
        self.builtins = builtins
        (tokens, failure) = Lexer.tokens(of: text, limit: limit)
        scope = Scope()
        stack = StackGuard()
    }

    private mutating func parseText() throws(TemplateError) {
        let root = ListNode(source, peek().start)
        while peek().kind != .eof {
            if peek().kind == .leftDelimiter {
                let delimiter = index
                actionStart = next().start
                if nextNonSpace().kind == .define {
                    try parseDefinition()
                    continue
                }
                index = delimiter
            }
            switch try textOrAction() {
            case .statement(let statement): root.statements.append(statement)
            case .end(let node), .else(let node): throw error("unexpected \(node)")
            }
        }
        try add(Template(name: source.name, root: root, slots: scope.slots))
    }

    private mutating func parseDefinition() throws(TemplateError) {
        let context = "define clause"
        let token = nextNonSpace()
        guard token.kind == .string || token.kind == .rawString else { throw unexpected(token, context) }
        let name = try unquote(token)
        let close = nextNonSpace()
        guard close.kind == .rightDelimiter else { throw unexpected(close, context) }
        try add(try body(name: name, context))
    }

    /// The template that a `define` or `block` holds, up to its `end`.
    mutating func body(name: String, _ context: String) throws(TemplateError) -> Template {
        let outer = scope
        scope = Scope()
        defer { scope = outer }
        let (list, end) = try itemList()
        guard case .end = end else { throw error("unexpected \(end.node) in \(context)") }
        return Template(name: name, root: list, slots: scope.slots)
    }

    mutating func add(_ template: Template) throws(TemplateError) {
        if let existing = templates.firstIndex(where: { $0.name == template.name }) {
            if templates[existing].isEmpty {
                templates[existing] = template
            } else if !template.isEmpty {
                throw error("template: multiple definition of template \(GoQuote.quoted(template.name))")
            }
        } else {
            templates.append(template)
        }
    }

    // MARK: Tokens

    mutating func next() -> Token {
        let token = peek()
        if index < tokens.count - 1 { index += 1 } else { atEnd = true }
        return token
    }

    /// Whether the last token, which repeats for ever, was taken.
    private var atEnd = false

    mutating func backup() {
        if atEnd { atEnd = false } else { index -= 1 }
    }

    mutating func peek() -> Token {
        furthest = max(furthest, index)
        return tokens[index]
    }

    mutating func nextNonSpace() -> Token {
        var token = next()
        while token.kind == .space { token = next() }
        return token
    }

    /// The next token that is not a space; the spaces before it are taken.
    mutating func peekNonSpace() -> Token {
        while peek().kind == .space { index += 1 }
        return peek()
    }

    func text(of token: Token) -> String {
        token.kind == .error ? failure : String(decoding: source.text[token.start..<token.end], as: UTF8.self)
    }

    func unquote(_ token: Token) throws(TemplateError) -> String {
        guard let bytes = GoQuote.unquoted(source.text[token.start..<token.end]) else { throw error("invalid syntax") }
        return String(decoding: bytes, as: UTF8.self)
    }

    // MARK: Errors

    /// - Parameter position: the fault's own place, which Go does not tell; without it, that of the last token taken.
    func error(_ message: String, at position: Int? = nil) -> TemplateError {
        let line = tokens[furthest].line
        return TemplateError(
            .syntax, "template: \(source.name):\(line): \(message)", template: source.name, line: line
        ).passed(source.frame(at: position ?? tokens[max(0, index - 1)].start, message))
    }

    func unexpected(_ token: Token, _ context: String) -> TemplateError {
        if token.kind == .error {
            var extra = ""
            if actionLine != 0, actionLine != token.line {
                extra = "\(failure.hasSuffix(" action") ? "" : " in action") started at \(source.name):\(actionLine)"
            }
            return error(failure + extra, at: failure.hasPrefix("unclosed") ? actionStart : token.start)
        }
        return error("unexpected \(describe(token)) in \(context)", at: token.start)
    }

    private func describe(_ token: Token) -> String {
        if token.kind == .eof { return "EOF" }
        let bytes = Array(source.text[token.start..<token.end])
        if token.kind.isKeyword { return "<\(String(decoding: bytes, as: UTF8.self))>" }
        // Go cuts at ten runes.
        var end = 0
        for _ in 0..<10 where end < bytes.count { end += UTF8Scan.rune(bytes, at: end).width }
        return bytes.count > 10 ? "\(GoQuote.quoted(Array(bytes[..<end])))..." : GoQuote.quoted(bytes)
    }
}
