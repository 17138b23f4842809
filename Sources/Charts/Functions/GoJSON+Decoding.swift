import GoTemplate

extension GoJSON {
    /// What Go decodes into an `interface{}`: numbers as `float64`.
    ///
    /// - Throws: Go's text of the error.
    static func decode(_ text: [UInt8], _ execution: TemplateExecution) throws(TemplateError) -> TemplateValue {
        try execution.spend(text.count / 4)
        var decoder = Decoder(text, execution)
        let value = try decoder.value(depth: 0)
        decoder.skipSpace()
        if let byte = decoder.byte { throw decoder.invalid(byte, "after top-level value") }
        return value
    }

    private struct Decoder {
        let text: [UInt8]
        let execution: TemplateExecution
        var index = 0

        /// Go's limit.
        private static let maximumDepth = 10_000

        init(_ text: [UInt8], _ execution: TemplateExecution) { (self.text, self.execution) = (text, execution) }

        /// A value's place in a list or map, and what is around it.
        private static let bytesPerValue = 64
        private static let bytesPerMap = 384

        var byte: UInt8? { index < text.count ? text[index] : nil }

        mutating func skipSpace() {
            while let byte, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { index += 1 }
        }

        func invalid(_ byte: UInt8, _ context: String) -> TemplateError {
            let shown =
                switch byte {
                case UInt8(ascii: "'"): "'\\''"
                case UInt8(ascii: "\""): "'\"'"
                default: GoQuote.quoted(rune: index < text.count ? UTF8Scan.rune(text, at: index).scalar : "\u{FFFD}")
                }
            return .call("invalid character \(shown) \(context)")
        }

        private func unexpected(_ context: String) -> TemplateError {
            byte.map { invalid($0, context) } ?? .call("unexpected end of JSON input")
        }

        mutating func value(depth: Int) throws(TemplateError) -> TemplateValue {
            guard depth < Self.maximumDepth, !execution.stack.isExhausted else { throw .call("exceeded max depth") }
            try execution.allocate(bytes: Self.bytesPerValue)
            skipSpace()
            switch byte {
            case UInt8(ascii: "{"): return try object(depth: depth)
            case UInt8(ascii: "["): return try array(depth: depth)
            case UInt8(ascii: "\""): return TemplateValue(bytes: try string())
            case UInt8(ascii: "t"): return try literal("true", .bool(true))
            case UInt8(ascii: "f"): return try literal("false", .bool(false))
            case UInt8(ascii: "n"): return try literal("null", .nil)
            case UInt8(ascii: "-"): return try number()
            case let digit? where (0x30...0x39).contains(digit): return try number()
            default: throw unexpected("looking for beginning of value")
            }
        }

        private mutating func literal(_ word: String, _ value: TemplateValue) throws(TemplateError) -> TemplateValue {
            for (offset, expected) in word.utf8.enumerated() {
                guard byte == expected else {
                    let shown = GoQuote.quoted(rune: Unicode.Scalar(expected))
                    throw unexpected("in literal \(word) (expecting \(shown))")
                }
                _ = offset
                index += 1
            }
            return value
        }

        private mutating func object(depth: Int) throws(TemplateError) -> TemplateValue {
            let map = TemplateMap()
            try execution.allocate(bytes: Self.bytesPerMap)
            index += 1
            skipSpace()
            if byte == UInt8(ascii: "}") {
                index += 1
                return .map(map)
            }
            while true {
                skipSpace()
                guard byte == UInt8(ascii: "\"") else {
                    throw unexpected("looking for beginning of object key string")
                }
                let key = String(decoding: try string(), as: UTF8.self)
                skipSpace()
                guard byte == UInt8(ascii: ":") else { throw unexpected("after object key") }
                index += 1
                map[key] = .some(try value(depth: depth + 1))
                skipSpace()
                if byte == UInt8(ascii: "}") { break }
                guard byte == UInt8(ascii: ",") else { throw unexpected("after object key:value pair") }
                index += 1
            }
            index += 1
            return .map(map)
        }

