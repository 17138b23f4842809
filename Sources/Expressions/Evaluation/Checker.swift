/// Finds what is wrong with an expression from its text alone: unknown names, wrong counts of arguments, and types
/// that cannot fit. What comes out of variables, lists and maps has any type.
struct Checker {
    private let variables: Set<String>?
    private let limits: ExpressionLimits
    private var locals: [(name: String, type: StaticType)] = []
    private(set) var freeVariables: Set<String> = []
    private(set) var patterns = PatternCache()

    init(variables: Set<String>?, limits: ExpressionLimits) {
        self.variables = variables
        self.limits = limits
    }

    mutating func type(of node: Node) throws(Fault) -> StaticType {
        switch node.kind {
        case .literal(let value): return value.type
        case .identifier(let name): return try type(ofVariable: name, at: node.offset)
        case .select(let operand, let field, let isOptional):
            try expectFields(operand, field, at: node.offset)
            return isOptional ? .optional : .dyn
        case .has(let operand, let field):
            try expectFields(operand, field, at: node.offset)
            return .bool
        case .index(let operand, let index, let isOptional):
            let type = try type(of: operand)
            guard [.list, .map, .optional].contains(where: type.fits) else {
                throw Fault(.noSuchOverload, "a \(type.shown) has no elements", at: node.offset)
            }
            let indexType = try self.type(of: index)
            if type == .list, !indexType.isNumber, indexType != .dyn {
                throw Fault(.noSuchOverload, "a \(indexType.shown) cannot be the index of a list", at: index.offset)
            }
            return isOptional ? .optional : .dyn
        case .call(let name, let receiver, let arguments):
            return try type(ofCall: name, receiver, arguments, at: node.offset)
        case .list(let elements):
            for element in elements {
                let type = try type(of: element.node)
                if element.isOptional { try expect(type, .optional, at: element.node.offset) }
            }
            return .list
        case .map(let entries):
            for entry in entries {
                let key = try type(of: entry.key)
                guard [.bool, .int, .uint, .string].contains(where: key.fits) else {
                    throw Fault(.noSuchOverload, "a \(key.shown) cannot be the key of a map", at: entry.key.offset)
                }
                let value = try type(of: entry.value)
                if entry.isOptional { try expect(value, .optional, at: entry.value.offset) }
            }
            return .map
        case .and(let nodes), .or(let nodes):
            for node in nodes { try expect(try type(of: node), .bool, at: node.offset) }
            return .bool
        case .conditional(let condition, let yes, let no):
            try expect(try type(of: condition), .bool, at: condition.offset)
            let yes = try type(of: yes)
            return yes == (try type(of: no)) ? yes : .dyn
        case .comprehension(let loop): return try type(of: loop)
        case .bind(let name, let value, let body):
            let value = try type(of: value)
            return try with([(name, value)]) { (checker) throws(Fault) in try checker.type(of: body) }
        case .mapOptional(let operand, let name, let body, let isFlat):
            try expect(try type(of: operand), .optional, at: operand.offset)
            let result = try with([(name, .dyn)]) { (checker) throws(Fault) in try checker.type(of: body) }
            if isFlat { try expect(result, .optional, at: body.offset) }
            return .optional
        }
    }

    private func expect(_ type: StaticType, _ expected: StaticType, at offset: Int) throws(Fault) {
        guard type.fits(expected) else {
            let name =
                expected == .bool ? "true or false" : "an \(expected == .optional ? "optional" : expected.shown)"
            throw Fault(.noSuchOverload, "expected \(name), found \(type.shown)", at: offset)
        }
    }

    private mutating func expectFields(_ operand: Node, _ field: String, at offset: Int) throws(Fault) {
        let type = try type(of: operand)
        guard [.map, .optional].contains(where: type.fits) else {
            throw Fault(.noSuchOverload, "a \(type.shown) has no field \"\(field)\"", at: offset)
        }
    }

    private mutating func with<Result>(
        _ bindings: [(name: String, type: StaticType)], _ body: (inout Checker) throws(Fault) -> Result
    ) throws(Fault) -> Result {
        locals += bindings
        defer { locals.removeLast(bindings.count) }
        return try body(&self)
    }

