import GoTemplate

/// Sprig's functions of one text.
enum StringFunctions {
    static func add(to functions: inout TemplateFunctions) {
        addTrimming(to: &functions)
        addLayout(to: &functions)
        functions.add("upper", [.string]) { .string(mapped(try $0.slowText(0), \.properties.uppercaseMapping)) }
        functions.add("lower", [.string]) { .string(mapped(try $0.slowText(0), \.properties.lowercaseMapping)) }
        functions.add("contains", [.string, .string]) { .bool(ByteText.contains($0.bytes(1), $0.bytes(0))) }
        functions.add("hasPrefix", [.string, .string]) { .bool($0.bytes(1).starts(with: $0.bytes(0))) }
        functions.add("hasSuffix", [.string, .string]) {
            .bool($0.bytes(1).reversed().starts(with: $0.bytes(0).reversed()))
        }
        functions.add("replace", [.string, .string, .string]) { arguments in
            let (old, new, text) = (arguments.bytes(0), arguments.bytes(1), arguments.bytes(2))
            if new.count > old.count {
                let count = old.isEmpty ? text.count + 1 : ByteText.count(of: old, in: text)
                let (size, overflows) = count.multipliedReportingOverflow(by: new.count)
                try arguments.execution.reserve(bytes: overflows ? .max : text.count + size)
            }
            return TemplateValue(bytes: ByteText.replacing(text, old, with: new))
        }
        functions.add("repeat", [.int, .string]) { arguments in
            let (count, text) = (arguments.int(0), arguments.bytes(1))
            guard count >= 0 else { throw TemplateError.call("strings: negative Repeat count") }
            let (size, overflows) = count.multipliedReportingOverflow(by: text.count)
            try arguments.execution.reserve(bytes: overflows ? .max : size)
            var output: [UInt8] = []
            output.reserveCapacity(size)
            for _ in 0..<count { output += text }
            return TemplateValue(bytes: output)
        }
        functions.add("substr", [.int, .int, .string]) { try substring($0.int(0), $0.int(1), $0.bytes(2)) }
        functions.add("trunc", [.int, .string]) { TemplateValue(bytes: truncated($0.int(0), $0.bytes(1))) }
        functions.add("plural", [.string, .string, .int]) { $0.int(2) == 1 ? $0[0] : $0[1] }
        functions.add("toString", [.any]) { TemplateValue(bytes: GoCast.bytes($0[0])) }
    }

