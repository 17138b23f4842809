import GoTemplate

/// TOML text as BurntSushi/toml 1.6 writes and reads it.
enum TOML {
    /// Maps become tables; other values their text within a line, as in Go.
    ///
    /// - Throws: Go's text of the error.
    static func encode(_ value: TemplateValue, _ execution: TemplateExecution) throws(TemplateError) -> String {
        var encoder = Encoder(execution: execution)
        switch value {
        case .map(let map): try encoder.table(map, path: [])
        case .object(let object) where !object.fields.isEmpty:
            try encoder.table(Encoder.map(of: object), path: [])
        case .nil: throw .call("reflect: call of reflect.Value.Type on zero Value")
        default: try encoder.inline(value, depth: 0)
        }
        return String(decoding: encoder.output, as: UTF8.self)
    }

    private struct Encoder {
        let execution: TemplateExecution
        var output: [UInt8] = []
        private var hasWritten = false

        init(execution: TemplateExecution) { self.execution = execution }

        private static let maximumDepth = 500

        static func map(of object: TemplateObject) -> TemplateMap {
            let map = TemplateMap()
            for field in object.fields { map[field.name] = .some(field.value) }
            return map
        }

        /// Plain members first, then tables; both in the order of keys.
        mutating func table(_ map: TemplateMap, path: [String]) throws(TemplateError) {
            guard path.count < Self.maximumDepth, !execution.stack.isExhausted else {
                throw .call("toml: tables nest too deep")
            }
            try execution.check(size: output.count)
            var tables: [(String, TemplateValue)] = []
            for key in map.keys {
                guard let value = map[key], !value.isNil else { continue }
                if case .typedList(let list) = value, list.isNil { continue }
                if Self.isTable(value) {
                    tables.append((key, value))
                    continue
                }
                indent(path.count)
                output += "\(Self.key(key)) = ".utf8
                try inline(value, depth: 0)
                output.append(0x0A)
                hasWritten = true
            }
            for (key, value) in tables { try member(value, path: path + [key]) }
        }

        private mutating func member(_ value: TemplateValue, path: [String]) throws(TemplateError) {
            let name = path.map(Self.key).joined(separator: ".")
            switch value {
            case .map(let map):
                header("[\(name)]", path)
                try table(map, path: path)
            case .object(let object):
                header("[\(name)]", path)
                try table(Self.map(of: object), path: path)
            default:
                for element in value.elements ?? [] {
                    guard let map = element.map else { continue }
                    header("[[\(name)]]", path, always: true)
                    try table(map, path: path)
                }
            }
        }

        private mutating func header(_ text: String, _ path: [String], always: Bool = false) {
            if hasWritten, path.count == 1 || always { output.append(0x0A) }
            indent(path.count - 1)
            output += text.utf8
            output.append(0x0A)
            hasWritten = true
        }

        private mutating func indent(_ level: Int) { output += repeatElement(0x20, count: level * 2) }

        private static func isTable(_ value: TemplateValue) -> Bool {
            switch value {
            case .map: return true
            case .object(let object): return object.encoded == nil && object.underlying == nil
            case .list(let elements):
                return !elements.isEmpty && elements.allSatisfy { if case .map = $0 { true } else { false } }
            default: return false
            }
        }

        private static func key(_ key: String) -> String {
            let isBare =
                !key.isEmpty
                && key.utf8.allSatisfy { byte in
                    (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20) || byte == 0x2D || byte == 0x5F
                }
            return isBare ? key : quoted(key)
        }

        private static func quoted(_ text: String) -> String {
            var output = "\""
            for scalar in text.unicodeScalars {
                switch scalar {
                case "\"": output += "\\\""
                case "\\": output += "\\\\"
                case "\t": output += "\\t"
                case "\n": output += "\\n"
                case "\r": output += "\\r"
                case "\u{08}": output += "\\b"
                case "\u{0C}": output += "\\f"
                case _ where scalar.value < 0x20 || scalar.value == 0x7F:
                    let digits = String(scalar.value, radix: 16)
                    output += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
                default: output.unicodeScalars.append(scalar)
                }
            }
            return output + "\""
        }

        mutating func inline(_ value: TemplateValue, depth: Int) throws(TemplateError) {
            guard depth < Self.maximumDepth, !execution.stack.isExhausted else {
                throw .call("toml: values nest too deep")
            }
            try execution.check(size: output.count)
            switch value {
            case .bool(let flag): output += (flag ? "true" : "false").utf8
            case .int(let number): output += String(number).utf8
            case .int64(let number): output += String(number).utf8
            case .integer: output += GoFormat.text(value).utf8
            case .float64(let number): output += Self.float(number).utf8
            case .number(let literal): output += literal.utf8
            case .string, .rawString: output += Self.quoted(value.text ?? "").utf8
            case .list, .typedList, .bytes:
                output.append(UInt8(ascii: "["))
                for (index, element) in (value.elements ?? []).enumerated() {
                    if index > 0 { output += ", ".utf8 }
                    if element.isNil { throw .call("toml: cannot encode array with nil element") }
                    try inline(element, depth: depth + 1)
                }
                output.append(UInt8(ascii: "]"))
            case .map(let map):
                output.append(UInt8(ascii: "{"))
                for (index, key) in map.keys.filter({ map[$0]?.isNil == false }).enumerated() {
                    if index > 0 { output += ", ".utf8 }
                    output += "\(Self.key(key)) = ".utf8
                    try inline(map[key] ?? .nil, depth: depth + 1)
                }
                output.append(UInt8(ascii: "}"))
            case .object(let object):
                if let time = object as? GoTime {
                    output += TimeLayout.format(time, "2006-01-02T15:04:05.999999999Z07:00").utf8
                } else if let plain = object.underlying ?? object.encoded {
                    try inline(plain, depth: depth + 1)
                } else {
                    try inline(.map(Self.map(of: object)), depth: depth + 1)
                }
            case .nil: throw .call("toml: cannot encode nil")
            case .function: throw .call("unsupported type: func")
            }
        }

        private static func float(_ number: Double) -> String {
            if number.isNaN { return "nan" }
            if number.isInfinite { return number < 0 ? "-inf" : "inf" }
            let text = GoFloat.text(number)
            return text.contains(".") || text.contains("e") ? text : text + ".0"
        }
    }
}
