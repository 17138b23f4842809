import GoTemplate

extension TOML {
    /// The tables of a text. Integers are `int64`, dates are texts.
    ///
    /// - Throws: where and why the text is not TOML, in words close to Go's.
    static func decode(_ text: [UInt8], _ execution: TemplateExecution) throws(TemplateError) -> TemplateMap {
        try execution.spend(text.count)
        var decoder = Decoder(text, execution)
        return try decoder.document()
    }

    private struct Decoder {
        private let text: [UInt8]
        private let execution: TemplateExecution
        private var index = 0
        private var depth = 0
        private let root = TemplateMap()

        private static let maximumDepth = 500

        init(_ text: [UInt8], _ execution: TemplateExecution) { (self.text, self.execution) = (text, execution) }

        private var byte: UInt8? { index < text.count ? text[index] : nil }

        private func failure(_ message: String) -> TemplateError {
            let line = 1 + text[..<min(index, text.count)].count { $0 == 0x0A }
            return .call("toml: line \(line): \(message)")
        }

        private func unexpected(_ wanted: String) -> TemplateError {
            failure(
                "expected \(wanted) but got \(byte.map { GoQuote.quoted(rune: Unicode.Scalar($0)) } ?? "end of text")")
        }

        private mutating func skipBlanks() { while byte == 0x20 || byte == 0x09 { index += 1 } }

        private mutating func skipComment() {
            if byte == UInt8(ascii: "#") { while let byte, byte != 0x0A { index += 1 } }
        }

        private mutating func skipLines() {
            while true {
                skipBlanks()
                skipComment()
                guard byte == 0x0A || byte == 0x0D else { return }
                index += 1
            }
        }

        mutating func document() throws(TemplateError) -> TemplateMap {
            var current = root
            while true {
                skipLines()
                guard let byte else { return root }
                if byte == UInt8(ascii: "[") {
                    current = try header()
                } else {
                    try pair(in: current)
                }
                skipBlanks()
                skipComment()
                guard self.byte == nil || self.byte == 0x0A || self.byte == 0x0D else {
                    throw unexpected("a new line")
                }
            }
        }

        private mutating func header() throws(TemplateError) -> TemplateMap {
            index += 1
            let isArray = byte == UInt8(ascii: "[")
            if isArray { index += 1 }
            let path = try keys()
            for _ in 0..<(isArray ? 2 : 1) {
                guard byte == UInt8(ascii: "]") else { throw unexpected("']'") }
                index += 1
            }
            guard let last = path.last else { throw unexpected("a key") }
            let parent = try table(path.dropLast(), in: root)
            if !isArray { return try table([last], in: parent) }
            let map = TemplateMap()
            switch parent[last] {
            case nil: parent[last] = .typedList(TypedList(.map, [.map(map)]))
            case .typedList(let list): parent[last] = .typedList(TypedList(.map, list.elements + [.map(map)]))
            default: throw failure("Key '\(path.joined(separator: "."))' has already been defined.")
            }
            return map
        }

        /// The table at a path, made where it is missing. Of an array of tables it is the last.
        private func table(_ path: some Sequence<String>, in map: TemplateMap) throws(TemplateError) -> TemplateMap {
            var map = map
            for key in path {
                switch map[key] {
                case nil:
                    let inner = TemplateMap()
                    map[key] = .map(inner)
                    map = inner
                case .map(let inner): map = inner
                case .typedList(let list):
                    guard case .map(let inner)? = list.elements.last else {
                        throw failure("Key '\(key)' is not a table.")
                    }
                    map = inner
                default: throw failure("Key '\(key)' has already been defined.")
                }
            }
            return map
        }

        private mutating func pair(in map: TemplateMap) throws(TemplateError) {
            let path = try keys()
            if byte == nil { throw failure("unexpected EOF; expected key separator '='") }
            guard byte == UInt8(ascii: "=") else {
                throw failure(
                    "expected '.' or '=', but got \(byte.map { GoQuote.quoted(rune: Unicode.Scalar($0)) } ?? "end of text") instead"
                )
            }
            index += 1
            skipBlanks()
            guard let last = path.last else { throw unexpected("a key") }
            let parent = try table(path.dropLast(), in: map)
            guard parent[last] == nil else {
                throw failure("Key '\(path.joined(separator: "."))' has already been defined.")
            }
            parent[last] = .some(try value())
        }

        private mutating func keys() throws(TemplateError) -> [String] {
            var keys: [String] = []
            while true {
                skipBlanks()
                if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
                    keys.append(try string())
                } else {
                    let start = index
                    while let byte, byte.isBareTOMLKey { index += 1 }
                    guard index > start else { throw unexpected("a key") }
                    keys.append(String(decoding: text[start..<index], as: UTF8.self))
                }
                skipBlanks()
                guard byte == UInt8(ascii: ".") else { return keys }
                index += 1
            }
        }

