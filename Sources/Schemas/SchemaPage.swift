import Value

/// A page in Markdown with a row for each field that a file may have, made from its schema.
public struct SchemaPage: Sendable {
    private let schema: JSONSchema
    private let command: String

    /// - Parameter command: what prints the page again, for whoever wants to change it.
    public init(_ schema: JSONSchema, command: String) {
        self.schema = schema
        self.command = command
    }

    public var text: String {
        var parts = ["# \(schema.keywords["title"]?.string ?? "")"]
        parts += schema.keywords["description"]?.string.map { [$0] } ?? []
        parts.append("<!-- Made by `\(command)`: change the schema, not this page. -->")
        let head = "| field | what may stand there | when left out | such as | what it is for |\n|---|---|---|---|---|"
        parts.append(([head] + SchemaField.all(of: schema).map(Self.row)).joined(separator: "\n"))
        return parts.joined(separator: "\n\n") + "\n"
    }

    private static func row(_ field: SchemaField) -> String {
        let cells = [
            code(field.path), kind(field), field.defaultValue.map { code(shown($0)) } ?? "",
            field.example.map { code(shown($0)) } ?? "", field.title,
        ]
        return "| " + cells.map { $0.replacing("|", with: "\\|") }.joined(separator: " | ") + " |"
    }

    private static func kind(_ field: SchemaField) -> String {
        let kind =
            if field.choices.isEmpty {
                field.types.map { names[$0] ?? $0 }.joined(separator: " or ") + range(field)
            } else {
                field.choices.map { code(shown($0)) }.joined(separator: ", ")
            }
        return (kind.isEmpty ? "anything" : kind) + (field.isRequired ? ", required" : "")
    }

    private static func range(_ field: SchemaField) -> String {
        guard let minimum = field.minimum, let maximum = field.maximum else { return "" }
        return " from \(minimum.json()) to \(maximum.json())"
    }

    /// As people who write YAML call them.
    private static let names = [
        "string": "text", "boolean": "true or false", "integer": "number", "array": "list", "object": "mapping",
    ]

    private static func shown(_ value: Value) -> String { value.string ?? value.json() }

    private static func code(_ text: String) -> String { text.isEmpty ? "" : "`\(text)`" }
}
