import Charts
import Value
import YAML

extension ReleasePreview {
    /// The manifest for people's eyes and logs: Secrets keep their metadata and the names of their keys (F10).
    public var redactedManifest: String {
        ManifestSplitter.split(manifest).map { "---\n" + Self.redacted($0) + "\n" }.joined()
    }

    private static func redacted(_ document: String) -> String {
        guard document.contains("Secret") else { return document.withoutNewlineAtEnd }
        var rules = YAMLRules.helm
        rules.quotesSource = false
        let value: Value
        do {
            value = try YAML.decode(document, file: "manifest", rules: rules)
        } catch {
            return "# a document that may hold a Secret and cannot be read is left out"
        }
        let hidden = hidden(value)
        guard hidden != value else { return document.withoutNewlineAtEnd }
        let source = document.split(separator: "\n").first { $0.hasPrefix("# Source: ") }.map { "\($0)\n" } ?? ""
        return source + YAML.encode(hidden).withoutNewlineAtEnd
    }

    private static func hidden(_ value: Value) -> Value {
        guard var object = value.object else { return value }
        if let items = object["items"]?.array { object["items"] = .array(items.map(hidden)) }
        guard object["kind"] == "Secret" else { return .object(object) }
        for key in ["data", "stringData"] {
            guard let data = object[key]?.object else { continue }
            object[key] = .object(Object(data.keys.map { ($0, Value.string("(hidden)")) }))
        }
        return .object(object)
    }
}

extension String {
    fileprivate var withoutNewlineAtEnd: String {
        var text = self[...]
        while text.last == "\n" { text.removeLast() }
        return String(text)
    }
}
