/// Finds what is wrong with an expression from its text alone: unknown names, wrong counts of arguments, and types
/// that cannot fit. What comes out of variables has any type.
struct Checker {
    private let variables: Set<String>?
    private let container: Container
    let limits: ExpressionLimits
    private var locals: [(name: String, type: InferredType)] = []
    private(set) var freeVariables: Set<String> = []
    var patterns = PatternCache()

    init(variables: Set<String>?, container: Container = .none, limits: ExpressionLimits) {
        self.variables = variables
        self.container = container
        self.limits = limits
    }

    mutating func type(of node: Node) throws(Fault) -> InferredType {
        switch node.kind {
        case .literal(let value): return InferredType(value.type)
        case .identifier(let name): return try type(ofVariable: name, at: node.offset)
        case .select(let operand, let field, let isOptional):
            if isKnownVariable(node) { return .dyn }
            let content = try fields(of: operand, field, at: node.offset)
            return isOptional ? .optional(content) : content
        case .has(let operand, let field):
            _ = try fields(of: operand, field, at: node.offset)
            return InferredType(.bool)
        case .index(let operand, let index, let isOptional):
            let content = try element(of: operand, index, at: node.offset)
            return isOptional ? .optional(content) : content
        case .call(let name, let receiver, let arguments):
            return try type(ofCall: name, receiver, arguments, at: node.offset)
        case .list(let elements): return .list(try type(of: elements))
        case .map(let entries): return try type(of: entries)
        case .and(let nodes), .or(let nodes):
            for node in nodes { try expect(try type(of: node), .bool, at: node.offset) }
            return InferredType(.bool)
        case .conditional(let condition, let yes, let no):
            try expect(try type(of: condition), .bool, at: condition.offset)
            let yes = try type(of: yes)
            return yes.joined(with: try type(of: no))
        case .comprehension(let loop): return try type(of: loop)
        case .block(let definitions, let body):
            let count = locals.count
            defer { locals.removeLast(locals.count - count) }
            for definition in definitions { locals.append((definition.name, try type(of: definition.value))) }
            return try type(of: body)
        case .mapOptional(let operand, let name, let body, let isFlat):
            let type = try type(of: operand)
            try expect(type, .optional, at: operand.offset)
            let result = try with([(name, type.content)]) { (checker) throws(Fault) in try checker.type(of: body) }
            if isFlat { try expect(result, .optional, at: body.offset) }
            return isFlat ? .optional(result.content) : .optional(result)
        }
    }

    private mutating func type(of elements: [Node.Element]) throws(Fault) -> InferredType {
        var types: [InferredType] = []
        for element in elements { types.append(try type(of: element.node, isOptional: element.isOptional)) }
        return InferredType.joined(types)
    }

    private mutating func type(of entries: [Node.Entry]) throws(Fault) -> InferredType {
        var keys: [InferredType] = []
        var values: [InferredType] = []
        for entry in entries {
            let key = try type(of: entry.key)
            guard [.bool, .int, .uint, .string].contains(where: key.type.fits) else {
                throw Fault(.noSuchOverload, "a \(key.type.shown) cannot be the key of a map", at: entry.key.offset)
            }
            keys.append(key)
            values.append(try type(of: entry.value, isOptional: entry.isOptional))
        }
        return .map(InferredType.joined(keys), InferredType.joined(values))
    }

    /// Of the value itself, where an optional one is given.
    private mutating func type(of node: Node, isOptional: Bool) throws(Fault) -> InferredType {
        let type = try type(of: node)
        guard isOptional else { return type }
        try expect(type, .optional, at: node.offset)
        return type.content
    }

    func expect(_ type: InferredType, _ expected: StaticType, at offset: Int) throws(Fault) {
        guard type.type.fits(expected) else {
            let name =
                expected == .bool ? "true or false" : "an \(expected == .optional ? "optional" : expected.shown)"
            throw Fault(.noSuchOverload, "expected \(name), found \(type.type.shown)", at: offset)
        }
    }

