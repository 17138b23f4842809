/// Templates by the texts they were parsed from: charts evaluate the same few texts again and again.
final class ParsedTexts {
    private struct Key: Hashable {
        let name: String
        let text: [UInt8]
    }

    private var parsed: [Key: [Template]] = [:]
    private var bytes = 0

    /// Of texts and their nodes.
    private static let maximumBytes = 16 << 20

    /// What parsing the text yields, with the functions of the set.
    func templates(
        of text: [UInt8], name: String, _ set: TemplateSet, _ execution: TemplateExecution
    ) throws(TemplateError) -> [Template] {
        let key = Key(name: name, text: text)
        if let known = parsed[key] { return known }
        let (templates, tokens) = try set.parsed(text, name: name, limit: execution.limits.tokens)
        let size = text.count + tokens * Parser.bytesPerToken
        try execution.spend(tokens * 4)
        try execution.allocate(bytes: size)
        bytes += size
        if bytes > Self.maximumBytes {
            parsed.removeAll()
            bytes = size
        }
        parsed[key] = templates
        return templates
    }
}
