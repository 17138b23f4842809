/// Names of fields as Kubernetes writes those that are not names of CEL: `a__dash__b` for `a-b`.
enum FieldName {
    /// What may not be the name of a variable, and is written `__for__` where it is the name of a field.
    static let reserved: Set<String> = [
        "true", "false", "null", "in", "as", "break", "const", "continue", "else", "for", "function", "if", "import",
        "let", "loop", "package", "namespace", "return", "var", "void", "while",
    ]

    private static let escapes: [(escape: String, text: String)] = [
        ("__underscores__", "__"), ("__dot__", "."), ("__dash__", "-"), ("__slash__", "/"),
    ]

    /// The field that the name stands for; one without escapes is itself.
    static func unescaped(_ name: String) -> String {
        guard name.contains("__") else { return name }
        if name.hasPrefix("__"), name.hasSuffix("__"), name.utf8.count > 4,
            reserved.contains(String(name.dropFirst(2).dropLast(2)))
        {
            return String(name.dropFirst(2).dropLast(2))
        }
        var result = ""
        var rest = Substring(name)
        while let first = rest.first {
            if let (escape, text) = escapes.first(where: { rest.hasPrefix($0.escape) }) {
                result += text
                rest = rest.dropFirst(escape.count)
            } else {
                result.append(first)
                rest.removeFirst()
            }
        }
        return result
    }
}
