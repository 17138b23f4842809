extension Evaluator {
    func walkRange(
        _ node: RangeNode, _ dot: Evaluated, _ output: inout [UInt8]
    ) throws(TemplateError) -> Flow {
        current = node
        let value = try evaluate(node.pipe, dot)
        budget.held.append(value.value)
        let ran: Bool
        switch value.value {
        case .nil: ran = false
        case .list(let elements): ran = try walk(node, elements, isInterface: true, &output)
        case .typedList(let list): ran = try walk(node, list.elements, isInterface: list.element.isAny, &output)
        case .bytes: ran = try walk(node, value.value.elements ?? [], isInterface: false, &output)
        case .map(let map):
            ran = !map.isEmpty
            // The keys are those there were at the start, as the sorted copy in Go has them.
            let isInterface = map.element.isAny
            let entries = map.keys.map { ($0, map[$0]) }
            for (key, element) in entries {
                let element = Evaluated(element ?? .nil, isInterface: isInterface)
                if try !iterate(node, Evaluated(.string(key)), element, &output) { break }
            }
        case .int, .int64, .integer: ran = try walkNumbers(node, value.value, &output)
        case .object(let object) where object.underlying?.signedInteger != nil:
            ran = try walkNumbers(node, value.value, &output)
        default:
            let failure = error("range can't iterate over \(GoFormat.text(value.value))")
            throw node.pipe.commands.count == 1 ? error(failure, about: node.pipe.commands[0], dot) : failure
        }
        budget.held.removeLast()
        if !ran, let list = node.elseList { return try walk(list, dot, &output) }
        return .normal
    }

    private func walk(
        _ node: RangeNode, _ elements: [TemplateValue], isInterface: Bool, _ output: inout [UInt8]
    ) throws(TemplateError) -> Bool {
        for (index, element) in elements.enumerated() {
            let element = Evaluated(element, isInterface: isInterface)
            if try !iterate(node, Evaluated(.int(index)), element, &output) { break }
        }
        return !elements.isEmpty
    }

    private func walkNumbers(
        _ node: RangeNode, _ value: TemplateValue, _ output: inout [UInt8]
    ) throws(TemplateError) -> Bool {
        if node.pipe.declarations.count > 1 {
            throw error("can't use \(GoFormat.text(value)) to iterate over more than one variable")
        }
        let count = value.unsignedInteger.map { Int64(clamping: $0) } ?? value.signedInteger ?? 0
        var number: Int64 = 0
        while number < count {
            let element: TemplateValue =
                switch value {
                case .int: .int(Int(number))
                case .integer(let typed): .integer(TypedInteger(typed.kind, bits: number, typeName: typed.typeName))
                default: .int64(number)
                }
            if try !iterate(node, .invalid, Evaluated(element), &output) { break }
            number += 1
        }
        return count > 0
    }

    /// One turn of the loop; false when it is to end.
    private func iterate(
        _ node: RangeNode, _ index: Evaluated, _ element: Evaluated, _ output: inout [UInt8]
    ) throws(TemplateError) -> Bool {
        try budget.step()
        let declarations = node.pipe.declarations
        switch declarations.count {
        case 0: break
        case 1: try assign(declarations[0], element)
        default:
            try assign(declarations[0], index)
            try assign(declarations[1], element)
        }
        return try walk(node.list, element, &output) != .break
    }

    func assign(_ variable: VariableNode, _ value: Evaluated) throws(TemplateError) {
        guard let slot = variable.slot else { throw error("undefined variable: \(variable.name)") }
        slots[slot] = value
    }
}