    /// Case by case of scalar, as Go maps runes: only mappings to one scalar count.
    static func mapped(_ text: String, _ mapping: (Unicode.Scalar) -> String) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            let mapped = mapping(scalar).unicodeScalars
            if mapped.count == 2, scalar == "\u{130}" {
                // The one letter whose simple mapping is not its own: İ to i.
                result.append(mapped.first ?? scalar)
            } else if mapped.count == 1, let first = mapped.first {
                result.append(first)
            } else {
                result.append(scalar)
            }
        }
        return String(result)
    }

    private static func truncated(_ count: Int, _ bytes: [UInt8]) -> [UInt8] {
        if count < 0, bytes.count + count > 0 { return Array(bytes[(bytes.count + count)...]) }
        return count >= 0 && bytes.count > count ? Array(bytes[..<count]) : bytes
    }

    private static func substring(_ start: Int, _ end: Int, _ bytes: [UInt8]) throws(TemplateError) -> TemplateValue {
        let upper = start >= 0 && (end < 0 || end > bytes.count) ? bytes.count : end
        let lower = max(start, 0)
        guard upper >= 0, upper <= bytes.count else {
            let limit = upper < 0 ? "[:\(upper)]" : "[:\(upper)] with length \(bytes.count)"
            throw .call("runtime error: slice bounds out of range \(limit)")
        }
        guard lower <= upper else {
            let range = upper == bytes.count && (end < 0 || end > bytes.count)
            throw .call("runtime error: slice bounds out of range [\(lower):\(upper)]" + (range ? "" : ""))
        }
        return TemplateValue(bytes: bytes[lower..<upper])
    }

    // MARK: Trimming

    private static func addTrimming(to functions: inout TemplateFunctions) {
        functions.add("trim", [.string]) { arguments in
            if case .string(let text) = arguments[0] { return .string(ByteText.trimmed(text)) }
            return arguments[0]
        }
        for name in ["trimAll", "trimall"] {
            functions.add(name, [.string, .string]) { arguments in
                let set = Set(arguments.string(0).unicodeScalars)
                var text = arguments.string(1).unicodeScalars[...]
                while let first = text.first, set.contains(first) { text.removeFirst() }
                while let last = text.last, set.contains(last) { text.removeLast() }
                return .string(String(text))
            }
        }
        functions.add("trimPrefix", [.string, .string]) { arguments in
            let (prefix, text) = (arguments.bytes(0), arguments.bytes(1))
            return text.starts(with: prefix) ? TemplateValue(bytes: text[prefix.count...]) : arguments[1]
        }
        functions.add("trimSuffix", [.string, .string]) { arguments in
            let (suffix, text) = (arguments.bytes(0), arguments.bytes(1))
            guard text.count >= suffix.count, text.suffix(suffix.count).elementsEqual(suffix) else {
                return arguments[1]
            }
            return TemplateValue(bytes: text[..<(text.count - suffix.count)])
        }
    }

    // MARK: Layout

    private static func addLayout(to functions: inout TemplateFunctions) {
        functions.add("indent", [.int, .string]) { try indented($0, prefix: []) }
        functions.add("nindent", [.int, .string]) { try indented($0, prefix: [0x0A]) }
        functions.add("quote", variadic: .any) { arguments in
            var output: [UInt8] = []
            for value in arguments.values where !value.isNil {
                try arguments.execution.check(size: output.count)
                if !output.isEmpty { output.append(0x20) }
                output += GoQuote.quoted(GoCast.bytes(value)).utf8
            }
            return TemplateValue(bytes: output)
        }
        functions.add("squote", variadic: .any) { arguments in
            var output: [UInt8] = []
            for value in arguments.values where !value.isNil {
                try arguments.execution.check(size: output.count)
                if !output.isEmpty { output.append(0x20) }
                output.append(UInt8(ascii: "'"))
                GoFormat.append(value, to: &output)
                output.append(UInt8(ascii: "'"))
            }
            return TemplateValue(bytes: output)
        }
        functions.add("cat", variadic: .any) { arguments in
            var output: [UInt8] = []
            var isFirst = true
            for value in arguments.values where !value.isNil {
                try arguments.execution.check(size: output.count)
                if !isFirst { output.append(0x20) }
                isFirst = false
                GoFormat.append(value, to: &output)
            }
            return TemplateValue(bytes: output)
        }
    }

    private static func indented(_ arguments: TemplateArguments, prefix: [UInt8]) throws -> TemplateValue {
        let spaces = arguments.int(0)
        guard spaces >= 0 else { throw TemplateError.call("strings: negative Repeat count") }
        var output: [UInt8] = []
        if case .string(var text) = arguments[1] {
            try text.withUTF8 { try indent($0, spaces, prefix, arguments.execution, &output) }
        } else {
            try arguments.bytes(1).withUnsafeBufferPointer {
                try indent($0, spaces, prefix, arguments.execution, &output)
            }
        }
        return TemplateValue(bytes: output)
    }

    private static func indent(
        _ text: UnsafeBufferPointer<UInt8>, _ spaces: Int, _ prefix: [UInt8], _ execution: TemplateExecution,
        _ output: inout [UInt8]
    ) throws(TemplateError) {
        let lines = text.reduce(into: 1) { count, byte in if byte == 0x0A { count += 1 } }
        let (padding, overflows) = spaces.multipliedReportingOverflow(by: lines)
        try execution.reserve(bytes: overflows ? .max : padding + text.count)
        output.reserveCapacity(prefix.count + padding + text.count)
        output += prefix
        output += repeatElement(0x20, count: spaces)
        var start = 0
        for index in text.indices where text[index] == 0x0A {
            output += text[start...index]
            output += repeatElement(0x20, count: spaces)
            start = index + 1
        }
        output += text[start...]
    }
}

extension TemplateArguments {
    /// The text of an argument for a function that looks at every character's properties.
    func slowText(_ index: Int) throws(TemplateError) -> String {
        let text = string(index)
        try execution.spend(text.utf8.count * 2)
        return text
    }
}
