/// Writes values as JSON text into a byte buffer.
struct JSONWriter {
    private(set) var bytes: [UInt8] = []
    private let format: JSONFormat
    private var depth = 0

    init(_ format: JSONFormat) { self.format = format }

    mutating func write(_ value: Value) {
        switch value {
        case .null: append("null")
        case .bool(let value): append(value ? "true" : "false")
        case .integer(let value): writeInteger(value)
        case .float(let value): writeFloat(value)
        case .number(let literal): bytes.append(contentsOf: literal.utf8)
        case .string(let text): writeString(text)
        case .array(let elements): writeArray(elements)
        case .object(let members): writeObject(members)
        }
    }

    private mutating func append(_ text: StaticString) {
        bytes.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    private mutating func writeInteger(_ value: Int64) {
        if value >= 0 && value < 10 {
            bytes.append(UInt8(ascii: "0") + UInt8(value))
        } else {
            bytes.append(contentsOf: String(value).utf8)
        }
    }

    private mutating func writeFloat(_ value: Double) {
        let text = FloatText.json(value)
        bytes.append(contentsOf: text.utf8)
        if !format.goFloats && value.isFinite
            && !text.utf8.contains(where: { $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "e") })
        {
            append(".0")
        }
    }

    private mutating func writeArray(_ elements: [Value]) {
        bytes.append(UInt8(ascii: "["))
        depth += 1
        var isFirst = true
        for element in elements {
            if !isFirst { bytes.append(UInt8(ascii: ",")) }
            isFirst = false
            breakLine()
            write(element)
        }
        depth -= 1
        if !isFirst { breakLine() }
        bytes.append(UInt8(ascii: "]"))
    }

    private mutating func writeObject(_ members: Object) {
        bytes.append(UInt8(ascii: "{"))
        depth += 1
        var isFirst = true
        for (key, value) in format.sortedKeys ? members.sorted() : members {
            if !isFirst { bytes.append(UInt8(ascii: ",")) }
            isFirst = false
            breakLine()
            writeString(key)
            bytes.append(UInt8(ascii: ":"))
            if format.pretty { bytes.append(UInt8(ascii: " ")) }
            write(value)
        }
        depth -= 1
        if !isFirst { breakLine() }
        bytes.append(UInt8(ascii: "}"))
    }

    private mutating func breakLine() {
        guard format.pretty else { return }
        bytes.append(UInt8(ascii: "\n"))
        for _ in 0..<depth { append(format.usesTabs ? "\t" : "  ") }
    }

    private mutating func writeString(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        var text = text
        text.withUTF8 { utf8 in
            var start = 0
            var index = 0
            while index < utf8.count {
                guard let length = escapedLength(utf8, at: index) else {
                    index += 1
                    continue
                }
                bytes.append(contentsOf: utf8[start..<index])
                writeEscape(utf8, at: index)
                index += length
                start = index
            }
            bytes.append(contentsOf: utf8[start...])
        }
        bytes.append(UInt8(ascii: "\""))
    }

    /// The number of bytes at `index` that an escape replaces, or nil when they stand for themselves.
    private func escapedLength(_ utf8: UnsafeBufferPointer<UInt8>, at index: Int) -> Int? {
        switch utf8[index] {
        case 0..<0x20, UInt8(ascii: "\""), UInt8(ascii: "\\"): 1
        case UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "&"): format.escapesHTML ? 1 : nil
        case 0xE2:
            format.escapesHTML && index + 2 < utf8.count && utf8[index + 1] == 0x80 && utf8[index + 2] & 0xFE == 0xA8
                ? 3 : nil
        default: nil
        }
    }

    private mutating func writeEscape(_ utf8: UnsafeBufferPointer<UInt8>, at index: Int) {
        switch utf8[index] {
        case UInt8(ascii: "\""): append("\\\"")
        case UInt8(ascii: "\\"): append("\\\\")
        case UInt8(ascii: "\n"): append("\\n")
        case UInt8(ascii: "\r"): append("\\r")
        case UInt8(ascii: "\t"): append("\\t")
        case 0x08: append("\\b")
        case 0x0C: append("\\f")
        case 0xE2:
            append("\\u202")
            bytes.append(utf8[index + 2] == 0xA8 ? UInt8(ascii: "8") : UInt8(ascii: "9"))
        case let byte:
            append("\\u00")
            bytes.append(Self.hexDigit(byte >> 4))
            bytes.append(Self.hexDigit(byte & 15))
        }
    }

    private static func hexDigit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
    }
}
