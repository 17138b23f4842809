/// What a value breaks, as a tree: the causes of an `anyOf`, for instance, below it.
///
/// Texts are those of Helm's library (santhosh-tekuri/jsonschema v6), so that both tools' reports compare.
struct SchemaViolation {
    enum Kind {
        case plain
        /// Several violations of one schema.
        case group
        /// Of a schema that was referred to; shown only when it has several causes.
        case reference
    }

    var kind = Kind.plain
    var location: [String]
    var message: String
    var causes: [SchemaViolation] = []

    /// A list, indented by depth.
    func lines(indent: Int = 0) -> [String] {
        if kind == .reference, causes.count == 1 { return causes[0].lines(indent: indent) }
        let place = Self.quoted(JSONPointer.text(location))
        let head = String(repeating: "  ", count: indent) + "- at \(place): \(message)"
        return [head] + causes.flatMap { $0.lines(indent: indent + 1) }
    }

    static func quoted(_ text: String) -> String {
        var quoted = "'"
        for scalar in text.unicodeScalars {
            switch scalar {
            case "'": quoted += "\\'"
            case "\\": quoted += "\\\\"
            case "\n": quoted += "\\n"
            case "\r": quoted += "\\r"
            case "\t": quoted += "\\t"
            case _ where scalar.value < 0x20 || scalar.value == 0x7f:
                let hex = String(scalar.value, radix: 16)
                quoted += "\\x" + (hex.count < 2 ? "0" : "") + hex
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "'"
    }

    static func quoted(_ texts: [String]) -> String { texts.map { quoted($0) }.joined(separator: ", ") }
}