    /// What a field's value is.
    private mutating func fields(of operand: Node, _ field: String, at offset: Int) throws(Fault) -> InferredType {
        let type = try type(of: operand)
        switch type.type {
        case .dyn: return .dyn
        case .map: return type.content
        // A field of an optional is an optional.
        case .optional: return .optional(type.content.content)
        default: throw Fault(.noSuchOverload, "a \(type.type.shown) has no field \"\(field)\"", at: offset)
        }
    }

    private mutating func element(of operand: Node, _ index: Node, at offset: Int) throws(Fault) -> InferredType {
        let type = try type(of: operand)
        guard [.list, .map, .optional].contains(where: type.type.fits) else {
            throw Fault(.noSuchOverload, "a \(type.type.shown) has no elements", at: offset)
        }
        let indexType = try self.type(of: index).type
        if type.type == .list, !indexType.isNumber, indexType != .dyn {
            throw Fault(.noSuchOverload, "a \(indexType.shown) cannot be the index of a list", at: index.offset)
        }
        return type.type == .optional ? .optional(type.content.content) : type.content
    }

    private mutating func with<Result>(
        _ bindings: [(name: String, type: InferredType)], _ body: (inout Checker) throws(Fault) -> Result
    ) throws(Fault) -> Result {
        locals += bindings
        defer { locals.removeLast(bindings.count) }
        return try body(&self)
    }

    // MARK: - Variables

    private mutating func type(ofVariable name: String, at offset: Int) throws(Fault) -> InferredType {
        if let local = locals.last(where: { $0.name == name }) { return local.type }
        if let known = container.candidates(name).first(where: { variables?.contains($0) ?? false }) {
            freeVariables.insert(known)
            return .dyn
        }
        if StaticType(word: name) != nil { return InferredType(.type) }
        if variables == nil {
            freeVariables.insert(name.hasPrefix(".") ? String(name.dropFirst()) : name)
            return .dyn
        }
        let known = (variables ?? []).sorted().joined(separator: ", ")
        throw Fault(
            .unknownVariable, "unknown variable \"\(name)\"" + (known.isEmpty ? "" : "; there are \(known)"), at: offset
        )
    }

    /// Whether a chain of names is the name of a variable, which has dots in it.
    private mutating func isKnownVariable(_ node: Node) -> Bool {
        guard let variables, let name = node.qualifiedName, let first = node.firstName,
            !locals.contains(where: { $0.name == first }),
            let known = container.candidates(name).first(where: variables.contains)
        else { return false }
        freeVariables.insert(known)
        return true
    }

    // MARK: - Macros

    private mutating func type(of loop: Comprehension) throws(Fault) -> InferredType {
        let range = try type(of: loop.range)
        guard (loop.kind == .sortBy ? [.list] : [.list, .map]).contains(where: range.type.fits) else {
            throw Fault(
                .noSuchOverload,
                "\(loop.kind.rawValue) goes through a list\(loop.kind == .sortBy ? "" : " or a map"), found "
                    + range.type.shown, at: loop.range.offset)
        }
        var bindings = [(name: loop.first, type: range.item)]
        if let second = loop.second {
            bindings[0].type = range.type == .list ? InferredType(.int) : range.item
            bindings.append((second, range.content))
        }
        return try with(bindings) { (checker) throws(Fault) in
            if let condition = loop.condition {
                try checker.expect(try checker.type(of: condition), .bool, at: condition.offset)
            }
            let body = try checker.type(of: loop.body)
            switch loop.kind {
            case .all, .exists, .existsOne:
                try checker.expect(body, .bool, at: loop.body.offset)
                return InferredType(.bool)
            case .filter:
                try checker.expect(body, .bool, at: loop.body.offset)
                return .list(range.item)
            case .sortBy: return range.type == .list ? range : InferredType(.list)
            case .map, .transformList: return .list(body)
            case .transformMap:
                return .map(range.type == .list ? InferredType(.int) : range.item, body)
            case .transformMapEntry:
                try checker.expect(body, .map, at: loop.body.offset)
                return body.type == .map ? body : InferredType(.map)
            }
        }
    }
}