        private mutating func array(depth: Int) throws(TemplateError) -> TemplateValue {
            var elements: [TemplateValue] = []
            index += 1
            skipSpace()
            if byte == UInt8(ascii: "]") {
                index += 1
                return .list([])
            }
            while true {
                elements.append(try value(depth: depth + 1))
                skipSpace()
                if byte == UInt8(ascii: "]") { break }
                guard byte == UInt8(ascii: ",") else { throw unexpected("after array element") }
                index += 1
            }
            index += 1
            return .list(elements)
        }

        private mutating func digits(_ context: String) throws(TemplateError) {
            guard let byte, (0x30...0x39).contains(byte) else { throw unexpected(context) }
            while let byte = self.byte, (0x30...0x39).contains(byte) { index += 1 }
        }

        private mutating func number() throws(TemplateError) -> TemplateValue {
            let start = index
            if byte == UInt8(ascii: "-") { index += 1 }
            if byte == UInt8(ascii: "0") { index += 1 } else { try digits("in numeric literal") }
            if byte == UInt8(ascii: ".") {
                index += 1
                try digits("in numeric literal")
            }
            if let letter = byte, letter | 0x20 == UInt8(ascii: "e") {
                index += 1
                if byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-") { index += 1 }
                try digits("in numeric literal")
            }
            let literal = String(decoding: text[start..<index], as: UTF8.self)
            guard let number = GoNumber.float(literal) else {
                throw .call("json: cannot unmarshal number \(literal) into Go value of type float64")
            }
            return .float64(number)
        }

        private mutating func string() throws(TemplateError) -> [UInt8] {
            index += 1
            var output: [UInt8] = []
            while true {
                guard let byte else { throw .call("unexpected end of JSON input") }
                if byte < 0x20 { throw invalid(byte, "in string") }
                index += 1
                if byte == UInt8(ascii: "\"") { break }
                if byte == 0x5C { try escape(into: &output) } else { output.append(byte) }
            }
            // Go replaces what is not UTF-8.
            return Array(String(decoding: output, as: UTF8.self).utf8)
        }

        private mutating func escape(into output: inout [UInt8]) throws(TemplateError) {
            guard let letter = byte else { throw .call("unexpected end of JSON input") }
            switch letter {
            case UInt8(ascii: "\""), 0x5C, UInt8(ascii: "/"): output.append(letter)
            case UInt8(ascii: "b"): output.append(0x08)
            case UInt8(ascii: "f"): output.append(0x0C)
            case UInt8(ascii: "n"): output.append(0x0A)
            case UInt8(ascii: "r"): output.append(0x0D)
            case UInt8(ascii: "t"): output.append(0x09)
            case UInt8(ascii: "u"):
                index += 1
                var code = try hexadecimal(escapeStart: index - 2)
                if (0xD800..<0xDC00).contains(code), text[index...].starts(with: [0x5C, UInt8(ascii: "u")]) {
                    let back = index
                    index += 2
                    let low = try hexadecimal(escapeStart: index - 2)
                    if (0xDC00..<0xE000).contains(low) {
                        code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
                    } else {
                        index = back
                    }
                }
                output += String(Character(Unicode.Scalar(code) ?? "\u{FFFD}")).utf8
                return
            default: throw invalidEscape(from: index - 1, length: 2)
            }
            index += 1
        }

        /// Upstream names the escape with all bytes that it might have had.
        private func invalidEscape(from start: Int, length: Int) -> TemplateError {
            guard start + length <= text.count else { return .call("unexpected end of JSON input") }
            let shown = String(decoding: text[start..<start + length], as: UTF8.self)
            return .call("invalid escape sequence `\(shown)` in string")
        }

        private mutating func hexadecimal(escapeStart: Int) throws(TemplateError) -> UInt32 {
            var code: UInt32 = 0
            for _ in 0..<4 {
                guard let byte, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
                    throw invalidEscape(from: escapeStart, length: 6)
                }
                code = code << 4 | UInt32(digit)
                index += 1
            }
            return code
        }
    }
}
