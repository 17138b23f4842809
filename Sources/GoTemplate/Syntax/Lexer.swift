/// Splits a template's text into tokens, by the rules of text/template/parse.
///
/// The last token is `eof` or `error`, whose message `failure` holds.
struct Lexer {
    private let text: UnsafeBufferPointer<UInt8>
    private var position = 0
    private var start = 0
    private var line = 1
    private var startLine = 1
    private var parentheses = 0
    private let limit: Int
    private(set) var tokens: [Token] = []
    private(set) var failure = ""

    /// - Parameter limit: how many tokens are made at most, or a few more.
    static func tokens(of text: [UInt8], limit: Int = .max) -> (tokens: [Token], failure: String) {
        text.withUnsafeBufferPointer { text in
            var lexer = Lexer(text, limit)
            lexer.run()
            return (lexer.tokens, lexer.failure)
        }
    }

    private init(_ text: UnsafeBufferPointer<UInt8>, _ limit: Int) {
        self.limit = limit
        self.text = text
        tokens.reserveCapacity(min(text.count / 8, limit) + 8)
    }

    private mutating func run() {
        while lexText() && lexAction() {}
    }

    // MARK: Characters

    private func byte(_ offset: Int = 0) -> UInt8? {
        let index = position + offset
        return index < text.count ? text[index] : nil
    }

    private func has(_ prefix: StaticString, at index: Int) -> Bool {
        guard index >= 0, index + prefix.utf8CodeUnitCount <= text.count else { return false }
        for offset in 0..<prefix.utf8CodeUnitCount where text[index + offset] != prefix.utf8Start[offset] {
            return false
        }
        return true
    }

    /// The rune at an index and its width; a byte that is not UTF-8 reads as U+FFFD of width one.
    private func rune(at index: Int) -> (scalar: Unicode.Scalar, width: Int)? {
        guard index < text.count else { return nil }
        return UTF8Scan.rune(text, at: index)
    }

