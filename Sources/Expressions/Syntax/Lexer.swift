/// Splits a text into CEL's tokens (cel-spec, doc/langdef.md, "Syntax").
struct Lexer {
    let bytes: [UInt8]
    var position: Int

    init(_ bytes: [UInt8], position: Int = 0) {
        self.bytes = bytes
        self.position = position
    }

    func peek(_ ahead: Int = 0) -> UInt8? {
        position + ahead < bytes.count ? bytes[position + ahead] : nil
    }

    mutating func next() throws(Fault) -> Token {
        skipBlanks()
        let start = position
        guard let byte = peek() else { return Token(kind: .end, offset: start, end: start) }
        let kind: Token.Kind
        if let quote = stringStart() {
            kind = try string(quote)
        } else if Self.isLetter(byte) {
            kind = .identifier(takeWord())
        } else if Self.isDigit(byte) || (byte == UInt8(ascii: ".") && peek(1).map(Self.isDigit) == true) {
            kind = try number()
        } else if byte == UInt8(ascii: "`") {
            kind = try escapedIdentifier()
        } else if let symbol = symbol() {
            kind = .symbol(symbol)
        } else {
            let character = String(decoding: bytes[start...].prefix(4), as: UTF8.self).first.map(String.init) ?? ""
            throw Fault(.syntax, "unexpected character \"\(character)\"", at: start)
        }
        return Token(kind: kind, offset: start, end: position)
    }

    /// In the order in which they are tried.
    private static let symbols = Token.Symbol.allCases.map { (symbol: $0, bytes: Array($0.rawValue.utf8)) }

    private mutating func symbol() -> Token.Symbol? {
        for (symbol, text) in Self.symbols where holds(text) {
            position += text.count
            return symbol
        }
        return nil
    }

    private func holds(_ text: [UInt8]) -> Bool {
        guard position + text.count <= bytes.count else { return false }
        for index in text.indices where bytes[position + index] != text[index] { return false }
        return true
    }

    /// Blanks and `//` comments.
    private mutating func skipBlanks() {
        while let byte = peek() {
            switch byte {
            case 0x20, 0x09, 0x0A, 0x0C, 0x0D:
                position += 1
            case UInt8(ascii: "/") where peek(1) == byte:
                while let byte = peek(), byte != UInt8(ascii: "\n") { position += 1 }
            default:
                return
            }
        }
    }

    static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

    static func isHexDigit(_ byte: UInt8) -> Bool {
        isDigit(byte) || (byte >= 0x41 && byte <= 0x46) || (byte >= 0x61 && byte <= 0x66)
    }

    static func isLetter(_ byte: UInt8) -> Bool {
        (byte >= 0x41 && byte <= 0x5A) || (byte >= 0x61 && byte <= 0x7A) || byte == UInt8(ascii: "_")
    }

    private mutating func take(while accepts: (UInt8) -> Bool) -> String {
        let start = position
        while let byte = peek(), accepts(byte) { position += 1 }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    private mutating func takeWord() -> String { take { Self.isLetter($0) || Self.isDigit($0) } }

    private mutating func escapedIdentifier() throws(Fault) -> Token.Kind {
        let start = position
        position += 1
        let name = take { byte in
            Self.isLetter(byte) || Self.isDigit(byte) || [0x20, 0x2D, 0x2E, 0x2F].contains(byte)
        }
        guard !name.isEmpty, peek() == UInt8(ascii: "`") else {
            throw Fault(
                .syntax, "a field name between backticks has letters, digits, \"_\", \".\", \"-\", \"/\"", at: start)
        }
        position += 1
        return .escapedIdentifier(name)
    }

    // MARK: - Numbers

    private mutating func number() throws(Fault) -> Token.Kind {
        let start = position
        if peek() == UInt8(ascii: "0"), peek(1) == UInt8(ascii: "x") || peek(1) == UInt8(ascii: "X") {
            position += 2
            let digits = take(while: Self.isHexDigit)
            return try integer(digits, radix: 16, start: start)
        }
        let whole = take(while: Self.isDigit)
        var isDouble = false
        if peek() == UInt8(ascii: "."), peek(1).map(Self.isDigit) == true {
            isDouble = true
            position += 1
            _ = take(while: Self.isDigit)
        }
        if peek() == UInt8(ascii: "e") || peek() == UInt8(ascii: "E") {
            let sign = peek(1) == UInt8(ascii: "+") || peek(1) == UInt8(ascii: "-") ? 1 : 0
            if peek(1 + sign).map(Self.isDigit) == true {
                isDouble = true
                position += 1 + sign
                _ = take(while: Self.isDigit)
            }
        }
        guard isDouble else { return try integer(whole, radix: 10, start: start) }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        guard let value = Double(text.hasPrefix(".") ? "0" + text : text) else {
            throw Fault(.syntax, "invalid number \(text)", at: start)
        }
        try expectNoWord(after: start)
        return .double(value)
    }

    private mutating func integer(_ digits: String, radix: Int, start: Int) throws(Fault) -> Token.Kind {
        guard !digits.isEmpty, let magnitude = UInt64(digits, radix: radix) else {
            throw Fault(.syntax, digits.isEmpty ? "expected hexadecimal digits" : "number out of range", at: start)
        }
        let isUnsigned = peek() == UInt8(ascii: "u") || peek() == UInt8(ascii: "U")
        if isUnsigned { position += 1 }
        try expectNoWord(after: start)
        return isUnsigned ? .uint(magnitude) : .int(magnitude)
    }

    private func expectNoWord(after start: Int) throws(Fault) {
        if let byte = peek(), Self.isLetter(byte) || Self.isDigit(byte) {
            throw Fault(.syntax, "a letter directly after a number", at: position)
        }
    }
}
