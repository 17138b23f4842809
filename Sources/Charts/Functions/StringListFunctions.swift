import GoTemplate

/// Sprig's functions between texts and lists of texts.
enum StringListFunctions {
    static func add(to functions: inout TemplateFunctions) {
        functions.add("splitList", [.string, .string]) { arguments in
            .typedList(
                TypedList(.string, ByteText.split(arguments.bytes(1), arguments.bytes(0)).map(TemplateValue.init)))
        }
        functions.add("split", [.string, .string]) { numbered(ByteText.split($0.bytes(1), $0.bytes(0))) }
        functions.add("splitn", [.string, .int, .string]) {
            numbered(ByteText.split($0.bytes(2), $0.bytes(0), limit: $0.int(1)))
        }
        functions.add("join", [.string, .any]) { arguments in
            let separator = arguments.bytes(0)
            var output: [UInt8] = []
            for (index, text) in GoCast.texts(arguments[1]).enumerated() {
                if index > 0 { output += separator }
                output += text.utf8
            }
            try arguments.execution.reserve(bytes: output.count)
            return TemplateValue(bytes: output)
        }
        functions.add("toStrings", [.any]) { .strings(GoCast.texts($0[0])) }
        functions.add("sortAlpha", [.any]) { arguments in
            // Sprig sorts lists; anything else, nil too, is one text.
            let texts = arguments[0].isNil ? ["<nil>"] : GoCast.texts(arguments[0])
            return .strings(texts.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
        }
    }

    /// `_0`, `_1` … for the parts.
    private static func numbered(_ parts: [ArraySlice<UInt8>]) -> TemplateValue {
        let map = TemplateMap(type: .stringMap, element: .string)
        for (index, part) in parts.enumerated() { map["_\(index)"] = TemplateValue(bytes: part) }
        return .map(map)
    }
}
