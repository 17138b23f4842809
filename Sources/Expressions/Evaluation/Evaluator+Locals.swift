/// A variable of a macro.
struct Local {
    enum State {
        case value(Datum)
        /// A definition that nothing has read yet.
        case waiting(Node)
        case failed(Fault)
    }

    let name: String
    var state: State
}

extension Evaluator {
    /// The result of `body` with the variables set, which are gone again after it.
    mutating func with<Result>(
        _ bindings: [(name: String, value: Datum)], _ body: (inout Evaluator) throws(Fault) -> Result
    ) throws(Fault) -> Result {
        for binding in bindings { locals.append(Local(name: binding.name, state: .value(binding.value))) }
        defer { locals.removeLast(bindings.count) }
        return try body(&self)
    }

    /// The body's value, with definitions that are evaluated once, and only if they are read.
    mutating func block(_ definitions: [Node.Definition], _ body: Node) throws(Fault) -> Datum {
        for definition in definitions { locals.append(Local(name: definition.name, state: .waiting(definition.value))) }
        defer { locals.removeLast(definitions.count) }
        return try evaluate(body)
    }

    mutating func local(at index: Int) throws(Fault) -> Datum {
        switch locals[index].state {
        case .value(let value): return value
        case .failed(let fault): throw fault
        case .waiting(let node): return try evaluate(node, at: index)
        }
    }

    /// A definition sees what was there before it, not what is around the place that reads it.
    private mutating func evaluate(_ node: Node, at index: Int) throws(Fault) -> Datum {
        let later = Array(locals[index...])
        locals.removeLast(later.count)
        do {
            let value = try evaluate(node)
            locals += later
            locals[index].state = .value(value)
            return value
        } catch {
            locals += later
            locals[index].state = .failed(error)
            throw error
        }
    }
}
