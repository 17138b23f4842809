import Formats
import GoTemplate

/// Sprig's random texts and numbers, all from the system's generator.
enum RandomFunctions {
    private static let digits = Array("0123456789".utf8)
    private static let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)

    static func add(to functions: inout TemplateFunctions) {
        functions.add("randAlphaNum", [.int]) { try text($0, letters + digits) }
        functions.add("randAlpha", [.int]) { try text($0, letters) }
        functions.add("randNumeric", [.int]) { try text($0, digits) }
        functions.add("randAscii", [.int]) { try text($0, Array(32...126)) }
        functions.add("randInt", [.int, .int]) { arguments in
            let (low, high) = (arguments.int(0), arguments.int(1))
            guard low < high else { throw TemplateError.call("invalid argument to Intn") }
            return .int(Int.random(in: low..<high))
        }
        functions.add("randBytes", [.int]) { arguments in
            let count = arguments.int(0)
            guard count >= 0 else { throw TemplateError.call("runtime error: makeslice: len out of range") }
            try arguments.execution.reserve(bytes: count)
            return .string(Base64.encode(bytes(count)))
        }
        functions.add("shuffle", [.string]) { arguments in
            .string(String(String.UnicodeScalarView(arguments.string(0).unicodeScalars.shuffled())))
        }
        functions.add("uuidv4") { _ in .string(uuid()) }
    }

    static func bytes(_ count: Int) -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        return (0..<count).map { _ in generator.next() }
    }

    private static func text(_ arguments: TemplateArguments, _ alphabet: [UInt8]) throws -> TemplateValue {
        let count = max(arguments.int(0), 0)
        try arguments.execution.reserve(bytes: count)
        return TemplateValue(bytes: (0..<count).map { _ in alphabet[Int.random(in: 0..<alphabet.count)] })
    }

    private static func uuid() -> String {
        var random = bytes(16)
        random[6] = random[6] & 0x0F | 0x40
        random[8] = random[8] & 0x3F | 0x80
        let hex = random.map { byte in
            let digits = String(byte, radix: 16)
            return byte < 16 ? "0" + digits : digits
        }
        let groups = [hex[0..<4], hex[4..<6], hex[6..<8], hex[8..<10], hex[10..<16]]
        return groups.map { $0.joined() }.joined(separator: "-")
    }
}
