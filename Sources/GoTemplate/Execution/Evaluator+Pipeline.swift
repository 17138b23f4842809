extension Evaluator {
    func evaluate(_ pipe: PipeNode, _ dot: Evaluated) throws(TemplateError) -> Evaluated {
        current = pipe
        var value = Evaluated.invalid
        var isFirst = true
        for (index, command) in pipe.commands.enumerated() {
            do throws(TemplateError) {
                value = try evaluate(command, dot, final: isFirst ? nil : value)
            } catch {
                throw isFirst ? error : self.error(error, about: pipe.commands[index - 1], dot)
            }
            // A pipeline's value is what the interface holds.
            value.isInterface = false
            isFirst = false
        }
        for variable in pipe.declarations { try assign(variable, value) }
        return value
    }

    private func evaluate(
        _ command: CommandNode, _ dot: Evaluated, final: Evaluated?
    ) throws(TemplateError) -> Evaluated {
        switch command.first {
        case .field(let node):
            current = node
            return try fields(node.names[...], of: dot, dot, command, node, final: final)
        case .chain(let node):
            let receiver = try receiver(of: node, dot)
            return try fields(node.fields[...], of: receiver, dot, command, node, final: final)
        case .identifier(let node): return try call(node, dot, command, final: final)
        case .pipe(let node):
            try rejectArguments(command, final)
            return try nested(node, dot)
        case .variable(let node):
            current = node
            let value = try variable(node)
            if node.fields.isEmpty {
                try rejectArguments(command, final)
                return value
            }
            return try fields(node.fields[...], of: value, dot, command, node, final: final)
        case .dot(let node):
            current = node
            try rejectArguments(command, final)
            return dot
        case .nil(let node):
            current = node
            try rejectArguments(command, final)
            throw error("nil is not a command")
        case .bool(let node):
            current = node
            try rejectArguments(command, final)
            return Evaluated(.bool(node.value))
        case .number(let node):
            current = node
            try rejectArguments(command, final)
            return Evaluated(try ideal(node))
        case .string(let node):
            current = node
            try rejectArguments(command, final)
            return Evaluated(node.value)
        }
    }

    private func rejectArguments(_ command: CommandNode, _ final: Evaluated?) throws(TemplateError) {
        if final != nil || !command.arguments.isEmpty {
            throw error("can't give argument to non-function \(command.first.node)")
        }
    }

    /// A pipeline within a pipeline, whose depth the stack limits.
    func nested(_ pipe: PipeNode, _ dot: Evaluated) throws(TemplateError) -> Evaluated {
        guard !execution.stack.isExhausted else {
            throw error("exceeded maximum template depth (\(execution.limits.depth))")
        }
        return try evaluate(pipe, dot)
    }

    func variable(_ node: VariableNode) throws(TemplateError) -> Evaluated {
        guard let slot = node.slot else { throw error("undefined variable: \(node.name)") }
        return slots[slot]
    }

    func receiver(of node: ChainNode, _ dot: Evaluated) throws(TemplateError) -> Evaluated {
        current = node
        if case .nil = node.operand { throw error("indirection through explicit nil in \(node)") }
        return try argument(node.operand, nil, dot)
    }

    func ideal(_ node: NumberNode) throws(TemplateError) -> TemplateValue {
        current = node
        guard let value = node.number.ideal else { throw error("\(node.number.text) overflows int") }
        return value
    }

    /// The error, saying that it is about the value which `command` gave: a path and nothing else.
    func error(_ error: TemplateError, about command: CommandNode, _ dot: Evaluated) -> TemplateError {
        guard command.arguments.isEmpty else { return error }
        switch command.first {
        case .field(let node): return error.about(node.names, of: dot.value)
        case .variable(let node):
            guard let slot = node.slot else { return error }
            return error.about(node.fields, of: slots[slot].value, called: node.name)
        default: return error
        }
    }

    // MARK: Fields

    /// `.a.b.c` of a value, where the last may be a method that takes the command's arguments.
    func fields(
        _ names: ArraySlice<String>, of receiver: Evaluated, _ dot: Evaluated, _ command: CommandNode?,
        _ node: Node, final: Evaluated?
    ) throws(TemplateError) -> Evaluated {
        var value = receiver
        let last = names.endIndex - 1
        do throws(TemplateError) {
            for index in names.indices {
                value =
                    if index < last {
                        try field(names[index], of: value, dot, nil, node, final: nil)
                    } else {
                        try field(names[index], of: value, dot, command, node, final: final)
                    }
            }
        } catch {
            throw error.about(Array(names), of: receiver.value, called: (node as? VariableNode)?.name ?? "")
        }
        return value
    }

    private func field(
        _ name: String, of receiver: Evaluated, _ dot: Evaluated, _ command: CommandNode?, _ node: Node,
        final: Evaluated?
    ) throws(TemplateError) -> Evaluated {
        switch receiver.value {
        case .nil:
            if receiver.isInterface { throw error("nil pointer evaluating interface {}.\(name)") }
            if missingKey == .error { throw error("nil data; no entry for key \(GoQuote.quoted(name))") }
            return .invalid
        case .map(let map):
            if !map.methods.isEmpty, let method = map.methods[name] {
                return try call(method, name, dot, command?.arguments ?? [], node, final: final)
            }
            if final != nil || command?.arguments.isEmpty == false {
                throw error("\(name) is not a method but has arguments")
            }
            if let value = map[name] { return Evaluated(value, isInterface: map.element.isAny) }
            switch missingKey {
            case .default: return .invalid
            case .zero: return Evaluated(map.element.zero, isInterface: map.element.isAny)
            case .error: throw error("map has no entry for key \(GoQuote.quoted(name))")
            }
        case .object(let object):
            switch object.member(name) {
            case .method(let method):
                return try call(method, name, dot, command?.arguments ?? [], node, final: final)
            case .field(let value, let type):
                if final != nil || command?.arguments.isEmpty == false {
                    throw error("\(name) has arguments but cannot be invoked as function")
                }
                return Evaluated(value, isInterface: type.isAny)
            case nil: break
            }
        default: break
        }
        throw error("can't evaluate field \(name) in type \(receiver.typeName)")
    }
}
