/// Knows whether a line of YAML starts within a scalar or a bracket that an earlier line opened.
struct YAMLLineLexer: Sendable {
    private var within = Within.nothing

    private enum Within {
        case nothing
        /// A plain or block scalar: lines indented more than this, and blank ones, are its text.
        case scalar(above: Int)
        case quoted(UInt8)
        case flow(Flow)
    }

    private struct Flow {
        var depth = 0
        var quote: UInt8?
        /// A quote here opens a quoted scalar; elsewhere it is a character of a plain one.
        var atTokenStart = true
    }

    /// Whether a quoted scalar or a bracket is open.
    var isWithin: Bool {
        switch within {
        case .nothing, .scalar: false
        case .quoted, .flow: true
        }
    }

    /// True when the line continues what an earlier one opened; then it has been dealt with.
    mutating func passes(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        switch within {
        case .nothing: return false
        case .scalar(let parent):
            let indent = text.prefix { $0 == 0x20 }.count
            if indent > parent || indent == text.count { return true }
            within = .nothing
            return false
        case .quoted(let quote):
            if Self.close(text, from: 0, quote: quote) != nil { within = .nothing }
            return true
        case .flow(let flow):
            scan(text, from: 0, flow)
            return true
        }
    }

    /// Reads a line that starts outside of everything: what does it leave open?
    mutating func lex(_ text: UnsafeBufferPointer<UInt8>, from start: Int) {
        var index = start
        var parent = start
        while Self.isDash(text, index) {
            parent = index
            index = Self.skipSpace(text, index + 1)
        }
        guard index < text.count, text[index] != UInt8(ascii: "#") else { return }
        let node = Self.skipProperties(text, index)
        guard node < text.count else { return }
        let first = text[node]
        if first == UInt8(ascii: "\"") || first == UInt8(ascii: "'") {
            guard let close = Self.close(text, from: node + 1, quote: first) else { return within = .quoted(first) }
            let next = Self.skipSpace(text, close + 1)
            if next < text.count, text[next] == UInt8(ascii: ":") { lexValue(text, next + 1, parent: index) }
            return
        }
        if "|>{[".utf8.contains(first) { return lexValue(text, node, parent: parent) }
        if let colon = Self.colon(text, from: node) {
            lexValue(text, colon + 1, parent: index)
        } else if parent != start || Self.isDash(text, start) {
            within = .scalar(above: parent)
        }
    }

    private mutating func lexValue(_ text: UnsafeBufferPointer<UInt8>, _ start: Int, parent: Int) {
        let index = Self.skipProperties(text, Self.skipSpace(text, start))
        guard index < text.count else { return }
        switch text[index] {
        case UInt8(ascii: "#"), UInt8(ascii: "*"): break
        case UInt8(ascii: "\""), UInt8(ascii: "'"):
            if Self.close(text, from: index + 1, quote: text[index]) == nil { within = .quoted(text[index]) }
        case UInt8(ascii: "{"), UInt8(ascii: "["): scan(text, from: index, Flow())
        default: within = .scalar(above: parent)
        }
    }

    private mutating func scan(_ text: UnsafeBufferPointer<UInt8>, from start: Int, _ before: Flow) {
        var flow = before
        var index = start
        while index < text.count {
            if let quote = flow.quote {
                guard let close = Self.close(text, from: index, quote: quote) else { return within = .flow(flow) }
                flow.quote = nil
                index = close + 1
                continue
            }
            let byte = text[index]
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "'"):
                if flow.atTokenStart { flow.quote = byte }
                flow.atTokenStart = false
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                flow.depth += 1
                flow.atTokenStart = true
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                flow.depth -= 1
                flow.atTokenStart = false
                if flow.depth <= 0 { return within = .nothing }
            case UInt8(ascii: ","), UInt8(ascii: ":"): flow.atTokenStart = true
            case UInt8(ascii: "#") where index == 0 || text[index - 1] <= 0x20:
                within = .flow(flow)
                return
            case 0x20, 0x09: break
            default: flow.atTokenStart = false
            }
            index += 1
        }
        within = .flow(flow)
    }

    // MARK: Pieces of a line

    /// A hyphen that opens an item of a sequence.
    static func isDash(_ text: UnsafeBufferPointer<UInt8>, _ index: Int) -> Bool {
        index < text.count && text[index] == UInt8(ascii: "-")
            && (index + 1 == text.count || text[index + 1] <= 0x20)
    }

    /// The place of the closing quote.
    static func close(_ text: UnsafeBufferPointer<UInt8>, from start: Int, quote: UInt8) -> Int? {
        var index = start
        while index < text.count {
            if text[index] == quote {
                guard quote == UInt8(ascii: "'"), index + 1 < text.count, text[index + 1] == quote else { return index }
                index += 1
            } else if quote == UInt8(ascii: "\""), text[index] == UInt8(ascii: "\\") {
                index += 1
            }
            index += 1
        }
        return nil
    }

    /// The colon that ends a plain key; a comment ends the search.
    static func colon(_ text: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
        var index = start
        while index < text.count {
            if text[index] == UInt8(ascii: ":"), index + 1 == text.count || text[index + 1] <= 0x20 { return index }
            if text[index] == UInt8(ascii: "#"), index > start, text[index - 1] <= 0x20 { return nil }
            index += 1
        }
        return nil
    }

    /// What stands between `start` and a comment or the end, without space around it.
    static func value(_ text: UnsafeBufferPointer<UInt8>, from start: Int) -> Slice<UnsafeBufferPointer<UInt8>> {
        let begin = skipSpace(text, start)
        var end = begin
        while end < text.count, text[end] != UInt8(ascii: "#") || (end > 0 && text[end - 1] > 0x20) { end += 1 }
        while end > begin, text[end - 1] <= 0x20 { end -= 1 }
        return text[begin..<end]
    }

    private static func skipSpace(_ text: UnsafeBufferPointer<UInt8>, _ start: Int) -> Int {
        var index = start
        while index < text.count, text[index] == 0x20 || text[index] == 0x09 { index += 1 }
        return index
    }

    /// Anchors and tags stand before their node.
    private static func skipProperties(_ text: UnsafeBufferPointer<UInt8>, _ start: Int) -> Int {
        var index = start
        while index < text.count, text[index] == UInt8(ascii: "&") || text[index] == UInt8(ascii: "!") {
            while index < text.count, text[index] > 0x20 { index += 1 }
            index = skipSpace(text, index)
        }
        return index
    }
}
