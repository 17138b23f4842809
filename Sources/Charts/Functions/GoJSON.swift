import Formats
import GoTemplate
import Value

/// Go's `encoding/json`, between run-time values and text.
enum GoJSON {
    /// - Parameters:
    ///   - escapesHTML: whether `<`, `>` and `&` become escapes, which is Go's default.
    ///   - indent: spaces a level; nil for no line breaks.
    static func encode(
        _ value: TemplateValue, escapesHTML: Bool = true, indent: Int? = nil, _ execution: TemplateExecution
    ) throws(TemplateError) -> [UInt8] {
        var encoder = Encoder(escapesHTML: escapesHTML, indent: indent, execution: execution)
        try encoder.encode(value, depth: 0)
        return encoder.output
    }

    private struct Encoder {
        let escapesHTML: Bool
        let indent: Int?
        let execution: TemplateExecution
        var output: [UInt8] = []

        private static let maximumDepth = 1_000

        mutating func encode(_ value: TemplateValue, depth: Int) throws(TemplateError) {
            guard depth < Self.maximumDepth, !execution.stack.isExhausted else {
                throw .call("json: unsupported value: encountered a cycle")
            }
            try execution.check(size: output.count)
            switch value {
            case .nil: output += "null".utf8
            case .bool(let flag): output += (flag ? "true" : "false").utf8
            case .int(let number): output += String(number).utf8
            case .int64(let number): output += String(number).utf8
            case .integer(let number):
                output += (number.kind.isUnsigned ? String(UInt64(bitPattern: number.bits)) : String(number.bits)).utf8
            case .float64(let number):
                guard number.isFinite else { throw .call("json: unsupported value: \(GoFloat.text(number))") }
                output += FloatText.json(number).utf8
            case .number(let literal): output += (literal.isEmpty ? "0" : literal).utf8
            case .string(var text): text.withUTF8 { append($0) }
            case .rawString(let bytes): bytes.withUnsafeBufferPointer { append($0) }
            case .bytes(let bytes): output += "\"\(Base64.encode(bytes))\"".utf8
            case .list(let elements): try encode(elements, depth: depth)
            case .typedList(let list) where list.isNil: output += "null".utf8
            case .typedList(let list): try encode(list.elements, depth: depth)
            case .map(let map) where map.isNil: output += "null".utf8
            case .map(let map):
                let keys = map.keys
                output.append(UInt8(ascii: "{"))
                for (index, key) in keys.enumerated() {
                    separate(index, depth)
                    try member(key, map[key] ?? .nil, depth: depth)
                }
                close(UInt8(ascii: "}"), isEmpty: keys.isEmpty, depth)
            case .object(let object):
                if let encoded = object.encoded ?? object.underlying { return try encode(encoded, depth: depth) }
                output.append(UInt8(ascii: "{"))
                for (index, field) in object.fields.enumerated() {
                    separate(index, depth)
                    try member(field.name, field.value, depth: depth)
                }
                close(UInt8(ascii: "}"), isEmpty: object.fields.isEmpty, depth)
            case .function: throw .call("json: unsupported type: \(value.typeName)")
            }
        }

        private mutating func encode(_ elements: [TemplateValue], depth: Int) throws(TemplateError) {
            output.append(UInt8(ascii: "["))
            for (index, element) in elements.enumerated() {
                separate(index, depth)
                try encode(element, depth: depth + 1)
            }
            close(UInt8(ascii: "]"), isEmpty: elements.isEmpty, depth)
        }

        private mutating func member(_ key: String, _ value: TemplateValue, depth: Int) throws(TemplateError) {
            var key = key
            key.withUTF8 { append($0) }
            output.append(UInt8(ascii: ":"))
            if indent != nil { output.append(0x20) }
            try encode(value, depth: depth + 1)
        }

        private mutating func separate(_ index: Int, _ depth: Int) {
            if index > 0 { output.append(UInt8(ascii: ",")) }
            newline(depth + 1)
        }

        private mutating func close(_ bracket: UInt8, isEmpty: Bool, _ depth: Int) {
            if !isEmpty { newline(depth) }
            output.append(bracket)
        }

        private mutating func newline(_ depth: Int) {
            guard let indent else { return }
            output.append(0x0A)
            output += repeatElement(0x20, count: indent * depth)
        }

        private mutating func append(_ text: UnsafeBufferPointer<UInt8>) {
            let hex = Array("0123456789abcdef".utf8)
            output.append(UInt8(ascii: "\""))
            var index = 0
            var start = 0
            while index < text.count {
                let byte = text[index]
                let isHTML = byte == UInt8(ascii: "<") || byte == UInt8(ascii: ">") || byte == UInt8(ascii: "&")
                if byte >= 0x20, byte < 0x80, byte != UInt8(ascii: "\""), byte != 0x5C, !(isHTML && escapesHTML) {
                    index += 1
                    continue
                }
                if byte < 0x80 {
                    output += text[start..<index]
                    switch byte {
                    case UInt8(ascii: "\""), 0x5C: output += [0x5C, byte]
                    case 0x08: output += "\\b".utf8
                    case 0x0C: output += "\\f".utf8
                    case 0x0A: output += "\\n".utf8
                    case 0x0D: output += "\\r".utf8
                    case 0x09: output += "\\t".utf8
                    default: output += "\\u00".utf8 + [hex[Int(byte >> 4)], hex[Int(byte & 15)]]
                    }
                    index += 1
                    start = index
                    continue
                }
                let window = Array(text[index..<min(index + 4, text.count)])
                let (scalar, width) = UTF8Scan.rune(window, at: 0)
                let replacement: String? =
                    switch scalar.value {
                    case 0xFFFD where width == 1: "\u{FFFD}"
                    case 0x2028: "\\u2028"
                    case 0x2029: "\\u2029"
                    default: nil
                    }
                if let replacement {
                    output += text[start..<index]
                    output += replacement.utf8
                    start = index + width
                }
                index += width
            }
            output += text[start...]
            output.append(UInt8(ascii: "\""))
        }
    }
}
