/// Executes one template: walks its nodes and writes what they print, as text/template's `state` does.
final class Evaluator {
    let execution: TemplateExecution
    let budget: TemplateBudget
    let template: Template
    let missingKey: TemplateSet.MissingKey
    /// Variables by slot; the first is `$`.
    var slots: [Evaluated]
    /// The node that errors are about. The template owns it and outlives the evaluation.
    unowned(unsafe) var current: Node

    /// What became of a list: whether a loop around it goes on.
    enum Flow { case normal, `break`, `continue` }

    init(_ execution: TemplateExecution, _ template: Template, _ data: TemplateValue) {
        self.execution = execution
        budget = execution.budget
        missingKey = execution.set.missingKey
        self.template = template
        slots = Array(repeating: .invalid, count: template.slots)
        slots[0] = Evaluated(data)
        current = template.root
    }

    func run(into output: inout [UInt8]) throws(TemplateError) {
        guard budget.depth < execution.limits.depth, !execution.stack.isExhausted else {
            throw error("exceeded maximum template depth (\(execution.limits.depth))")
        }
        budget.depth += 1
        budget.evaluators.append(self)
        defer {
            budget.depth -= 1
            budget.evaluators.removeLast()
        }
        do throws(TemplateError) {
            _ = try walk(template.root, slots[0], &output)
        } catch {
            // Limits are reached anywhere: where that was is known here.
            throw error.frames.isEmpty ? error.passed(frame(error.message)) : error
        }
    }

    // MARK: Statements

    func walk(_ list: ListNode, _ dot: Evaluated, _ output: inout [UInt8]) throws(TemplateError) -> Flow {
        for statement in list.statements {
            try budget.step()
            switch statement {
            case .text(let node):
                try budget.write(node.text.count)
                output += node.text
            case .action(let node):
                current = node
                let value = try evaluate(node.pipe, dot)
                if node.pipe.declarations.isEmpty {
                    current = node
                    try print(value, node, &output)
                }
            case .if(let node):
                current = node
                let flow: Flow
                if try evaluate(node.pipe, dot).value.isTrue {
                    flow = try walk(node.list, dot, &output)
                } else if let list = node.elseList {
                    flow = try walk(list, dot, &output)
                } else {
                    continue
                }
                if flow != .normal { return flow }
            case .with(let node):
                current = node
                let value = try evaluate(node.pipe, dot)
                let flow: Flow
                if value.value.isTrue {
                    budget.held.append(value.value)
                    flow = try walk(node.list, value, &output)
                    budget.held.removeLast()
                } else if let list = node.elseList {
                    flow = try walk(list, dot, &output)
                } else {
                    continue
                }
                if flow != .normal { return flow }
            case .range(let node):
                let flow = try walkRange(node, dot, &output)
                if flow != .normal { return flow }
            case .template(let node): try walkTemplate(node, dot, &output)
            case .break: return .break
            case .continue: return .continue
            }
        }
        return .normal
    }

    private func walkTemplate(
        _ node: TemplateNode, _ dot: Evaluated, _ output: inout [UInt8]
    ) throws(TemplateError) {
        current = node
        guard let template = execution.set.templates[node.name] else {
            throw error("template \(GoQuote.quoted(node.name)) not defined")
        }
        guard budget.depth < execution.limits.depth, !execution.stack.isExhausted else {
            throw error("exceeded maximum template depth (\(execution.limits.depth))")
        }
        let data = if let pipe = node.pipe { try evaluate(pipe, dot) } else { Evaluated.invalid }
        let inner = Evaluator(execution, template, data.value)
        do throws(TemplateError) { try inner.run(into: &output) } catch {
            current = node
            throw error.passed(frame(""))
        }
    }

    // MARK: Errors

    /// The error at the current node, with Go's place and context.
    func error(_ message: String, code: TemplateError.Code = .execution) -> TemplateError {
        let (line, column) = current.source.location(of: current.position)
        let place = "\(current.source.name):\(line):\(column)"
        return TemplateError(
            code,
            "template: \(place): executing \(GoQuote.quoted(template.name)) at <\(current)>: \(message)",
            template: current.source.name, line: line, column: column
        ).passed(frame(message))
    }

    /// The error of a function, as that of the current node which called it.
    func error(calling name: String, _ failure: TemplateError) -> TemplateError {
        let context = "error calling \(name)"
        if failure.code == .limitExceeded {
            // Where it was met, the words say which limit.
            return failure.passed(frame(failure.frames.isEmpty ? "\(context): \(failure.message)" : context))
        }
        var error = error("\(context): \(failure.message)")
        guard !failure.frames.isEmpty else { return error }
        (error.frames, error.lookup) = (failure.frames, failure.lookup)
        return error.passed(frame(context))
    }

    private func frame(_ message: String) -> TemplateFrame {
        current.source.frame(
            at: current.position, template: template.name, expression: current.description, message)
    }

    // MARK: Printing

    func print(_ value: Evaluated, _ node: Node, _ output: inout [UInt8]) throws(TemplateError) {
        let start = output.count
        switch value.value {
        case .nil: output += "<no value>".utf8
        case .string(var text), .number(var text): text.withUTF8 { output += $0 }
        case .rawString(let bytes): output += bytes
        case .int(let number): GoFormat.append(number, to: &output)
        case .int64(let number): GoFormat.append(Int(number), to: &output)
        case .bool(let flag): output += (flag ? "true" : "false").utf8
        case .function: throw error("can't print \(node) of type \(value.value.typeName)")
        default:
            GoFormat.append(value.value, to: &output)
            let count = output.count - start
            if count > budget.limits.stringBytes { throw TemplateBudget.tooLarge(count, budget.limits) }
        }
        try budget.write(output.count - start)
    }
}
