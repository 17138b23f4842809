extension Checker {
    mutating func type(
        ofCall name: String, _ receiver: Node?, _ nodes: [Node], at offset: Int
    ) throws(Fault) -> InferredType {
        // Before its arguments, among which are variables that only a macro has.
        if Operators.table[name] == nil, Functions.table[name] == nil {
            throw Self.unknown(name, receiver).located(at: offset)
        }
        var types: [InferredType] = []
        if let receiver { types.append(try type(of: receiver)) }
        for node in nodes { types.append(try type(of: node)) }
        if receiver == nil, Operators.table[name] != nil { return try type(ofOperator: name, types, at: offset) }
        let result = try Functions.result(name, isMethod: receiver != nil, types, at: offset)
        let place = receiver == nil ? 1 : 0
        if ["matches", "find", "findAll"].contains(name), nodes.indices.contains(place),
            case .literal(.string(let text)) = nodes[place].kind
        {
            do {
                patterns.patterns[ExactText(text: text)] = try Context.compile(text, limits: limits)
            } catch {
                throw error.located(at: nodes[place].offset)
            }
        }
        return result
    }

    private static func unknown(_ name: String, _ receiver: Node?) -> Fault {
        let space = receiver?.qualifiedName.flatMap { Functions.spaces.contains($0) ? $0 + "." : nil } ?? ""
        guard let forms = Parser.forms[space + name] else {
            return Fault(.unknownFunction, "unknown function \"\(space)\(name)\"")
        }
        return Fault(.unknownFunction, "\(space)\(name) is written \(forms.joined(separator: " or "))")
    }

    private func type(ofOperator name: String, _ types: [InferredType], at offset: Int) throws(Fault) -> InferredType {
        let sign = String(name.filter { $0 != "_" })
        func mismatch() -> Fault {
            Fault(.noSuchOverload, Operators.mismatchMessage(sign, types.map(\.type.shown)), at: offset)
        }
        guard types.count == 2 else {
            let takes: [StaticType] = name == "!_" ? [.bool] : [.int, .double]
            guard takes.contains(where: types[0].type.fits) else { throw mismatch() }
            return types[0]
        }
        let (left, right) = (types[0].type, types[1].type)
        switch sign {
        case "==", "!=": return InferredType(.bool)
        case "<", "<=", ">", ">=":
            guard left == .dyn || right == .dyn || Datum.areOrdered(left, right) else { throw mismatch() }
            return InferredType(.bool)
        case "in":
            guard [.list, .map].contains(where: right.fits) else { throw mismatch() }
            return InferredType(.bool)
        default:
            guard left != .dyn, right != .dyn else { return .dyn }
            if left == right, Self.sameTyped(sign).contains(left) { return types[0].joined(with: types[1]) }
            switch (sign, left, right) {
            case ("+", .timestamp, .duration), ("+", .duration, .timestamp), ("-", .timestamp, .duration):
                return InferredType(.timestamp)
            case ("-", .timestamp, .timestamp): return InferredType(.duration)
            default: throw mismatch()
            }
        }
    }

    /// The types that an operator takes two of, and gives one of.
    private static func sameTyped(_ sign: String) -> [StaticType] {
        switch sign {
        case "+": [.int, .uint, .double, .string, .bytes, .list, .duration]
        case "%": [.int, .uint]
        case "-": [.int, .uint, .double, .duration]
        default: [.int, .uint, .double]
        }
    }
}
