/// Go's quoted strings: writing them (`%q`) and reading them (`strconv.Unquote`).
public enum GoQuote {
    public static func quoted(_ text: String) -> String { quoted(Array(text.utf8)) }

    /// The double-quoted Go literal of a string's bytes.
    public static func quoted(_ bytes: [UInt8], asciiOnly: Bool = false) -> String {
        var output: [UInt8] = [0x22]
        output.reserveCapacity(bytes.count + 2)
        append(bytes, to: &output, quote: 0x22, asciiOnly: asciiOnly)
        output.append(0x22)
        return String(decoding: output, as: UTF8.self)
    }

    /// The single-quoted Go literal of a rune.
    public static func quoted(rune: Unicode.Scalar, asciiOnly: Bool = false) -> String {
        var output: [UInt8] = [0x27]
        append(Array(String(Character(rune)).utf8), to: &output, quote: 0x27, asciiOnly: asciiOnly)
        output.append(0x27)
        return String(decoding: output, as: UTF8.self)
    }

    private static func append(_ bytes: [UInt8], to output: inout [UInt8], quote: UInt8, asciiOnly: Bool) {
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            if byte == quote || byte == 0x5C {
                output += [0x5C, byte]
                index += 1
            } else if byte >= 0x20, byte < 0x7F {
                output.append(byte)
                index += 1
            } else {
                let (scalar, width) = UTF8Scan.rune(bytes, at: index)
                if width == 1, scalar.value == 0xFFFD {
                    output += "\\x".utf8 + hex(UInt32(byte), 2)
                } else {
                    append(scalar, bytes[index..<index + width], to: &output, asciiOnly: asciiOnly)
                }
                index += width
            }
        }
    }

    private static func append(
        _ scalar: Unicode.Scalar, _ bytes: ArraySlice<UInt8>, to output: inout [UInt8], asciiOnly: Bool
    ) {
        if !asciiOnly || scalar.value < 0x80, scalar.isGoPrintable {
            output += bytes
            return
        }
        switch scalar.value {
        case 0x07: output += "\\a".utf8
        case 0x08: output += "\\b".utf8
        case 0x0C: output += "\\f".utf8
        case 0x0A: output += "\\n".utf8
        case 0x0D: output += "\\r".utf8
        case 0x09: output += "\\t".utf8
        case 0x0B: output += "\\v".utf8
        case ..<0x20, 0x7F: output += "\\x".utf8 + hex(scalar.value, 2)
        case ..<0x10000: output += "\\u".utf8 + hex(scalar.value, 4)
        default: output += "\\U".utf8 + hex(scalar.value, 8)
        }
    }

    private static func hex(_ value: UInt32, _ width: Int) -> [UInt8] {
        let digits = Array(String(value, radix: 16).utf8)
        return [UInt8](repeating: 0x30, count: max(0, width - digits.count)) + digits
    }

    /// The bytes that a Go literal in double quotes or backquotes stands for; nil when the literal is not valid.
    public static func unquoted(_ literal: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        guard literal.count >= 2, let quote = literal.first, quote == literal.last else { return nil }
        let body = literal.dropFirst().dropLast()
        if quote == 0x60 {
            if body.contains(0x60) { return nil }
            return body.contains(0x0D) ? body.filter { $0 != 0x0D }[...] : body
        }
        guard quote == 0x22 else { return nil }
        if !body.contains(where: { $0 == 0x5C || $0 == 0x0A || $0 == 0x22 }) { return body }
        var output: [UInt8] = []
        output.reserveCapacity(body.count)
        var rest = body
        while !rest.isEmpty {
            guard let character = unquotedCharacter(&rest, quote: quote) else { return nil }
            output += character
        }
        return output[...]
    }

    /// The rune of a character constant, for example `'a'`; nil when it is malformed.
    public static func unquoted(rune literal: ArraySlice<UInt8>) -> Unicode.Scalar? {
        guard literal.count >= 3, literal.first == 0x27, literal.last == 0x27 else { return nil }
        var rest = literal.dropFirst().dropLast()
        guard let bytes = unquotedCharacter(&rest, quote: 0x27), rest.isEmpty else { return nil }
        if bytes.count == 1 { return Unicode.Scalar(bytes[0]) }
        return UTF8Scan.rune(bytes, at: 0).scalar
    }

    /// Whether what follows the opening quote of a character constant is not a character: nothing, or a bad escape.
    static func startsWithNoRune(_ literal: ArraySlice<UInt8>) -> Bool {
        var rest = literal.dropFirst()
        return unquotedCharacter(&rest, quote: 0x27) == nil
    }

    private static func unquotedCharacter(_ rest: inout ArraySlice<UInt8>, quote: UInt8) -> [UInt8]? {
        guard let first = rest.popFirst(), first != quote, first != 0x0A else { return nil }
        if first != 0x5C { return [first] + rest.continuation(after: first) }
        guard let escape = rest.popFirst() else { return nil }
        switch escape {
        case UInt8(ascii: "a"): return [0x07]
        case UInt8(ascii: "b"): return [0x08]
        case UInt8(ascii: "f"): return [0x0C]
        case UInt8(ascii: "n"): return [0x0A]
        case UInt8(ascii: "r"): return [0x0D]
        case UInt8(ascii: "t"): return [0x09]
        case UInt8(ascii: "v"): return [0x0B]
        case UInt8(ascii: "x"): return rest.number(2, radix: 16).map { [UInt8(truncatingIfNeeded: $0)] }
        case UInt8(ascii: "u"), UInt8(ascii: "U"):
            guard let code = rest.number(escape == UInt8(ascii: "u") ? 4 : 8, radix: 16),
                let scalar = Unicode.Scalar(code)
            else { return nil }
            return Array(String(Character(scalar)).utf8)
        case 0x30...0x37:
            guard let low = rest.number(2, radix: 8) else { return nil }
            let code = UInt32(escape - 0x30) << 6 | low
            return code <= 255 ? [UInt8(code)] : nil
        case 0x5C: return [0x5C]
        case 0x22, 0x27: return escape == quote ? [escape] : nil
        default: return nil
        }
    }
}

extension ArraySlice<UInt8> {
    /// Takes the bytes that continue the rune that `first` starts.
    fileprivate mutating func continuation(after first: UInt8) -> [UInt8] {
        guard first >= 0xC0 else { return [] }
        var bytes: [UInt8] = []
        while let next = self.first, next & 0xC0 == 0x80, bytes.count < 3 {
            bytes.append(next)
            removeFirst()
        }
        return bytes
    }

    /// Takes exactly `count` digits.
    fileprivate mutating func number(_ count: Int, radix: UInt32) -> UInt32? {
        guard self.count >= count else { return nil }
        var value: UInt32 = 0
        for _ in 0..<count {
            guard let byte = popFirst(), let digit = Character(Unicode.Scalar(byte)).hexDigitValue,
                digit < Int(radix)
            else { return nil }
            value = value << (radix == 8 ? 3 : 4) | UInt32(digit)
        }
        return value
    }
}
