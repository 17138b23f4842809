extension Lexer {
    struct StringStart {
        var isRaw = false
        var isBytes = false
        var quote: UInt8 = 0
        /// Bytes before the contents: prefixes and quotes.
        var prefix = 0
        var isTriple = false
    }

    /// How the string at the place begins, or nil when none does.
    func stringStart() -> StringStart? {
        var start = StringStart()
        while let byte = peek(start.prefix) {
            switch byte {
            case UInt8(ascii: "r"), UInt8(ascii: "R"):
                if start.isRaw { return nil }
                start.isRaw = true
            case UInt8(ascii: "b"), UInt8(ascii: "B"):
                if start.isBytes { return nil }
                start.isBytes = true
            case UInt8(ascii: "\""), UInt8(ascii: "'"):
                start.quote = byte
                start.isTriple = peek(start.prefix + 1) == byte && peek(start.prefix + 2) == byte
                start.prefix += start.isTriple ? 3 : 1
                return start
            default: return nil
            }
            start.prefix += 1
        }
        return nil
    }

    mutating func string(_ start: StringStart) throws(Fault) -> Token.Kind {
        let begin = position
        position += start.prefix
        var contents: [UInt8] = []
        while true {
            guard let byte = peek() else { throw Fault(.syntax, "the string has no closing quote", at: begin) }
            if byte == start.quote {
                if !start.isTriple {
                    position += 1
                    break
                }
                if peek(1) == byte, peek(2) == byte {
                    position += 3
                    break
                }
            }
            if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r"), !start.isTriple {
                throw Fault(.syntax, "a line break in a string; use three quotes", at: begin)
            }
            if byte == UInt8(ascii: "\\"), !start.isRaw {
                try escape(isBytes: start.isBytes, into: &contents)
            } else {
                contents.append(byte)
                position += 1
            }
        }
        return start.isBytes ? .bytes(contents) : .string(String(decoding: contents, as: UTF8.self))
    }

    private mutating func escape(isBytes: Bool, into contents: inout [UInt8]) throws(Fault) {
        let start = position
        position += 1
        guard let byte = peek() else { throw Fault(.syntax, "the string has no closing quote", at: start) }
        position += 1
        let plain: [Character: UInt8] = [
            "a": 7, "b": 8, "f": 12, "n": 10, "r": 13, "t": 9, "v": 11, "\\": 0x5C, "?": 0x3F, "\"": 0x22, "'": 0x27,
            "`": 0x60,
        ]
        let letter = Character(Unicode.Scalar(byte))
        if let value = plain[letter] {
            contents.append(value)
            return
        }
        let code: UInt32
        switch letter {
        case "x", "X": code = try digits(2, radix: 16, from: start)
        case "u" where !isBytes: code = try digits(4, radix: 16, from: start)
        case "U" where !isBytes: code = try digits(8, radix: 16, from: start)
        case "0", "1", "2", "3":
            position -= 1
            code = try digits(3, radix: 8, from: start)
        default: throw Fault(.syntax, "unknown escape \"\\\(letter)\"", at: start)
        }
        if isBytes {
            contents.append(UInt8(truncatingIfNeeded: code))
        } else {
            guard let scalar = Unicode.Scalar(code) else {
                throw Fault(.syntax, "the escape names no Unicode character", at: start)
            }
            contents.append(contentsOf: String(Character(scalar)).utf8)
        }
    }

    private mutating func digits(_ count: Int, radix: Int, from start: Int) throws(Fault) -> UInt32 {
        let text = String(decoding: bytes[position...].prefix(count), as: UTF8.self)
        guard text.utf8.count == count, text.utf8.first != UInt8(ascii: "+"), text.utf8.first != UInt8(ascii: "-"),
            let code = UInt32(text, radix: radix)
        else { throw Fault(.syntax, "the escape needs \(count) digits", at: start) }
        position += count
        return code
    }
}
