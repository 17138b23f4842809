import Value

/// Evaluates a checked tree. Errors are values of the language: `&&`, `||`, `all` and `exists` may absorb them.
struct Evaluator {
    private let variables: [String: Value]
    var locals: [(name: String, value: Datum)] = []
    var context: Context

    init(variables: [String: Value], limits: ExpressionLimits, patterns: PatternCache) {
        self.variables = variables
        context = Context(limits: limits, patterns: patterns)
    }

    mutating func evaluate(_ node: Node) throws(Fault) -> Datum {
        do {
            try context.charge()
            switch node.kind {
            case .literal(let value): return value
            case .identifier(let name): return try variable(name)
            case .select(let operand, let field, let isOptional):
                return try select(field, of: try evaluate(operand), isOptional: isOptional)
            case .has(let operand, let field): return .bool(try has(field, in: try evaluate(operand)))
            case .index(let operand, let index, let isOptional):
                let operand = try evaluate(operand)
                return try element(try evaluate(index), of: operand, isOptional: isOptional)
            case .call(let name, let receiver, let arguments): return try call(name, receiver, arguments)
            case .list(let elements): return try list(elements)
            case .map(let entries): return try map(entries)
            case .and(let nodes): return .bool(try logical(nodes, decisive: false))
            case .or(let nodes): return .bool(try logical(nodes, decisive: true))
            case .conditional(let condition, let yes, let no):
                return try evaluate(try bool(condition) ? yes : no)
            case .comprehension(let loop): return try comprehension(loop)
            case .bind(let name, let value, let body):
                let value = try evaluate(value)
                return try with([(name, value)]) { (evaluator) throws(Fault) in try evaluator.evaluate(body) }
            case .mapOptional(let operand, let name, let body, let isFlat):
                return try mapOptional(operand, name, body, isFlat: isFlat)
            }
        } catch {
            throw error.located(at: node.offset)
        }
    }

    /// The result of `body` with the variables set, which are gone again after it.
    mutating func with<Result>(
        _ bindings: [(name: String, value: Datum)], _ body: (inout Evaluator) throws(Fault) -> Result
    ) throws(Fault) -> Result {
        locals += bindings
        defer { locals.removeLast(bindings.count) }
        return try body(&self)
    }

    func variable(_ name: String) throws(Fault) -> Datum {
        if let local = locals.last(where: { $0.name == name }) { return local.value }
        if let value = variables[name] { return Datum(value) }
        if let type = StaticType(word: name) { return .type(type) }
        throw Fault(.unknownVariable, "unknown variable \"\(name)\"")
    }

    mutating func bool(_ node: Node) throws(Fault) -> Bool {
        let value = try evaluate(node)
        guard case .bool(let isTrue) = value else {
            throw Fault(.noSuchOverload, "expected true or false, found \(value.kind)", at: node.offset)
        }
        return isTrue
    }

    /// `&&` and `||`: an operand that decides wins over errors in the others, whatever their order.
    private mutating func logical(_ nodes: [Node], decisive: Bool) throws(Fault) -> Bool {
        var failure: Fault?
        for node in nodes {
            do {
                if try bool(node) == decisive { return decisive }
            } catch {
                if error.code == .costExceeded { throw error }
                failure = failure ?? error
            }
        }
        if let failure { throw failure }
        return !decisive
    }

    // MARK: - Lists and maps

    private mutating func list(_ elements: [Node.Element]) throws(Fault) -> Datum {
        var data: [Datum] = []
        data.reserveCapacity(elements.count)
        for element in elements {
            let value = try evaluate(element.node)
            if element.isOptional {
                if let wrapped = try optional(value, at: element.node.offset) { data.append(wrapped) }
            } else {
                data.append(value)
            }
        }
        return .list(.data(data))
    }

    private mutating func map(_ nodes: [Node.Entry]) throws(Fault) -> Datum {
        var entries = MapDatum.Entries()
        for node in nodes {
            let key = try evaluate(node.key)
            var value = try evaluate(node.value)
            if node.isOptional {
                guard let wrapped = try optional(value, at: node.value.offset) else { continue }
                value = wrapped
            }
            do {
                try Self.insert(key, value, into: &entries)
            } catch {
                throw error.located(at: node.key.offset)
            }
        }
        return .map(.data(entries))
    }

    static func insert(_ key: Datum, _ value: Datum, into entries: inout MapDatum.Entries) throws(Fault) {
        if case .double = key { throw Fault(.noSuchOverload, "a double cannot be the key of a map") }
        guard MapKey(key) != nil else { throw Fault(.noSuchOverload, "a \(key.kind) cannot be the key of a map") }
        guard entries.insert(key, value) else { throw Fault(.duplicateKey, "the map has the key \(key.shown) twice") }
    }

    private func optional(_ value: Datum, at offset: Int) throws(Fault) -> Datum? {
        guard case .optional(let wrapped) = value else {
            throw Fault(.noSuchOverload, "expected an optional after \"?\", found \(value.kind)", at: offset)
        }
        return wrapped
    }

    private mutating func mapOptional(
        _ operand: Node, _ name: String, _ body: Node, isFlat: Bool
    ) throws(Fault) -> Datum {
        guard let wrapped = try optional(try evaluate(operand), at: operand.offset) else { return .optional(nil) }
        let result = try with([(name, wrapped)]) { (evaluator) throws(Fault) in try evaluator.evaluate(body) }
        if isFlat { return .optional(try optional(result, at: body.offset)) }
        return .optional(result)
    }

    // MARK: - Calls

    private mutating func call(_ name: String, _ receiver: Node?, _ nodes: [Node]) throws(Fault) -> Datum {
        var arguments: [Datum] = []
        arguments.reserveCapacity(nodes.count + 1)
        if let receiver { arguments.append(try evaluate(receiver)) }
        for node in nodes { arguments.append(try evaluate(node)) }
        if receiver == nil, let operation = Operators.table[name] { return try operation(arguments, &context) }
        return try Functions.call(name, isMethod: receiver != nil, arguments, &context)
    }
}
