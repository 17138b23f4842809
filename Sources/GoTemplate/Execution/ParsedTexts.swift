/// Templates by the texts they were parsed from: charts evaluate the same few texts again and again.
final class ParsedTexts {
    private struct Key: Hashable {
        let name: String
        let text: [UInt8]
    }

    private var parsed: [Key: [Template]] = [:]
    private var bytes = 0

    private static let maximumBytes = 16 << 20

    /// What parsing the text yields, with the functions of the set.
    func templates(of text: [UInt8], name: String, _ set: TemplateSet) throws(TemplateError) -> [Template] {
        let key = Key(name: name, text: text)
        if let known = parsed[key] { return known }
        let templates = try Parser.parse(text, name: name, functions: set.functions, builtins: set.builtins)
        bytes += text.count
        if bytes > Self.maximumBytes {
            parsed.removeAll()
            bytes = text.count
        }
        parsed[key] = templates
        return templates
    }
}
