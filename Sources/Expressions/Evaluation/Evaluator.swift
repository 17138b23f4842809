/// Evaluates a checked tree. Errors are values of the language: `&&`, `||`, `all` and `exists` may absorb them.
///
/// A method that does not change it may not be given what an evaluation results in: it would keep a copy meanwhile, for
/// which each change copies all there is.
struct Evaluator {
    private let variables: Variables
    private let variablesHaveDots: Bool
    private let container: Container
    var locals: [Local] = []
    var context: Context

    init(
        variables: Variables, container: Container = .none, limits: ExpressionLimits, patterns: PatternCache,
        zones: TimeZoneDatabase = .system
    ) {
        self.variables = variables
        variablesHaveDots = variables.haveDots
        self.container = container
        context = Context(limits: limits, patterns: patterns, zones: zones)
    }

    mutating func evaluate(_ node: Node) throws(Fault) -> Datum {
        do {
            try context.charge()
            switch node.kind {
            case .literal(let value): return value
            case .identifier(let name): return try variable(name)
            case .select(let operand, let field, let isOptional):
                if variablesHaveDots || !container.isEmpty, let value = qualified(node) { return value }
                return try evaluate(operand).select(field, isOptional: isOptional)
            case .has(let operand, let field): return .bool(try evaluate(operand).has(field))
            case .index(let operand, let index, let isOptional):
                let operand = try evaluate(operand)
                return try operand.element(try evaluate(index), isOptional: isOptional, &context)
            case .call(let name, let receiver, let arguments):
                return try call(name, receiver, arguments).limited(to: context.limits.depth)
            case .list(let elements): return try list(elements).limited(to: context.limits.depth)
            case .map(let entries): return try map(entries).limited(to: context.limits.depth)
            case .and(let nodes): return .bool(try logical(nodes, decisive: false))
            case .or(let nodes): return .bool(try logical(nodes, decisive: true))
            case .conditional(let condition, let yes, let no):
                return try evaluate(try bool(condition) ? yes : no)
            case .comprehension(let loop): return try comprehension(loop).limited(to: context.limits.depth)
            case .block(let definitions, let body): return try block(definitions, body)
            case .mapOptional(let operand, let name, let body, let isFlat):
                return try mapOptional(operand, name, body, isFlat: isFlat).limited(to: context.limits.depth)
            }
        } catch {
            throw error.located(at: node.offset)
        }
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
                if error.isLimit { throw error }
                failure = failure ?? error
            }
        }
        if let failure { throw failure }
        return !decisive
    }

    // MARK: - Variables

    private mutating func variable(_ name: String) throws(Fault) -> Datum {
        if let index = locals.lastIndex(where: { $0.name == name }) { return try local(at: index) }
        if let value = global(name) { return value }
        if let type = StaticType(word: name) { return .type(type) }
        throw Fault(.unknownVariable, "unknown variable \"\(name)\"")
    }

    private func global(_ name: String) -> Datum? {
        if container.isEmpty, !name.hasPrefix(".") { return variables[name] }
        for candidate in container.candidates(name) {
            if let value = variables[candidate] { return value }
        }
        return nil
    }

    /// The variable whose name has dots in it, unless one of a macro hides it.
    private func qualified(_ node: Node) -> Datum? {
        guard let name = node.qualifiedName, let first = node.firstName, !locals.contains(where: { $0.name == first })
        else { return nil }
        return global(name)
    }

    // MARK: - Lists and maps

    private mutating func list(_ elements: [Node.Element]) throws(Fault) -> Datum {
        var data: [Datum] = []
        data.reserveCapacity(elements.count)
        for element in elements {
            let value = try evaluate(element.node)
            if element.isOptional {
                if let wrapped = try value.wrapped(at: element.node.offset) { data.append(wrapped) }
            } else {
                data.append(value)
            }
        }
        return .list(data)
    }

    private mutating func map(_ nodes: [Node.Entry]) throws(Fault) -> Datum {
        var entries = MapDatum.Entries()
        for node in nodes {
            let key = try evaluate(node.key)
            var value = try evaluate(node.value)
            if node.isOptional {
                guard let wrapped = try value.wrapped(at: node.value.offset) else { continue }
                value = wrapped
            }
            do {
                try insert(key, value, into: &entries)
            } catch {
                throw error.located(at: node.key.offset)
            }
        }
        return .map(.made(entries))
    }

    mutating func insert(_ key: Datum, _ value: Datum, into entries: inout MapDatum.Entries) throws(Fault) {
        try context.charge(for: key)
        if case .double = key { throw Fault(.noSuchOverload, "a double cannot be the key of a map") }
        guard MapKey(key) != nil else { throw Fault(.noSuchOverload, "a \(key.kind) cannot be the key of a map") }
        guard entries.insert(key, value) else { throw Fault(.duplicateKey, "the map has the key \(key.shown) twice") }
    }

    private mutating func mapOptional(
        _ operand: Node, _ name: String, _ body: Node, isFlat: Bool
    ) throws(Fault) -> Datum {
        guard let wrapped = try evaluate(operand).wrapped(at: operand.offset) else { return .optional(nil) }
        let result = try with([(name, wrapped)]) { (evaluator) throws(Fault) in try evaluator.evaluate(body) }
        return .optional(isFlat ? try result.wrapped(at: body.offset) : result)
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
