/// Reads RE2's syntax as Go's regexp.Compile does (golang/go, src/regexp/syntax/doc.go).
struct PatternParser {
    let pattern: String
    let bytes: [UInt8]
    var position = 0
    var flags = Flags()
    var depth = 0
    /// Groups by number, the whole match first.
    private(set) var groupNames: [String?] = [nil]

    struct Flags {
        var foldsCase = false
        var isMultiline = false
        var dotMatchesNewline = false
        var isUngreedy = false
    }

    init(_ pattern: String) {
        self.pattern = pattern
        bytes = Array(pattern.utf8)
    }

    mutating func parse() throws(RegularExpressionError) -> SyntaxNode {
        guard bytes.count <= RegularExpressionLimits.patternSize else { throw failure(.tooLarge, from: 0, to: 0) }
        let node = try alternatives()
        if position < bytes.count { throw failure(.unexpectedParenthesis, from: 0) }
        return node
    }

    // MARK: - Characters

    func failure(_ code: RegularExpressionError.Code, from start: Int, to end: Int? = nil) -> RegularExpressionError {
        let end = min(end ?? bytes.count, bytes.count)
        let part = String(decoding: bytes[min(start, end)..<end], as: UTF8.self)
        return RegularExpressionError(code: code, pattern: pattern, part: part, offset: min(start, bytes.count))
    }

    var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    func looking(at text: String) -> Bool { bytes[position...].starts(with: text.utf8) }

    mutating func skip(_ text: String) -> Bool {
        guard looking(at: text) else { return false }
        position += text.utf8.count
        return true
    }

    mutating func takeScalar() -> UInt32 {
        let (scalar, width) = UTF8Text.scalar(in: bytes, at: position)
        position += max(width, 1)
        return scalar
    }

    // MARK: - Structure

    private mutating func alternatives() throws(RegularExpressionError) -> SyntaxNode {
        depth += 1
        defer { depth -= 1 }
        guard depth <= RegularExpressionLimits.nesting else { throw failure(.nestsTooDeeply, from: 0) }
        var nodes = [try sequence()]
        while skip("|") { nodes.append(try sequence()) }
        return nodes.count == 1 ? nodes[0] : .alternatives(nodes)
    }

    private mutating func sequence() throws(RegularExpressionError) -> SyntaxNode {
        var nodes: [SyntaxNode] = []
        /// Where the last repetition operator began, if the last thing was one.
        var lastOperator: Int?
        while let byte = next, byte != UInt8(ascii: "|"), byte != UInt8(ascii: ")") {
            let start = position
            if let (minimum, maximum) = try repetition() {
                let isLazy = skip("?")
                if let lastOperator { throw failure(.invalidRepeatOperator, from: lastOperator, to: position) }
                guard let last = nodes.popLast() else {
                    throw failure(.missingRepeatArgument, from: start, to: position)
                }
                let node = SyntaxNode.repeated(
                    last, minimum: minimum, maximum: maximum, isGreedy: isLazy == flags.isUngreedy)
                if node.largestRepeat > RegularExpressionLimits.repeatCount {
                    throw failure(.invalidRepeatCount, from: start, to: position)
                }
                nodes.append(node)
                lastOperator = start
                continue
            }
            lastOperator = nil
            if skip("\\Q") {
                while position < bytes.count, !skip("\\E") { nodes.append(literal(takeScalar())) }
            } else if let node = try atom() {
                nodes.append(node)
            }
        }
        return nodes.count == 1 ? nodes[0] : nodes.isEmpty ? .empty : .sequence(nodes)
    }

    /// `*`, `+`, `?` or `{n,m}` at the place; braces of another form are plain characters.
    private mutating func repetition() throws(RegularExpressionError) -> (Int, Int?)? {
        if skip("*") { return (0, nil) }
        if skip("+") { return (1, nil) }
        if skip("?") { return (0, 1) }
        guard next == UInt8(ascii: "{") else { return nil }
        let start = position
        position += 1
        guard let minimum = number() else {
            position = start
            return nil
        }
        var maximum: Int? = minimum
        if skip(",") { maximum = next == UInt8(ascii: "}") ? nil : number() ?? -1 }
        guard maximum != -1, skip("}") else {
            position = start
            return nil
        }
        let limit = RegularExpressionLimits.repeatCount
        if minimum > limit || maximum ?? 0 > limit || maximum.map({ $0 < minimum }) ?? false {
            throw failure(.invalidRepeatCount, from: start, to: position)
        }
        return (minimum, maximum)
    }

