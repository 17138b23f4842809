import Charts
import Value
import YAML

extension ReleasePreview {
    /// The same with the hooks at the end of the manifest, where `helm template` prints them.
    public var withHooksInManifest: ReleasePreview {
        guard !hooks.isEmpty else { return self }
        var whole = self
        whole.manifest = manifest.isEmpty ? hooks : manifest.withoutNewlineAtEnd + "\n" + hooks
        whole.hooks = ""
        return whole
    }

    /// The manifest for people's eyes and logs: Secrets keep their metadata and the names of their keys (F10).
    public var redactedManifest: String {
        ManifestSplitter.split(manifest).map { "---\n" + Self.redacted($0) + "\n" }.joined()
    }

    /// The same without Secrets, of each of which a remark stays: Helm's `--hide-secret`.
    public var manifestWithoutSecrets: String {
        ManifestSplitter.split(manifest).map { document in
            let text = Self.isSecret(document) ? Self.source(of: document) + Self.suppressed : Self.redacted(document)
            return "---\n\(text)\n"
        }.joined()
    }

    private static let suppressed = "# HIDDEN: The Secret output has been suppressed"

    /// What cannot be read is dealt with by `redacted`.
    private static func isSecret(_ document: String) -> Bool {
        guard let value = try? YAML.decode(document, file: "manifest", rules: .helm) else { return false }
        return value["kind"] == "Secret" && value["apiVersion"] == "v1"
    }

    private static func source(of document: String) -> String {
        document.split(separator: "\n").first { $0.hasPrefix("# Source: ") }.map { "\($0)\n" } ?? ""
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
        return source(of: document) + YAML.encode(hidden).withoutNewlineAtEnd
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