    static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0D || byte == 0x0A }

    private func isAlphanumeric(at index: Int) -> Int {
        guard index < text.count else { return 0 }
        let byte = text[index]
        if byte < 0x80 { return byte.isWordByte ? 1 : 0 }
        guard let (scalar, width) = rune(at: index) else { return 0 }
        return scalar.isGoLetter || scalar.isGoDigit ? width : 0
    }

    private func hasLeftTrim(at index: Int) -> Bool {
        index + 1 < text.count && text[index] == UInt8(ascii: "-") && Self.isSpace(text[index + 1])
    }

    private func hasRightTrim(at index: Int) -> Bool {
        index >= 0 && index + 1 < text.count && Self.isSpace(text[index]) && text[index + 1] == UInt8(ascii: "-")
    }

    // MARK: Tokens

    private mutating func emit(_ kind: Token.Kind) {
        tokens.append(Token(kind: kind, start: start, end: position, line: startLine))
        ignore()
    }

    private mutating func ignore() {
        for index in start..<position where text[index] == 0x0A { line += 1 }
        start = position
        startLine = line
    }

    private mutating func fail(_ message: String) -> Bool {
        tokens.append(Token(kind: .error, start: start, end: position, line: startLine))
        failure = message
        return false
    }

    // MARK: States. Each returns false when the text has ended.

    private mutating func lexText() -> Bool {
        var index = position
        // Looking at every second byte finds both braces.
        while index + 1 < text.count, text[index] != 0x7B || text[index + 1] != 0x7B {
            index += text[index + 1] == 0x7B ? 1 : 2
        }
        guard index + 1 < text.count else {
            position = text.count
            if position > start { emit(.text) }
            emit(.eof)
            return false
        }
        position = index
        if hasLeftTrim(at: index + 2) {
            while position > start, Self.isSpace(text[position - 1]) { position -= 1 }
        }
        if position > start { emit(.text) }
        position = index
        ignore()
        return true
    }

    private mutating func lexAction() -> Bool {
        position += 2
        let marker = hasLeftTrim(at: position) ? 2 : 0
        if has("/*", at: position + marker) {
            position += marker
            ignore()
            return lexComment()
        }
        emit(.leftDelimiter)
        position += marker
        ignore()
        parentheses = 0
        while tokens.count < limit {
            switch lexInsideAction() {
            case .more: continue
            case .closed: return true
            case .failed: return false
            }
        }
        return fail("too many tokens")
    }

    private mutating func lexComment() -> Bool {
        position += 2
        while position < text.count, !has("*/", at: position) { position += 1 }
        guard position < text.count else { return fail("unclosed comment") }
        position += 2
        let (isDelimiter, isTrimmed) = atRightDelimiter()
        guard isDelimiter else { return fail("comment ends before closing delimiter") }
        position += isTrimmed ? 4 : 2
        if isTrimmed {
            while let byte = byte(), Self.isSpace(byte) { position += 1 }
        }
        ignore()
        return true
    }

    private func atRightDelimiter() -> (Bool, trimmed: Bool) {
        if hasRightTrim(at: position), has("}}", at: position + 2) { return (true, true) }
        return (has("}}", at: position), false)
    }

    private enum Progress { case more, closed, failed }

    private mutating func lexRightDelimiter() -> Progress {
        let isTrimmed = hasRightTrim(at: position)
        if isTrimmed {
            position += 2
            ignore()
        }
        position += 2
        emit(.rightDelimiter)
        if isTrimmed {
            while let byte = byte(), Self.isSpace(byte) { position += 1 }
            ignore()
        }
        return .closed
    }

    private mutating func lexInsideAction() -> Progress {
        if atRightDelimiter().0 {
            if parentheses == 0 { return lexRightDelimiter() }
            return progress(fail("unclosed left paren"))
        }
        guard let next = byte() else { return progress(fail("unclosed action")) }
        switch next {
        case 0x20, 0x09, 0x0D, 0x0A: return lexSpace()
        case UInt8(ascii: "="): return single(.assign)
        case UInt8(ascii: ":"):
            position += 1
            guard byte() == UInt8(ascii: "=") else {
                if position < text.count { position += 1 }
                return progress(fail("expected :="))
            }
            return single(.declare)
        case UInt8(ascii: "|"): return single(.pipe)
        case UInt8(ascii: "\""): return lexQuoted(0x22, .string, "unterminated quoted string")
        case UInt8(ascii: "'"): return lexQuoted(0x27, .charConstant, "unterminated character constant")
        case UInt8(ascii: "`"): return lexRawString()
        case UInt8(ascii: "$"):
            position += 1
            return lexFieldOrVariable(.variable)
        case UInt8(ascii: "."):
            if let after = byte(1), !(0x30...0x39).contains(after) {
                position += 1
                return lexFieldOrVariable(.field)
            }
            return lexNumber()
        case UInt8(ascii: "+"), UInt8(ascii: "-"), 0x30...0x39: return lexNumber()
        case UInt8(ascii: "("):
            parentheses += 1
            return single(.leftParenthesis)
        case UInt8(ascii: ")"):
            parentheses -= 1
            if parentheses < 0 {
                position += 1
                return progress(fail("unexpected right paren"))
            }
            return single(.rightParenthesis)
        default:
            if isAlphanumeric(at: position) > 0 { return lexIdentifier() }
            if next > 0x20, next < 0x7F { return single(.char) }
            let (scalar, width) = rune(at: position) ?? ("\u{FFFD}", 1)
            position += width
            return progress(fail("unrecognized character in action: \(scalar.goUnicode)"))
        }
    }

    private mutating func single(_ kind: Token.Kind) -> Progress {
        position += 1
        emit(kind)
        return .more
    }

    private func progress(_ more: Bool) -> Progress { more ? .more : .failed }

    private mutating func lexSpace() -> Progress {
        var count = 0
        while let byte = byte(), Self.isSpace(byte) {
            position += 1
            count += 1
        }
        // A trim marker's space belongs to the right delimiter.
        if hasRightTrim(at: position - 1), has("}}", at: position + 1) {
            position -= 1
            if count == 1 { return lexRightDelimiter() }
        }
        emit(.space)
        return .more
    }

    private mutating func lexIdentifier() -> Progress {
        while case let width = isAlphanumeric(at: position), width > 0 { position += width }
        guard atTerminator() else { return badCharacter() }
        let word = String(decoding: text[start..<position], as: UTF8.self)
        if let keyword = Token.keywords[word] {
            emit(keyword)
        } else {
            emit(word == "true" || word == "false" ? .bool : .identifier)
        }
        return .more
    }

    private mutating func lexFieldOrVariable(_ kind: Token.Kind) -> Progress {
        if atTerminator() {
            emit(kind == .variable ? .variable : .dot)
            return .more
        }
        while case let width = isAlphanumeric(at: position), width > 0 { position += width }
        guard atTerminator() else { return badCharacter() }
        emit(kind)
        return .more
    }

    private mutating func badCharacter() -> Progress {
        let scalar = rune(at: position)?.scalar ?? "\u{FFFD}"
        return progress(fail("bad character \(scalar.goUnicode)"))
    }

    private func atTerminator() -> Bool {
        guard let byte = byte() else { return true }
        switch byte {
        case 0x20, 0x09, 0x0D, 0x0A, UInt8(ascii: "."), UInt8(ascii: ","), UInt8(ascii: "|"), UInt8(ascii: ":"),
            UInt8(ascii: ")"), UInt8(ascii: "("):
            return true
        default: return has("}}", at: position)
        }
    }

    private mutating func lexQuoted(_ quote: UInt8, _ kind: Token.Kind, _ message: String) -> Progress {
        position += 1
        while true {
            guard let next = byte(), next != 0x0A else { return progress(fail(message)) }
            position += 1
            if next == quote { break }
            if next == 0x5C {
                guard let escaped = byte(), escaped != 0x0A else { return progress(fail(message)) }
                position += 1
            }
        }
        emit(kind)
        return .more
    }

    private mutating func lexRawString() -> Progress {
        position += 1
        while let next = byte(), next != 0x60 { position += 1 }
        guard position < text.count else { return progress(fail("unterminated raw quoted string")) }
        position += 1
        emit(.rawString)
        return .more
    }

    private mutating func lexNumber() -> Progress {
        guard scanNumber() else { return badNumber() }
        if let sign = byte(), sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") {
            guard scanNumber(), text[position - 1] == UInt8(ascii: "i") else { return badNumber() }
            emit(.complex)
        } else {
            emit(.number)
        }
        return .more
    }

    private mutating func badNumber() -> Progress {
        progress(fail("bad number syntax: \(GoQuote.quoted(Array(text[start..<position])))"))
    }

    private mutating func accept(_ set: StaticString) -> Bool {
        guard let byte = byte() else { return false }
        for offset in 0..<set.utf8CodeUnitCount where set.utf8Start[offset] == byte {
            position += 1
            return true
        }
        return false
    }

    private mutating func scanNumber() -> Bool {
        _ = accept("+-")
        var digits: StaticString = "0123456789_"
        var isDecimal = true
        var isHexadecimal = false
        if accept("0") {
            if accept("xX") {
                (digits, isDecimal, isHexadecimal) = ("0123456789abcdefABCDEF_", false, true)
            } else if accept("oO") {
                (digits, isDecimal) = ("01234567_", false)
            } else if accept("bB") {
                (digits, isDecimal) = ("01_", false)
            }
        }
        while accept(digits) {}
        if accept(".") { while accept(digits) {} }
        if isDecimal && accept("eE") || isHexadecimal && accept("pP") {
            _ = accept("+-")
            while accept("0123456789_") {}
        }
        _ = accept("i")
        let width = isAlphanumeric(at: position)
        position += width
        return width == 0
    }
}
