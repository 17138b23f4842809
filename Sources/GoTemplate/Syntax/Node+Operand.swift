/// A term of a command: its function, or an argument.
enum Operand {
    case field(FieldNode)
    case variable(VariableNode)
    case chain(ChainNode)
    case pipe(PipeNode)
    case identifier(IdentifierNode)
    case dot(Node)
    case `nil`(Node)
    case bool(BoolNode)
    case number(NumberNode)
    case string(StringNode)

    /// Whether its value may be made for the purpose, so that nothing else holds it.
    var isCalculated: Bool {
        switch self {
        case .pipe, .identifier, .chain, .field, .variable: true
        case .dot, .nil, .bool, .number, .string: false
        }
    }

    var node: Node {
        switch self {
        case .field(let node): node
        case .variable(let node): node
        case .chain(let node): node
        case .pipe(let node): node
        case .identifier(let node): node
        case .dot(let node), .nil(let node): node
        case .bool(let node): node
        case .number(let node): node
        case .string(let node): node
        }
    }
}

final class PipeNode: Node {
    var declarations: [VariableNode] = []
    /// Whether the declarations assign to variables that exist.
    var isAssignment = false
    var commands: [CommandNode] = []

    override var description: String {
        var text = declarations.map(\.description).joined(separator: ", ")
        if !declarations.isEmpty { text += isAssignment ? " = " : " := " }
        return text + commands.map(\.description).joined(separator: " | ")
    }
}

final class CommandNode: Node {
    let first: Operand
    /// The terms after the first.
    let arguments: [Operand]

    init(_ source: TemplateSource, _ position: Int, first: Operand, arguments: [Operand]) {
        self.first = first
        self.arguments = arguments
        super.init(source, position)
    }

    override var description: String {
        ([first] + arguments).map { operand in
            if case .pipe(let pipe) = operand { "(\(pipe))" } else { operand.node.description }
        }.joined(separator: " ")
    }
}

final class IdentifierNode: Node {
    /// `and` and `or` evaluate only the arguments they need.
    enum ShortCircuit { case and, or }

    let name: String
    let function: TemplateFunction
    let shortCircuit: ShortCircuit?

    init(_ source: TemplateSource, _ position: Int, name: String, function: TemplateFunction, _ short: ShortCircuit?) {
        self.name = name
        self.function = function
        shortCircuit = short
        super.init(source, position)
    }

    override var description: String { name }
}

final class FieldNode: Node {
    let names: [String]

    init(_ source: TemplateSource, _ position: Int, names: [String]) {
        self.names = names
        super.init(source, position)
    }

    override var description: String { names.map { "." + $0 }.joined() }
}

final class VariableNode: Node {
    /// With the dollar sign.
    let name: String
    let fields: [String]
    /// Where the variable lives in the template's frame; nil when it is not defined there at run time.
    let slot: Int?

    init(_ source: TemplateSource, _ position: Int, name: String, fields: [String], slot: Int?) {
        self.name = name
        self.fields = fields
        self.slot = slot
        super.init(source, position)
    }

    override var description: String { ([name] + fields).joined(separator: ".") }
}

final class ChainNode: Node {
    let operand: Operand
    let fields: [String]

    init(_ source: TemplateSource, _ position: Int, operand: Operand, fields: [String]) {
        self.operand = operand
        self.fields = fields
        super.init(source, position)
    }

    override var description: String {
        var text = operand.node.description
        if case .pipe = operand { text = "(\(text))" }
        return text + fields.map { "." + $0 }.joined()
    }
}

final class DotNode: Node {
    override var description: String { "." }
}

final class NilNode: Node {
    override var description: String { "nil" }
}

final class BoolNode: Node {
    let value: Bool

    init(_ source: TemplateSource, _ position: Int, value: Bool) {
        self.value = value
        super.init(source, position)
    }

    override var description: String { value ? "true" : "false" }
}

final class NumberNode: Node {
    let number: NumberLiteral

    init(_ source: TemplateSource, _ position: Int, number: NumberLiteral) {
        self.number = number
        super.init(source, position)
    }

    override var description: String { number.text }
}

final class StringNode: Node {
    /// Where the literal ends in the source.
    let end: Int
    let value: TemplateValue

    init(_ source: TemplateSource, _ position: Int, end: Int, value: TemplateValue) {
        self.end = end
        self.value = value
        super.init(source, position)
    }

    /// As written, with quotes.
    override var description: String { String(decoding: source.text[position..<end], as: UTF8.self) }
}