    /// A number without leading zeros; beyond the limit only that it is.
    private mutating func number() -> Int? {
        let start = position
        var value = 0
        while let byte = next, (0x30...0x39).contains(byte) {
            value = min(value * 10 + Int(byte - 0x30), 100_000)
            position += 1
        }
        if position == start || (position - start > 1 && bytes[start] == 0x30) { return nil }
        return value
    }

    /// One character, class, assertion or group; nil for a group that only sets flags.
    private mutating func atom() throws(RegularExpressionError) -> SyntaxNode? {
        switch next.map({ Character(Unicode.Scalar($0)) }) {
        case "(": return try group()
        case "[": return .set(try bracket())
        case ".":
            position += 1
            return flags.dotMatchesNewline ? .any : .anyButNewline
        case "^":
            position += 1
            return .assertion(flags.isMultiline ? .lineStart : .textStart)
        case "$":
            position += 1
            return .assertion(flags.isMultiline ? .lineEnd : .textEnd)
        case "\\": return try escape()
        default: return literal(takeScalar())
        }
    }

    func literal(_ scalar: UInt32) -> SyntaxNode {
        guard flags.foldsCase, CaseFolding.orbit(of: scalar).count > 1 else { return .scalar(scalar) }
        return .set(CharacterClass([.range(scalar...scalar)], isNegated: false, foldsCase: true))
    }

    private mutating func escape() throws(RegularExpressionError) -> SyntaxNode {
        let start = position
        for (text, assertion) in [
            ("\\A", SyntaxNode.Assertion.textStart), ("\\z", .textEnd), ("\\b", .wordBoundary),
            ("\\B", .noWordBoundary),
        ] where skip(text) {
            return .assertion(assertion)
        }
        if let member = try classEscape() {
            return .set(CharacterClass([member], isNegated: false, foldsCase: flags.foldsCase))
        }
        return literal(try characterEscape(from: start))
    }

    // MARK: - Groups

    private mutating func group() throws(RegularExpressionError) -> SyntaxNode? {
        let start = position
        position += 1
        let outer = flags
        var number: Int?
        // What ends here is read as flags, and refused as such.
        if bytes.count > start + 4, skip("?P<") {
            number = try named(from: start)
        } else if bytes.count > start + 3, skip("?<") {
            number = try named(from: start)
        } else if skip("?") {
            guard try takeFlags(from: start) else { return nil }
        } else {
            number = groupNames.count
            groupNames.append(nil)
        }
        let inner = try alternatives()
        guard skip(")") else { throw failure(.missingParenthesis, from: 0) }
        flags = outer
        return number.map { .capture($0, inner) } ?? inner
    }

    private mutating func named(from start: Int) throws(RegularExpressionError) -> Int {
        let nameStart = position
        guard let end = bytes[position...].firstIndex(of: UInt8(ascii: ">")) else {
            throw failure(.invalidNamedCapture, from: start)
        }
        position = end + 1
        let name = String(decoding: bytes[nameStart..<end], as: UTF8.self)
        guard !name.isEmpty, name.utf8.allSatisfy(UTF8Text.isWord) else {
            throw failure(.invalidNamedCapture, from: start, to: position)
        }
        groupNames.append(name)
        return groupNames.count - 1
    }

    /// After `(?`: true when a group follows, false when the flags hold for the rest of the enclosing one.
    private mutating func takeFlags(from start: Int) throws(RegularExpressionError) -> Bool {
        var isOn = true
        var isEmptyAfterMinus = false
        while position < bytes.count {
            let letter = takeScalar()
            switch Unicode.Scalar(letter) {
            case "i": flags.foldsCase = isOn
            case "m": flags.isMultiline = isOn
            case "s": flags.dotMatchesNewline = isOn
            case "U": flags.isUngreedy = isOn
            case "-" where isOn:
                isOn = false
                isEmptyAfterMinus = true
                continue
            case ":" where !isEmptyAfterMinus: return true
            case ")" where !isEmptyAfterMinus: return false
            default: throw failure(.invalidPerlOperator, from: start, to: position)
            }
            isEmptyAfterMinus = false
        }
        throw failure(.invalidPerlOperator, from: start, to: position)
    }
}
