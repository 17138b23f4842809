import Reports
import Value
import YAML

/// Prints values in the format asked for; text comes from the caller.
struct ResultPrinter {
    let output: any Output
    let format: OutputFormat

    /// Text is stripped of control sequences: much of it comes from charts and clusters.
    func print(_ value: @autoclosure () throws -> Value, text: () throws -> String) rethrows {
        switch format {
        case .text: output.write(plainText(try text()))
        case .json: output.write(escapingControls(try value().json(pretty: true)) + "\n")
        case .yaml: output.write(plainText(YAML.encode(try value())))
        }
    }

    /// Text that the caller has made safe already, such as a report in colour.
    func printStyled(_ value: @autoclosure () throws -> Value, text: () throws -> String) rethrows {
        guard format == .text else { return try print(try value(), text: text) }
        output.write(try text())
    }
}

/// Prints manifests as they are, or as one `List` in JSON, which kubectl takes as well.
struct ManifestPrinter {
    let output: any Output
    let format: OutputFormat

    /// - Throws: `YAMLError` when JSON is asked for and a manifest is no YAML.
    func print(_ manifest: String) throws {
        guard format == .json else { return output.write(plainText(manifest)) }
        let items = try YAML.decodeAll(manifest, file: "manifest", rules: .helm).map(\.value).filter { !$0.isNull }
        let list: Value = ["apiVersion": "v1", "kind": "List", "items": .array(items)]
        output.write(escapingControls(list.json(pretty: true)) + "\n")
    }
}
