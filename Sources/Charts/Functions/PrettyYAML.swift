import GoTemplate
import Value
import YAML

/// Helm's `toYamlPretty`: go-yaml v3 with an indentation of two, where lists stand deeper than their keys.
enum PrettyYAML {
    static func encode(_ value: TemplateValue, _ execution: TemplateExecution) throws(TemplateError) -> String {
        var lines = Writer(execution: execution)
        try lines.write(value, indent: 0, depth: 0)
        var text = String(decoding: lines.output, as: UTF8.self)
        if text.hasSuffix("\n") { text.removeLast() }
        return text
    }

    private struct Writer {
        let execution: TemplateExecution
        var output: [UInt8] = []

        /// Writes a node whose first line goes on the current line, and the line break after it.
        mutating func write(_ value: TemplateValue, indent: Int, depth: Int) throws(TemplateError) {
            guard depth < 1_000, !execution.stack.isExhausted else { throw .call("yaml: values nest too deep") }
            try execution.check(size: output.count)
            switch value {
            case .map(let map):
                if map.isEmpty { return line("{}") }
                for (index, key) in try Self.ordered(map.keys).enumerated() {
                    if index > 0 { pad(indent) }
                    scalar(.string(key), indent: indent, isKey: true)
                    output.append(UInt8(ascii: ":"))
                    try member(map[key] ?? .nil, indent: indent, depth: depth)
                }
            case .list, .typedList:
                let elements = value.elements ?? []
                if elements.isEmpty { return line("[]") }
                for (index, element) in elements.enumerated() {
                    if index > 0 { pad(indent) }
                    output += "- ".utf8
                    try write(element, indent: indent + 2, depth: depth + 1)
                }
            case .object(let object) where object.encoded == nil && object.underlying == nil:
                let map = TemplateMap()
                for field in object.fields { map[field.name.lowercased()] = .some(field.value) }
                try write(.map(map), indent: indent, depth: depth)
            default:
                scalar(try Value(value), indent: max(indent, 0), isKey: false)
                output.append(0x0A)
            }
        }

        /// Keys in the order in which YAML's encoder writes them: numbers within them count as numbers.
        private static func ordered(_ keys: [String]) throws(TemplateError) -> [String] {
            var object = Object()
            for key in keys { object[key] = .bool(true) }
            do throws(YAMLError) {
                return try YAML.decode(YAML.encodeBytes(.object(object)), file: "", rules: .helm).object?.keys ?? keys
            } catch { throw .call(error.message) }
        }

        private mutating func member(_ value: TemplateValue, indent: Int, depth: Int) throws(TemplateError) {
            let isNested = (value.kind == .map || value.kind == .slice) && (value.length ?? 0) > 0
            if case .bytes = value {
                output.append(0x20)
            } else if isNested {
                output.append(0x0A)
                pad(indent + 2)
            } else {
                output.append(0x20)
            }
            try write(value, indent: indent + 2, depth: depth + 1)
        }

        private mutating func line(_ text: String) {
            output += text.utf8
            output.append(0x0A)
        }

        private mutating func pad(_ indent: Int) { output += repeatElement(0x20, count: indent) }

        /// The scalar in the style that version 2 chooses too, but without folding.
        private mutating func scalar(_ value: Value, indent: Int, isKey: Bool) {
            var encoded = YAML.encodeBytes(value)
            // Line breaks that the text ends with are kept by "|+".
            if encoded.starts(with: "|+".utf8) {
                if encoded.last == 0x0A { encoded.removeLast() }
            } else {
                while encoded.last == 0x0A { encoded.removeLast() }
            }
            guard case .string(let text) = value, !text.isEmpty else {
                if case .float(let number) = value {
                    output += FloatText.general(number).utf8
                } else {
                    output += encoded
                }
                return
            }
            switch encoded.first {
            case UInt8(ascii: "'"): output += "'\(quoted(text))'".utf8
            case UInt8(ascii: "|"):
                for line in encoded.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated() {
                    if line.offset > 0 {
                        output.append(0x0A)
                        // Version 2 indents by two from nothing.
                        if !line.element.isEmpty { pad(max(indent - 2, 0)) }
                    }
                    output += line.element
                }
            case UInt8(ascii: "\""): output += encoded
            default: output += text.utf8
            }
        }

        private func quoted(_ text: String) -> String {
            text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''")
        }
    }
}
