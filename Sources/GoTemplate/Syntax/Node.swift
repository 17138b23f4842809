/// The text that nodes point into, and the name that error messages give it.
final class TemplateSource {
    let name: String
    let text: [UInt8]

    init(name: String, text: [UInt8]) {
        self.name = name
        self.text = text
    }

    /// The one-based line and the zero-based byte column of a position.
    func location(of position: Int) -> (line: Int, column: Int) {
        var line = 1
        var start = 0
        for index in 0..<min(position, text.count) where text[index] == 0x0A {
            line += 1
            start = index + 1
        }
        return (line, position - start)
    }
}

/// A part of a template, which prints itself back as template text.
class Node: CustomStringConvertible {
    /// The node's template owns it.
    unowned(unsafe) let source: TemplateSource
    let position: Int

    init(_ source: TemplateSource, _ position: Int) {
        self.source = source
        self.position = position
    }

    var description: String { "" }
}

// MARK: - Statements

/// What a list consists of.
enum Statement {
    case text(TextNode)
    case action(ActionNode)
    case `if`(BranchNode)
    case with(BranchNode)
    case range(RangeNode)
    case template(TemplateNode)
    case `break`(Node)
    case `continue`(Node)

    var node: Node {
        switch self {
        case .text(let node): node
        case .action(let node): node
        case .if(let node), .with(let node): node
        case .range(let node): node
        case .template(let node): node
        case .break(let node), .continue(let node): node
        }
    }
}

final class ListNode: Node {
    var statements: [Statement] = []

    override var description: String { statements.map(\.node.description).joined() }

    /// Whether there is nothing but space.
    var isEmpty: Bool {
        statements.allSatisfy { statement in
            if case .text(let node) = statement { node.text.allSatisfy(UTF8Scan.isSpace) } else { false }
        }
    }
}

final class TextNode: Node {
    /// A part of the source, not a copy.
    let text: ArraySlice<UInt8>

    init(_ source: TemplateSource, _ position: Int, text: ArraySlice<UInt8>) {
        self.text = text
        super.init(source, position)
    }

    override var description: String { String(decoding: text, as: UTF8.self) }
}

final class ActionNode: Node {
    let pipe: PipeNode

    init(_ source: TemplateSource, _ position: Int, pipe: PipeNode) {
        self.pipe = pipe
        super.init(source, position)
    }

    override var description: String { "{{\(pipe)}}" }
}

final class BranchNode: Node {
    let keyword: String
    let pipe: PipeNode
    let list: ListNode
    let elseList: ListNode?

    init(_ keyword: String, pipe: PipeNode, list: ListNode, elseList: ListNode?) {
        self.keyword = keyword
        self.pipe = pipe
        self.list = list
        self.elseList = elseList
        super.init(pipe.source, pipe.position)
    }

    override var description: String {
        "{{\(keyword) \(pipe)}}\(list)\(elseList.map { "{{else}}\($0)" } ?? ""){{end}}"
    }
}

final class RangeNode: Node {
    let pipe: PipeNode
    let list: ListNode
    let elseList: ListNode?

    init(pipe: PipeNode, list: ListNode, elseList: ListNode?) {
        self.pipe = pipe
        self.list = list
        self.elseList = elseList
        super.init(pipe.source, pipe.position)
    }

    override var description: String {
        "{{range \(pipe)}}\(list)\(elseList.map { "{{else}}\($0)" } ?? ""){{end}}"
    }
}

final class TemplateNode: Node {
    let name: String
    let pipe: PipeNode?

    init(_ source: TemplateSource, _ position: Int, name: String, pipe: PipeNode?) {
        self.name = name
        self.pipe = pipe
        super.init(source, position)
    }

    override var description: String {
        "{{template \(GoQuote.quoted(name))\(pipe.map { " \($0)" } ?? "")}}"
    }
}

/// `{{break}}` or `{{continue}}`; or a keyword that ends a list, while parsing.
final class KeywordNode: Node {
    let keyword: String

    init(_ source: TemplateSource, _ position: Int, _ keyword: String) {
        self.keyword = keyword
        super.init(source, position)
    }

    override var description: String { "{{\(keyword)}}" }
}

extension UTF8Scan {
    /// ASCII white space, which is all that template text is trimmed of.
    static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
}
