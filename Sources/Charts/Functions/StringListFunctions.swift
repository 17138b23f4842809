import GoTemplate

/// Sprig's functions between texts and lists of texts.
enum StringListFunctions {
    static func add(to functions: inout TemplateFunctions) {
        functions.add("splitList", [.string, .string]) { arguments in
            .typedList(TypedList(.string, try split(arguments, text: 1, entryBytes: 64).map(TemplateValue.init)))
        }
        functions.add("split", [.string, .string]) { numbered(try split($0, text: 1, entryBytes: 160)) }
        functions.add("splitn", [.string, .int, .string]) {
            numbered(try split($0, text: 2, limit: $0.int(1), entryBytes: 160))
        }
        functions.add("join", [.string, .any]) { arguments in
            let separator = arguments.bytes(0)
            var output: [UInt8] = []
            for (index, text) in try texts(arguments, 1).enumerated() {
                try arguments.execution.check(size: output.count + separator.count + text.utf8.count)
                if index > 0 { output += separator }
                output += text.utf8
            }
            return TemplateValue(bytes: output)
        }
        functions.add("toStrings", [.any]) { .strings(try texts($0, 0)) }
        functions.add("sortAlpha", [.any]) { arguments in
            // Sprig sorts lists; anything else, nil too, is one text.
            let texts = try arguments[0].isNil ? ["<nil>"] : texts(arguments, 0)
            try arguments.execution.spend(texts.count * 16)
            return .strings(texts.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
        }
    }

    /// The texts of a list, whose size is counted: other values may print to long ones.
    private static func texts(_ arguments: TemplateArguments, _ index: Int) throws(TemplateError) -> [String] {
        let texts = GoCast.texts(arguments[index])
        try arguments.execution.allocate(bytes: texts.reduce(0) { $0 + 24 + $1.utf8.count })
        return texts
    }

    /// The parts of a text, once it is known that there is room for so many.
    private static func split(
        _ arguments: TemplateArguments, text: Int, limit: Int = -1, entryBytes: Int
    ) throws(TemplateError) -> [ArraySlice<UInt8>] {
        let (bytes, separator) = (arguments.bytes(text), arguments.bytes(0))
        var count = separator.isEmpty ? bytes.count : ByteText.count(of: separator, in: bytes)
        if limit >= 0 { count = min(count, limit) }
        try arguments.execution.spend(count * 4)
        try arguments.execution.allocate(bytes: bytes.count + count * entryBytes)
        return ByteText.split(bytes, separator, limit: limit)
    }

    /// `_0`, `_1` … for the parts.
    private static func numbered(_ parts: [ArraySlice<UInt8>]) -> TemplateValue {
        let map = TemplateMap(type: .stringMap, element: .string)
        for (index, part) in parts.enumerated() { map["_\(index)"] = TemplateValue(bytes: part) }
        return .map(map)
    }
}
