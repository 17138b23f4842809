enum Field {
    case scalar(String)
    case text([UInt8])
    case message([TextProto.Member])
}

/// A reader of protobuf's text format, enough for the public conformance cases of CEL.
struct TextProto {
    struct Member {
        var name: String
        var value: Field
    }

    struct Failure: Error { var offset: Int }

    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    static func parse(_ bytes: [UInt8]) throws -> Field {
        var reader = TextProto(bytes)
        let fields = try reader.fields()
        reader.skipBlanks()
        guard reader.position == bytes.count else { throw Failure(offset: reader.position) }
        return .message(fields)
    }

    private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func skipBlanks() {
        while let byte = next {
            if byte == UInt8(ascii: "#") {
                while let byte = next, byte != 10 { position += 1 }
            } else if [9, 10, 13, 32, UInt8(ascii: ","), UInt8(ascii: ";")].contains(byte) {
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

    private mutating func word() throws -> String {
        skipBlanks()
        if skip("[") {
            let start = position
            while let byte = next, byte != UInt8(ascii: "]") { position += 1 }
            defer { position += 1 }
            return String(decoding: bytes[start..<position], as: UTF8.self)
        }
        let start = position
        while let byte = next, !" \t\r\n:{}[]<>,;#\"'".utf8.contains(byte) { position += 1 }
        guard position > start else { throw Failure(offset: position) }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    private mutating func fields() throws -> [Member] {
        var result: [Member] = []
        while true {
            skipBlanks()
            guard let next, next != UInt8(ascii: "}"), next != UInt8(ascii: ">") else { return result }
            let name = try word()
            let hasColon = skip(":")
            if hasColon, skip("[") {
                while !skip("]") { result.append(Member(name: name, value: try value())) }
            } else {
                result.append(Member(name: name, value: try value()))
            }
        }
    }

    private mutating func value() throws -> Field {
        if skip("{") {
            let inner = try fields()
            guard skip("}") else { throw Failure(offset: position) }
            return .message(inner)
        }
        skipBlanks()
        guard next == UInt8(ascii: "\"") || next == UInt8(ascii: "'") else { return .scalar(try word()) }
        var contents: [UInt8] = []
        while next == UInt8(ascii: "\"") || next == UInt8(ascii: "'") {
            contents += try string()
            skipBlanks()
        }
        return .text(contents)
    }

    private mutating func string() throws -> [UInt8] {
        let quote = bytes[position]
        position += 1
        var result: [UInt8] = []
        while let byte = next, byte != quote {
            position += 1
            guard byte == UInt8(ascii: "\\"), let escape = next else {
                result.append(byte)
                continue
            }
            position += 1
            switch escape {
            case UInt8(ascii: "n"): result.append(10)
            case UInt8(ascii: "r"): result.append(13)
            case UInt8(ascii: "t"): result.append(9)
            case UInt8(ascii: "a"): result.append(7)
            case UInt8(ascii: "b"): result.append(8)
            case UInt8(ascii: "f"): result.append(12)
            case UInt8(ascii: "v"): result.append(11)
            case UInt8(ascii: "x"): result.append(UInt8(truncatingIfNeeded: number(radix: 16, count: 2)))
            case UInt8(ascii: "u"): append(number(radix: 16, count: 4), &result)
            case UInt8(ascii: "U"): append(number(radix: 16, count: 8), &result)
            case UInt8(ascii: "0")...UInt8(ascii: "7"):
                position -= 1
                result.append(UInt8(truncatingIfNeeded: number(radix: 8, count: 3)))
            default: result.append(escape)
            }
        }
        guard next == quote else { throw Failure(offset: position) }
        position += 1
        return result
    }

    private func append(_ code: UInt32, _ result: inout [UInt8]) {
        if let scalar = Unicode.Scalar(code) { result += Array(String(Character(scalar)).utf8) }
    }

    private mutating func number(radix: UInt32, count: Int) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<count {
            guard let byte = next, let digit = Character(Unicode.Scalar(byte)).hexDigitValue, digit < radix else {
                break
            }
            value = value * radix + UInt32(digit)
            position += 1
        }
        return value
    }
}

extension Field {
    subscript(name: String) -> Field? { all(name).first }

    func all(_ name: String) -> [Field] {
        guard case .message(let fields) = self else { return [] }
        return fields.filter { $0.name == name }.map(\.value)
    }

    var string: String? {
        switch self {
        case .scalar(let word): word
        case .text(let bytes): String(decoding: bytes, as: UTF8.self)
        case .message: nil
        }
    }
}
