/// Which ways of writing a string keep its meaning: mirrors `yaml_emitter_analyze_scalar` of go-yaml v2.
struct ScalarAnalysis {
    enum Style {
        case plain
        case singleQuoted
        case doubleQuoted
        case literal
    }

    private enum Kind {
        case space
        case lineBreak
        case other
    }

    private var allowsPlain = true
    private var allowsSingleQuoted = true
    private var allowsLiteral: Bool
    private var hasBreak = false
    private var hasNewline = false

    init(_ text: UnsafeBufferPointer<UInt8>) {
        allowsLiteral = !text.isEmpty
        guard !text.isEmpty else { return }
        if text.count >= 3, text[0] == text[1], text[1] == text[2],
            text[0] == UInt8(ascii: "-") || text[0] == UInt8(ascii: ".")
        {
            allowsPlain = false
        }
        var previous = Kind.other
        var followsWhitespace = true
        var index = 0
        while index < text.count {
            let width = text.width(at: index)
            let next = index + width
            if text.isIndicator(at: index, isFirst: index == 0, followsWhitespace: followsWhitespace) {
                allowsPlain = false
            }
            if !text.isPrintable(at: index) { forbidAllButDoubleQuotes() }
            let kind: Kind = text.isSpace(at: index) ? .space : text.isBreak(at: index) ? .lineBreak : .other
            add(kind, after: previous, isFirst: index == 0, isLast: next >= text.count)
            if text[index] == 0x0A { hasNewline = true }
            followsWhitespace = kind != .other || text[index] == 0x09
            previous = kind
            index = next
        }
    }

    private mutating func add(_ kind: Kind, after previous: Kind, isFirst: Bool, isLast: Bool) {
        switch kind {
        case .space:
            if isFirst || isLast { allowsPlain = false }
            if isLast { allowsLiteral = false }
            if previous == .lineBreak {
                allowsPlain = false
                allowsSingleQuoted = false
            }
        case .lineBreak:
            hasBreak = true
            allowsPlain = false
            if previous == .space { forbidAllButDoubleQuotes() }
        case .other: break
        }
    }

    private mutating func forbidAllButDoubleQuotes() {
        allowsPlain = false
        allowsSingleQuoted = false
        allowsLiteral = false
    }

    /// The style that go-yaml chooses for a string without a tag.
    func style(isSimpleKey: Bool, text: UnsafeBufferPointer<UInt8>) -> Style {
        if isSimpleKey && hasBreak { return .doubleQuoted }
        if hasNewline { return allowsLiteral && !isSimpleKey ? .literal : .doubleQuoted }
        guard ScalarResolver.resolve(text) == .string, !Self.isBase60(text) else { return .doubleQuoted }
        if allowsPlain { return .plain }
        return allowsSingleQuoted ? .singleQuoted : .doubleQuoted
    }

    static func hasBreak(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 { utf8 in utf8.indices.contains { utf8.isBreak(at: $0) } }
    }

    /// `[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?`: a number in YAML 1.1 to other readers.
    private static func isBase60(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        func isDigit(_ place: Int) -> Bool {
            place < text.count && text[place] >= UInt8(ascii: "0") && text[place] <= UInt8(ascii: "9")
        }
        func isDigitOrUnderscore(_ place: Int) -> Bool {
            isDigit(place) || (place < text.count && text[place] == UInt8(ascii: "_"))
        }
        var index = text.first == UInt8(ascii: "-") || text.first == UInt8(ascii: "+") ? 1 : 0
        guard isDigit(index) else { return false }
        while isDigitOrUnderscore(index) { index += 1 }
        var groups = 0
        while index < text.count, text[index] == UInt8(ascii: ":"), isDigit(index + 1) {
            let hasTwoDigits = text[index + 1] <= UInt8(ascii: "5") && isDigit(index + 2)
            index += hasTwoDigits ? 3 : 2
            groups += 1
        }
        guard groups > 0 else { return false }
        if index < text.count, text[index] == UInt8(ascii: ".") {
            index += 1
            while isDigitOrUnderscore(index) { index += 1 }
        }
        return index == text.count
    }
}
