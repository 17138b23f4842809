public import Charts
import Value
import YAML

/// A chart made of files of objects, so that what a project publishes as plain YAML becomes a release like any other.
///
/// CustomResourceDefinitions become the chart's `crds/`, which outlive the release; everything else its templates, word for
/// word.
public enum ManifestChart {
    /// - Parameters:
    ///   - version: such as `v1.5.1`; charts may have a `v`, as Helm allows.
    ///   - files: each with its name, in the order in which they are applied.
    /// - Throws: `OperatorError` with code `manifest` for what is not YAML, holds no object, or holds one without kind or
    ///   name; `ChartError` for a version that is none.
    public static func make(
        _ name: String, version: String, files: [(name: String, bytes: [UInt8])]
    ) throws -> Chart {
        var definitions: [String] = []
        var templates: [String] = []
        for file in files {
            for object in try objects(in: file.bytes, of: file.name) {
                let text = YAML.encode(object)
                if object["kind"] == "CustomResourceDefinition" {
                    definitions.append(text)
                } else {
                    templates.append(text)
                }
            }
        }
        let metadata = YAML.encode([
            "apiVersion": "v2", "name": .string(name), "version": .string(version), "type": "application",
            "description": .string("\(name) as its project publishes it"),
        ])
        var content = [ChartFile(path: "Chart.yaml", bytes: Array(metadata.utf8))]
        content += numbered(definitions, "crds", 0)
        content += numbered(templates.map(literal), "templates", definitions.count)
        return try Chart.load(files: content)
    }

    private static func numbered(_ documents: [String], _ folder: String, _ start: Int) -> [ChartFile] {
        documents.enumerated().map { index, text in
            let number = String(start + index)
            let padded = String(repeating: "0", count: max(0, 4 - number.count)) + number
            return ChartFile(path: "\(folder)/\(padded).yaml", bytes: Array(text.utf8))
        }
    }

    private static func objects(in bytes: [UInt8], of file: String) throws(OperatorError) -> [Value] {
        let documents: [Value]
        do {
            documents = try YAML.decodeAll(bytes, file: file, rules: .helm).map(\.value).filter { !$0.isNull }
        } catch {
            throw OperatorError(.manifest, "\(error)")
        }
        let objects = documents.flatMap { $0["kind"] == "List" ? $0["items"]?.array ?? [] : [$0] }
        guard !objects.isEmpty else { throw OperatorError(.manifest, "\(file): holds no object") }
        for (index, object) in objects.enumerated()
        where object["kind"]?.string == nil || object["metadata"]?["name"]?.string == nil {
            throw OperatorError(.manifest, "\(file): object \(index + 1) lacks a kind or a name")
        }
        return objects
    }

    /// The text as a template that renders to nothing else.
    private static func literal(_ text: String) -> String {
        guard text.contains("{{") else { return text }
        return text.split(separator: "{{", omittingEmptySubsequences: false).joined(separator: "{{ \"{{\" }}")
    }
}
