extension Evaluator {
    func call(
        _ node: IdentifierNode, _ dot: Evaluated, _ command: CommandNode?, final: Evaluated?
    ) throws(TemplateError) -> Evaluated {
        current = node
        let arguments = command?.arguments ?? []
        if let short = node.shortCircuit {
            return try callShort(short, node, dot, arguments, final: final)
        }
        return try call(node.function, node.name, dot, arguments, command ?? node, final: final)
    }

    /// `and` and `or`, which evaluate arguments until one decides.
    private func callShort(
        _ short: IdentifierNode.ShortCircuit, _ node: IdentifierNode, _ dot: Evaluated, _ arguments: [Operand],
        final: Evaluated?
    ) throws(TemplateError) -> Evaluated {
        if arguments.isEmpty, final == nil {
            throw error("wrong number of args for \(node.name): want at least 1 got 0")
        }
        var value = Evaluated.invalid
        for argument in arguments {
            value = try self.argument(argument, .value, dot)
            if value.value.isTrue == (short == .or) { return value }
        }
        return final ?? value
    }

    /// Calls a function or method with the arguments of a command, and the value of the pipeline's stage before.
    func call(
        _ function: TemplateFunction, _ name: String, _ dot: Evaluated, _ arguments: [Operand], _ node: Node,
        final: Evaluated?
    ) throws(TemplateError) -> Evaluated {
        let fixed = function.parameters.count
        let count = arguments.count + (final == nil ? 0 : 1)
        if function.variadic != nil {
            if count < fixed {
                throw error("wrong number of args for \(name): want at least \(fixed) got \(arguments.count)")
            }
        } else if count != fixed {
            throw error("wrong number of args for \(name): want \(fixed) got \(count)")
        }
        // After an error nothing goes on, so what is held need not be let go then.
        let held = budget.held.count
        if let final { budget.held.append(final.value) }
        var values: [TemplateValue] = []
        values.reserveCapacity(count)
        var last = Evaluated.invalid
        for (index, operand) in arguments.enumerated() {
            let type = index < fixed ? function.parameters[index] : function.variadic
            last = try argument(operand, type, dot)
            values.append(last.value)
            if operand.isCalculated { budget.held.append(last.value) }
        }
        if let final {
            let type = count - 1 < fixed ? function.parameters[count - 1] : function.variadic
            last = try validate(final, type)
            values.append(last.value)
        }
        // A call takes as long as some nodes, and as if every function read its texts once; those that take longer say
        // so themselves.
        try budget.spend(Self.callCost + values.reduce(0) { $0 + ($1.textBytes >> 4) })
        var checked = TemplateArguments(values, execution: execution)
        checked.lastIsInvalid = last.isInvalid
        if name == "call" { checked.firstText = arguments.first?.node.description }
        let unseen = budget.unseen
        do {
            let result = try function.body(checked)
            try budget.charge(result, less: budget.unseen - unseen)
            budget.unseen = unseen
            budget.held.removeLast(budget.held.count - held)
            return Evaluated(result)
        } catch let failure as TemplateError {
            current = node
            throw error(calling: name, failure)
        } catch {
            current = node
            throw self.error("error calling \(name): \(error)")
        }
    }

    private static var callCost: Int { 8 }

    // MARK: Arguments

    /// The value of an argument for a parameter of `type`; nil takes any value as it is.
    func argument(_ operand: Operand, _ type: GoType?, _ dot: Evaluated) throws(TemplateError) -> Evaluated {
        switch operand {
        case .dot(let node):
            current = node
            return try validate(dot, type)
        case .nil(let node):
            current = node
            guard let type, type.isNillable else { throw error("cannot assign nil to \(type?.name ?? "<nil>")") }
            return Evaluated(.nil, isInterface: type.kind == .interface)
        case .field(let node):
            current = node
            let value = try fields(node.names[...], of: dot, dot, nil, node, final: nil)
            do throws(TemplateError) { return try validate(value, type) } catch {
                throw error.about(node.names, of: dot.value)
            }
        case .variable(let node):
            current = node
            let value = try variable(node)
            if node.fields.isEmpty { return try validate(value, type) }
            let field = try fields(node.fields[...], of: value, dot, nil, node, final: nil)
            do throws(TemplateError) { return try validate(field, type) } catch {
                throw error.about(node.fields, of: value.value, called: node.name)
            }
        case .pipe(let node):
            current = node
            return try validate(try nested(node, dot), type)
        case .identifier(let node):
            current = node
            return try validate(try call(node, dot, nil, final: nil), type)
        case .chain(let node):
            current = node
            let receiver = try receiver(of: node, dot)
            return try validate(try fields(node.fields[...], of: receiver, dot, nil, node, final: nil), type)
        case .bool, .number, .string: return Evaluated(try literal(operand, type ?? .any))
        }
    }

    private func literal(_ operand: Operand, _ type: GoType) throws(TemplateError) -> TemplateValue {
        current = operand.node
        switch type.kind {
        case .bool:
            if case .bool(let node) = operand { return .bool(node.value) }
            throw error("expected bool; found \(operand.node)")
        case .string:
            if case .string(let node) = operand { return node.value }
            throw error("expected string; found \(operand.node)")
        case .float32, .float64:
            if case .number(let node) = operand, let value = node.number.float { return .float64(value) }
            throw error("expected float; found \(operand.node)")
        case _ where type.kind.isSigned:
            guard case .number(let node) = operand, let value = node.number.integer else {
                throw error("expected integer; found \(operand.node)")
            }
            switch type.name {
            case "int": return .int(Int(value))
            case "int64": return .int64(value)
            default: return .integer(TypedInteger(type.kind, bits: value, typeName: type.name))
            }
        case _ where type.kind.isUnsigned:
            guard case .number(let node) = operand, let value = node.number.unsigned else {
                throw error("expected unsigned integer; found \(operand.node)")
            }
            return .integer(TypedInteger(type.kind, bits: Int64(bitPattern: value), typeName: type.name))
        case _ where type.isAny || type == .value:
            switch operand {
            case .bool(let node): return .bool(node.value)
            case .number(let node): return try ideal(node)
            case .string(let node): return node.value
            default: break
            }
        default: break
        }
        throw error("can't handle \(operand.node) for arg of type \(type.name)")
    }

    /// Checks that a value fits a parameter.
    private func validate(_ value: Evaluated, _ type: GoType?) throws(TemplateError) -> Evaluated {
        guard let type else { return value }
        if type.isUniversal { return value }
        if value.isInvalid {
            if type.isNillable { return value }
            throw error("invalid value; expected \(type.name)")
        }
        if value.value.isAssignable(to: type) {
            // A parameter has the type that it is declared with, whatever the argument's type was called.
            guard case .map(let map) = value.value, type.kind == .map, map.type != type else { return value }
            return Evaluated(.map(TemplateMap(map, as: type)))
        }
        let found = value.value.isNil ? "interface {}" : value.value.typeName
        throw error("wrong type for value; expected \(type.name); got \(found)")
    }
}
