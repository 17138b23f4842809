import Formats
import GoTemplate

/// Sprig's encodings of bytes as text.
enum EncodingFunctions {
    static func add(to functions: inout TemplateFunctions) {
        functions.add("b64enc", [.string]) { .string(Base64.encode($0.bytes(0))) }
        functions.add("b64dec", [.string]) { decoded($0.bytes(0), .base64) }
        functions.add("b32enc", [.string]) { .string(base32($0.bytes(0))) }
        functions.add("b32dec", [.string]) { decoded($0.bytes(0), .base32) }
    }

    /// The decoded text, or, as in Sprig, the text of the error.
    private static func decoded(_ text: [UInt8], _ base: PaddedBase) -> TemplateValue {
        do throws(TemplateError) { return TemplateValue(bytes: try base.decode(text)) } catch {
            return .string(error.message)
        }
    }

    private static func base32(_ bytes: [UInt8]) -> String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".utf8)
        var output: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: 5) {
            let group = bytes[start..<min(start + 5, bytes.count)]
            var bits = group.reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            bits <<= UInt64((5 - group.count) * 8)
            let used = (group.count * 8 + 4) / 5
            for place in 0..<8 {
                output.append(place < used ? alphabet[Int(bits >> UInt64(35 - place * 5) & 31)] : UInt8(ascii: "="))
            }
        }
        return String(decoding: output, as: UTF8.self)
    }
}

/// Base 64 and base 32 with padding, read as strictly as Go's standard encodings.
enum PaddedBase {
    case base64, base32

    private var bits: Int { self == .base64 ? 6 : 5 }
    private var group: Int { self == .base64 ? 4 : 8 }
    private var name: String { self == .base64 ? "base64" : "base32" }

    private func digit(_ byte: UInt8) -> UInt64? {
        switch (self, byte) {
        case (_, UInt8(ascii: "A")...UInt8(ascii: "Z")): UInt64(byte - UInt8(ascii: "A"))
        case (.base64, UInt8(ascii: "a")...UInt8(ascii: "z")): UInt64(byte - UInt8(ascii: "a")) + 26
        case (.base64, UInt8(ascii: "0")...UInt8(ascii: "9")): UInt64(byte - UInt8(ascii: "0")) + 52
        case (.base64, UInt8(ascii: "+")): 62
        case (.base64, UInt8(ascii: "/")): 63
        case (.base32, UInt8(ascii: "2")...UInt8(ascii: "7")): UInt64(byte - UInt8(ascii: "2")) + 26
        default: nil
        }
    }

    /// - Throws: Go's `illegal … data at input byte n`.
    func decode(_ text: [UInt8]) throws(TemplateError) -> [UInt8] {
        func illegal(_ offset: Int) -> TemplateError { .call("illegal \(name) data at input byte \(offset)") }
        // Line breaks do not count, but they do in the offsets of errors.
        let input = text.enumerated().filter { $0.element != 0x0A && $0.element != 0x0D }
        var output: [UInt8] = []
        output.reserveCapacity(input.count * bits / 8)
        var start = 0
        while start < input.count {
            var value: UInt64 = 0
            var count = 0
            while count < group {
                guard start + count < input.count else { throw illegal(text.count - count) }
                let (offset, byte) = input[start + count]
                if let digit = digit(byte) {
                    value = value << UInt64(bits) | digit
                    count += 1
                    continue
                }
                guard byte == UInt8(ascii: "="), count >= 2, isEnd(count) else { throw illegal(offset) }
                let padding = input[(start + count)...]
                for place in 0..<(group - count) {
                    guard place < padding.count else { throw illegal(text.count) }
                    let (offset, byte) = padding[padding.startIndex + place]
                    // Go names the padding before what stands in its place.
                    guard byte == UInt8(ascii: "=") else { throw illegal(self == .base64 ? offset - 1 : offset) }
                }
                if padding.count > group - count {
                    throw illegal(padding[padding.startIndex + group - count].offset)
                }
                let size = count * bits / 8
                value <<= UInt64((group - count) * bits)
                append(value, size, to: &output)
                return output
            }
            append(value, group * bits / 8, to: &output)
            start += group
        }
        return output
    }

    private func isEnd(_ digits: Int) -> Bool { self == .base64 || [2, 4, 5, 7].contains(digits) }

    private func append(_ value: UInt64, _ size: Int, to output: inout [UInt8]) {
        let top = group * bits / 8
        for place in 0..<size { output.append(UInt8(truncatingIfNeeded: value >> UInt64((top - 1 - place) * 8))) }
    }
}