        private mutating func value() throws(TemplateError) -> TemplateValue {
            depth += 1
            defer { depth -= 1 }
            guard depth < Self.maximumDepth, !execution.stack.isExhausted else {
                throw failure("values nest too deep")
            }
            // A value and the table around it.
            try execution.allocate(bytes: 256)
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "'"): return .string(try string())
            case UInt8(ascii: "["): return try array()
            case UInt8(ascii: "{"): return try inlineTable()
            default: return try scalar()
            }
        }

        private mutating func array() throws(TemplateError) -> TemplateValue {
            index += 1
            var elements: [TemplateValue] = []
            while true {
                skipLines()
                if byte == UInt8(ascii: "]") { break }
                elements.append(try value())
                skipLines()
                if byte == UInt8(ascii: ",") {
                    index += 1
                } else if byte != UInt8(ascii: "]") {
                    throw unexpected("',' or ']'")
                }
            }
            index += 1
            return .list(elements)
        }

        private mutating func inlineTable() throws(TemplateError) -> TemplateValue {
            index += 1
            let map = TemplateMap()
            while true {
                skipLines()
                if byte == UInt8(ascii: "}") { break }
                try pair(in: map)
                skipLines()
                if byte == UInt8(ascii: ",") {
                    index += 1
                } else if byte != UInt8(ascii: "}") {
                    throw unexpected("',' or '}'")
                }
            }
            index += 1
            return .map(map)
        }

        private mutating func scalar() throws(TemplateError) -> TemplateValue {
            let start = index
            while let byte, byte > 0x20, !",]}#".utf8.contains(byte) { index += 1 }
            var word = String(decoding: text[start..<index], as: UTF8.self)
            switch word {
            case "true": return .bool(true)
            case "false": return .bool(false)
            case "inf", "+inf": return .float64(.infinity)
            case "-inf": return .float64(-.infinity)
            case "nan", "+nan", "-nan": return .float64(.nan)
            default: break
            }
            if word.utf8.count >= 8, word.dropFirst().contains("-") || word.contains(":"), word.utf8.first ?? 0 <= 0x39
            {
                return .string(word)
            }
            word = word.split(separator: "_", omittingEmptySubsequences: false).joined()
            if let integer = GoNumber.integer(word, base: word.hasPrefix("0") && word.count > 1 ? 0 : 10) {
                return .int64(integer)
            }
            if let number = GoNumber.float(word) { return .float64(number) }
            index = start
            throw failure("expected value but found \(GoQuote.quoted(String(word.prefix(1)))) instead")
        }

        private mutating func string() throws(TemplateError) -> String {
            let quote = byte ?? 0
            let isLong = text[index...].starts(with: [quote, quote, quote])
            index += isLong ? 3 : 1
            if isLong, byte == 0x0A { index += 1 }
            var output: [UInt8] = []
            while true {
                guard let byte else { throw failure("unexpected end of text in a string") }
                if !isLong, byte == 0x0A { throw failure("strings cannot contain newlines") }
                if byte == quote, !isLong || text[index...].starts(with: [quote, quote, quote]) { break }
                index += 1
                if byte == 0x5C, quote == UInt8(ascii: "\"") { try escape(&output) } else { output.append(byte) }
            }
            index += isLong ? 3 : 1
            return String(decoding: output, as: UTF8.self)
        }

        private mutating func escape(_ output: inout [UInt8]) throws(TemplateError) {
            guard let letter = byte else { throw failure("unexpected end of text in a string") }
            index += 1
            switch letter {
            case UInt8(ascii: "b"): output.append(0x08)
            case UInt8(ascii: "t"): output.append(0x09)
            case UInt8(ascii: "n"): output.append(0x0A)
            case UInt8(ascii: "f"): output.append(0x0C)
            case UInt8(ascii: "r"): output.append(0x0D)
            case UInt8(ascii: "e"): output.append(0x1B)
            case UInt8(ascii: "\""), 0x5C: output.append(letter)
            case UInt8(ascii: "u"), UInt8(ascii: "U"):
                let count = letter == UInt8(ascii: "u") ? 4 : 8
                let digits = String(decoding: text[index..<min(index + count, text.count)], as: UTF8.self)
                guard digits.utf8.count == count, let code = UInt32(digits, radix: 16),
                    let scalar = Unicode.Scalar(code)
                else { throw failure("invalid escape in a string") }
                index += count
                output += String(Character(scalar)).utf8
            case 0x0A:
                while byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D { index += 1 }
            default: throw failure("invalid escape character \(GoQuote.quoted(rune: Unicode.Scalar(letter)))")
            }
        }
    }
}

extension UInt8 {
    fileprivate var isBareTOMLKey: Bool {
        (0x30...0x39).contains(self) || (0x61...0x7A).contains(self | 0x20) || self == 0x2D || self == 0x5F
    }
}
