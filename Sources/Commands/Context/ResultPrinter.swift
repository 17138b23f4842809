import Reports
import Value
import YAML

/// Prints values in the format asked for; text comes from the caller.
///
/// What comes from a simulated cluster is called so here, in every format, so that no command has to.
struct ResultPrinter {
    let output: any Output
    let format: OutputFormat
    /// Nil for results that are not about a cluster.
    var isSimulated: Bool?
    /// Takes note where a result says so.
    var mark: SimulatedMark?

    init(output: any Output, format: OutputFormat, isSimulated: Bool? = nil, mark: SimulatedMark? = nil) {
        self.output = output
        self.format = format
        self.isSimulated = isSimulated
        self.mark = mark
    }

    /// A result with its schema: `kind` in `apiVersion`, and whether the cluster is simulated.
    func print(kind: String, _ fields: @autoclosure () throws -> Object, text: () throws -> String) rethrows {
        try print(try Self.document(kind, fields()), text: text)
    }

    static func document(_ kind: String, _ fields: Object) -> Value {
        var object: Object = ["apiVersion": "groundcrew/v1", "kind": .string(kind)]
        for (key, value) in fields { object[key] = value }
        return .object(object)
    }

    /// Text is stripped of control sequences: much of it comes from charts and clusters.
    func print(_ value: @autoclosure () throws -> Value, text: () throws -> String) rethrows {
        switch format {
        case .text: output.write(marked(plainText(try text())))
        case .json: output.write(escapingControls(marked(try value()).json(pretty: true)) + "\n")
        case .yaml: output.write(plainText(YAML.encode(marked(try value()))))
        }
    }

    /// One of several documents that come as things happen: a line in JSON, and in YAML one behind its `---`.
    func printOne(kind: String, _ fields: Object) {
        let value = marked(Self.document(kind, fields))
        switch format {
        case .text, .json: output.write(escapingControls(value.json()) + "\n")
        case .yaml: output.write("---\n" + plainText(YAML.encode(value)))
        }
    }

    /// Text that the caller has made safe already, such as a report in color.
    func printStyled(_ value: @autoclosure () throws -> Value, text: () throws -> String) rethrows {
        guard format == .text else { return try print(try value(), text: text) }
        output.write(marked(try text()))
    }

    /// Programs take an empty text for an empty list, so that it stays empty.
    private func marked(_ text: String) -> String {
        guard isSimulated == true, !text.isEmpty else { return text }
        mark?.take()
        return "\(text)\n\(SimulatedMark.line)\n"
    }

    private func marked(_ value: Value) -> Value {
        guard let isSimulated, let object = value.object else { return value }
        mark?.take()
        // Behind what says what the document is.
        var marked: Object = [:]
        for key in ["apiVersion", "kind"] { marked[key] = object[key] }
        marked["simulated"] = .bool(isSimulated)
        for (key, value) in object where marked[key] == nil { marked[key] = value }
        return .object(marked)
    }
}