    private mutating func type(ofVariable name: String, at offset: Int) throws(Fault) -> StaticType {
        if let local = locals.last(where: { $0.name == name }) { return local.type }
        if variables?.contains(name) ?? false || (variables == nil && StaticType(word: name) == nil) {
            freeVariables.insert(name)
            return .dyn
        }
        if StaticType(word: name) != nil { return .type }
        let known = (variables ?? []).sorted().joined(separator: ", ")
        throw Fault(
            .unknownVariable, "unknown variable \"\(name)\"" + (known.isEmpty ? "" : "; there are \(known)"), at: offset
        )
    }

    private mutating func type(of loop: Comprehension) throws(Fault) -> StaticType {
        let range = try type(of: loop.range)
        guard [.list, .map].contains(where: range.fits) else {
            throw Fault(
                .noSuchOverload, "\(loop.kind.rawValue) goes through a list or a map, found \(range.shown)",
                at: loop.range.offset)
        }
        var bindings: [(name: String, type: StaticType)] = [
            (loop.first, loop.second != nil && range == .list ? .int : .dyn)
        ]
        if let second = loop.second { bindings.append((second, .dyn)) }
        return try with(bindings) { (checker) throws(Fault) in
            if let condition = loop.condition {
                try checker.expect(try checker.type(of: condition), .bool, at: condition.offset)
            }
            let body = try checker.type(of: loop.body)
            switch loop.kind {
            case .all, .exists, .existsOne:
                try checker.expect(body, .bool, at: loop.body.offset)
                return .bool
            case .filter:
                try checker.expect(body, .bool, at: loop.body.offset)
                return .list
            case .map, .transformList: return .list
            case .transformMap, .transformMapEntry: return .map
            }
        }
    }

    // MARK: - Calls

    private mutating func type(
        ofCall name: String, _ receiver: Node?, _ nodes: [Node], at offset: Int
    ) throws(Fault) -> StaticType {
        var types: [StaticType] = []
        if let receiver { types.append(try type(of: receiver)) }
        for node in nodes { types.append(try type(of: node)) }
        if receiver == nil, Operators.table[name] != nil { return try type(ofOperator: name, types, at: offset) }
        let result = try Functions.result(name, isMethod: receiver != nil, types, at: offset)
        if ["matches", "find", "findAll"].contains(name),
            let pattern = nodes.indices.contains(receiver == nil ? 1 : 0)
                ? nodes[receiver == nil ? 1 : 0] : nil, case .literal(.string(let text)) = pattern.kind
        {
            do {
                patterns.patterns[text] = try Context.compile(text, limits: limits)
            } catch {
                throw error.located(at: pattern.offset)
            }
        }
        return result
    }

    private func type(ofOperator name: String, _ types: [StaticType], at offset: Int) throws(Fault) -> StaticType {
        let sign = String(name.filter { $0 != "_" })
        func mismatch() -> Fault {
            Fault(.noSuchOverload, Operators.mismatchMessage(sign, types.map(\.shown)), at: offset)
        }
        guard types.count == 2 else {
            let takes: [StaticType] = name == "!_" ? [.bool] : [.int, .double]
            guard takes.contains(where: types[0].fits) else { throw mismatch() }
            return types[0]
        }
        let (left, right) = (types[0], types[1])
        switch sign {
        case "==", "!=": return .bool
        case "<", "<=", ">", ">=":
            guard left == .dyn || right == .dyn || Datum.areOrdered(left, right) else { throw mismatch() }
            return .bool
        case "in":
            guard [.list, .map].contains(where: right.fits) else { throw mismatch() }
            return .bool
        default:
            guard left != .dyn, right != .dyn else { return .dyn }
            let same: [StaticType]
            switch sign {
            case "+": same = [.int, .uint, .double, .string, .bytes, .list, .duration]
            case "%": same = [.int, .uint]
            case "-": same = [.int, .uint, .double, .duration]
            default: same = [.int, .uint, .double]
            }
            if left == right, same.contains(left) { return left }
            switch (sign, left, right) {
            case ("+", .timestamp, .duration), ("+", .duration, .timestamp), ("-", .timestamp, .duration):
                return .timestamp
            case ("-", .timestamp, .timestamp): return .duration
            default: throw mismatch()
            }
        }
    }
}
