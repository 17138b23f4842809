/// Reads protobuf's text format, as far as the conformance cases of CEL go.
struct TextProtoReader {
    private let bytes: [UInt8]
    private var position = 0
    private var depth = 0

    private static let maximumDepth = 100

    private init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// - Throws: `ProofError` that names the line where the text is something else.
    static func read(_ bytes: [UInt8], file: String) throws(ProofError) -> TextProto {
        var reader = TextProtoReader(bytes)
        do throws(Failure) {
            let fields = try reader.fields()
            guard reader.position == bytes.count else { throw reader.failure("a field") }
            return .message(fields)
        } catch {
            let line = 1 + bytes.prefix(error.position).count { $0 == 0x0A }
            throw ProofError("\(file):\(line): expected \(error.expected)")
        }
    }

    private struct Failure: Error {
        var expected: String
        var position: Int
    }

    private func failure(_ expected: String) -> Failure { Failure(expected: expected, position: position) }

    private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func skipBlanks() {
        while let byte = next {
            if byte == UInt8(ascii: "#") {
                while let byte = next, byte != 0x0A { position += 1 }
            } else if [0x09, 0x0A, 0x0D, 0x20].contains(byte) {
                position += 1
            } else {
                return
            }
        }
    }

    private mutating func skip(_ character: Character) -> Bool {
        skipBlanks()
        guard let next, next == character.asciiValue else { return false }
        position += 1
        return true
    }

    // MARK: - Fields

    private mutating func fields() throws(Failure) -> [TextProto.Field] {
        var result: [TextProto.Field] = []
        while true {
            skipBlanks()
            guard let next, next != UInt8(ascii: "}"), next != UInt8(ascii: ">") else { return result }
            let name = skip("[") ? try bracketed() : try word()
            if skip(":"), skip("[") {
                while !skip("]") {
                    result.append(TextProto.Field(name: name, value: try value()))
                    _ = skip(",")
                }
            } else {
                result.append(TextProto.Field(name: name, value: try value()))
            }
            _ = skip(",") || skip(";")
        }
    }

    private mutating func bracketed() throws(Failure) -> String {
        let name = try word()
        guard skip("]") else { throw failure("\"]\"") }
        return name
    }

    private mutating func word() throws(Failure) -> String {
        skipBlanks()
        let start = position
        while let byte = next, !" \t\r\n:{}[]<>,;#\"'".utf8.contains(byte) { position += 1 }
        guard position > start else { throw failure("a word") }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    private mutating func value() throws(Failure) -> TextProto {
        for (open, close) in [("{", "}"), ("<", ">")] as [(Character, Character)] where skip(open) {
            depth += 1
            defer { depth -= 1 }
            guard depth <= Self.maximumDepth else { throw failure("no more than \(Self.maximumDepth) levels") }
            let inner = try fields()
            guard skip(close) else { throw failure("\"\(close)\"") }
            return .message(inner)
        }
        skipBlanks()
        guard isQuote else { return .word(try word()) }
        var contents: [UInt8] = []
        while isQuote {
            contents += try string()
            skipBlanks()
        }
        return .text(contents)
    }

    private var isQuote: Bool { next == UInt8(ascii: "\"") || next == UInt8(ascii: "'") }

    // MARK: - Strings

    private mutating func string() throws(Failure) -> [UInt8] {
        let quote = bytes[position]
        position += 1
        var result: [UInt8] = []
        while let byte = next, byte != quote {
            position += 1
            if byte == UInt8(ascii: "\\") { try escape(into: &result) } else { result.append(byte) }
        }
        guard next == quote else { throw failure("a closing quote") }
        position += 1
        return result
    }

    private mutating func escape(into result: inout [UInt8]) throws(Failure) {
        guard let letter = next else { throw failure("a closing quote") }
        position += 1
        let plain: [UInt8: UInt8] = [
            UInt8(ascii: "a"): 7, UInt8(ascii: "b"): 8, UInt8(ascii: "f"): 12, UInt8(ascii: "n"): 10,
            UInt8(ascii: "r"): 13, UInt8(ascii: "t"): 9, UInt8(ascii: "v"): 11,
        ]
        switch letter {
        case UInt8(ascii: "x"), UInt8(ascii: "X"):
            result.append(UInt8(truncatingIfNeeded: number(radix: 16, digits: 2)))
        case UInt8(ascii: "u"): try append(number(radix: 16, digits: 4), to: &result)
        case UInt8(ascii: "U"): try append(number(radix: 16, digits: 8), to: &result)
        case UInt8(ascii: "0")...UInt8(ascii: "7"):
            position -= 1
            result.append(UInt8(truncatingIfNeeded: number(radix: 8, digits: 3)))
        default: result.append(plain[letter] ?? letter)
        }
    }

    private func append(_ code: UInt32, to result: inout [UInt8]) throws(Failure) {
        guard let scalar = Unicode.Scalar(code) else { throw failure("a Unicode character") }
        result += Array(String(Character(scalar)).utf8)
    }

    /// At most so many digits; none are zero.
    private mutating func number(radix: UInt32, digits: Int) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<digits {
            guard let byte = next, let digit = Character(Unicode.Scalar(byte)).hexDigitValue, digit < radix else {
                break
            }
            value = value &* radix &+ UInt32(digit)
            position += 1
        }
        return value
    }
}
