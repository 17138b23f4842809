/// A number of template text, which may stand for several Go types until its use decides.
struct NumberLiteral {
    let text: String
    var integer: Int64?
    var unsigned: UInt64?
    var float: Double?

    /// - Throws: the text of Go's error.
    init(_ bytes: ArraySlice<UInt8>, isCharacter: Bool) throws(LiteralError) {
        text = String(decoding: bytes, as: UTF8.self)
        if isCharacter {
            guard let rune = GoQuote.unquoted(rune: bytes) else {
                if GoQuote.startsWithNoRune(bytes) { throw LiteralError("invalid syntax") }
                throw LiteralError("malformed character constant: \(text)")
            }
            integer = Int64(rune.value)
            unsigned = UInt64(rune.value)
            float = Double(rune.value)
            return
        }
        integer = GoNumber.integer(text, base: 0)
        unsigned = GoNumber.unsigned(text, base: 0)
        if integer == 0 { unsigned = 0 }
        if let integer {
            float = Double(integer)
        } else if let unsigned {
            float = Double(unsigned)
        } else if let value = GoNumber.float(text) {
            guard text.utf8.contains(where: { ".eEpP".utf8.contains($0) }) else {
                throw LiteralError("integer overflow: \(GoQuote.quoted(text))")
            }
            float = value
            integer = Int64(exactly: value)
            unsigned = UInt64(exactly: value)
        }
        if float == nil { throw LiteralError("illegal number syntax: \(GoQuote.quoted(text))") }
    }

    /// The value where nothing says what type it must have; nil when it overflows `int`.
    var ideal: TemplateValue? {
        let isHexadecimalInteger =
            text.utf8.count > 2 && (text.hasPrefix("0x") || text.hasPrefix("0X"))
            && !text.utf8.contains { $0 == UInt8(ascii: "p") || $0 == UInt8(ascii: "P") }
        let looksFloating = text.utf8.contains { ".eEpP".utf8.contains($0) }
        if let float, !isHexadecimalInteger, !text.hasPrefix("'"), looksFloating { return .float64(float) }
        return integer.map { .int(Int($0)) }
    }
}

struct LiteralError: Error {
    let message: String
    init(_ message: String) { self.message = message }
}
