import Value
import YAML

extension RenderedChart {
    /// The same release with another manifest; hooks, notes and CRD files stay, as with Helm 3.
    ///
    /// - Parameters:
    ///   - text: what a post-renderer made of `manifestText`.
    ///   - author: what errors call it, such as `post-renderer ./fix`.
    /// - Throws: `RenderError`, located in the text, for what is no YAML or holds no objects.
    public func postRendered(as text: String, by author: String) throws(RenderError) -> RenderedChart {
        guard !text.trimmingSpace().isEmpty else {
            throw RenderError(code: .badManifest, reason: "\(author) produced empty output", path: author)
        }
        var rules = YAMLRules.helm
        // It may hold Secrets.
        rules.quotesSource = false
        let found: [YAMLDocument]
        do {
            found = try YAML.decodeAll(text, file: "the output of \(author)", rules: rules)
        } catch {
            throw RenderError(
                code: .badManifest, reason: "\(error)", path: author, line: error.line, column: error.column,
                underlying: error)
        }
        var objects: [RenderedManifest] = []
        for (index, document) in found.enumerated() where document.value != .null {
            guard document.value.object != nil else {
                throw RenderError(
                    code: .badManifest,
                    reason: "the output of \(author) is not a manifest: its document \(index + 1) is "
                        + "\(document.value.typeName), not an object", path: author)
            }
            objects.append(RenderedManifest(sourcePath: author, text: "", value: document.value))
        }
        var copy = self
        copy.documents = KindOrder.install.sorted(objects) { ManifestHead.kind(of: $0.value) }
        copy.postRenderedText = text
        return copy
    }
}
