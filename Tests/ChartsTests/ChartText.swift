import Charts
import Value
import YAML

/// Charts written in place: `ChartText.chart(["templates/x.yaml": "..."])`.
enum ChartText {
    static func files(_ texts: [String: String], name: String = "app", version: String = "1.0.0") -> [ChartFile] {
        var files = texts.sorted { $0.key < $1.key }.map { ChartFile(path: $0.key, text: $0.value) }
        if texts["Chart.yaml"] == nil {
            files.insert(
                ChartFile(path: "Chart.yaml", text: "apiVersion: v2\nname: \(name)\nversion: \(version)\n"), at: 0)
        }
        return files
    }

    static func chart(_ texts: [String: String], name: String = "app") throws(ChartError) -> Chart {
        try Chart.load(files: files(texts, name: name))
    }

    /// YAML text as an object, with Helm's meaning.
    static func object(_ text: String) throws -> Object {
        try YAML.decode(text, file: "test", rules: .helm).object ?? Object()
    }

    /// What one template of a chart gives, or the error.
    static func render(
        _ template: String, values: String = "", others: [String: String] = [:],
        options: RenderOptions = RenderOptions()
    ) throws -> RenderedChart {
        var texts = others
        texts["templates/x.yaml"] = template
        return try Renderer(options: options).render(
            try chart(texts), values: try ValuesInput(files: [.init(name: "v", bytes: Array(values.utf8))]).merged(),
            release: ReleaseIdentity(name: "rel", namespace: "ns"))
    }

    static func text(_ template: String, values: String = "", others: [String: String] = [:]) throws -> String {
        try render(template, values: values, others: others).documents.map(\.text).joined(separator: "\n---\n")
    }

    /// The error that loading gives, or nil.
    static func loadError(_ texts: [String: String]) -> ChartError? {
        do throws(ChartError) {
            _ = try chart(texts)
            return nil
        } catch { return error }
    }

    static func renderError(
        _ template: String, values: String = "", others: [String: String] = [:]
    ) throws -> RenderError? {
        do {
            _ = try render(template, values: values, others: others)
            return nil
        } catch let error as RenderError { return error }
    }
}
