public import Value
import YAML

/// A chart rendered for a release.
public struct RenderedChart: Sendable {
    /// Every document of the release in install order, hooks apart; comments alone are documents too.
    public var documents: [RenderedManifest]
    /// Hooks in the order in which Helm stores them; `HookEvent` order is the caller's business.
    public var hooks: [Hook]
    /// The chart's `NOTES.txt`; nil when it has none. Foreign text: strip control sequences before printing it.
    public var notes: String?
    /// The files below `crds/`, subcharts' after the chart's own; no part of the release's manifest.
    public var crdFiles: [ChartFile]
    /// The values that templates saw: defaults, imports and the user's.
    public var mergedValues: Object
    /// The chart without disabled dependencies, aliases applied, imported values merged: what Helm stores.
    public var chart: Chart
    public var warnings: [String]
    /// The whole manifest as a post-renderer wrote it; nil where there is none.
    var postRenderedText: String?

    public init(
        documents: [RenderedManifest], hooks: [Hook], notes: String?, crdFiles: [ChartFile], mergedValues: Object,
        chart: Chart, warnings: [String] = []
    ) {
        self.documents = documents
        self.hooks = hooks
        self.notes = notes
        self.crdFiles = crdFiles
        self.mergedValues = mergedValues
        self.chart = chart
        self.warnings = warnings
    }

    /// The objects of `crdFiles`, document by document, in order.
    public func crds() throws(RenderError) -> [RenderedManifest] {
        var manifests: [RenderedManifest] = []
        for file in crdFiles {
            let documents: [YAMLDocument]
            do {
                documents = try YAML.decodeAll(file.bytes, file: file.path, rules: .helm)
            } catch {
                throw RenderError(
                    code: .badManifest, reason: "cannot read \(file.path): \(error)", path: file.path,
                    underlying: error)
            }
            let texts = ManifestSplitter.split(file.text)
            for (index, document) in documents.enumerated() where document.value.object != nil {
                let text = texts.count == documents.count ? texts[index] : YAML.encode(document.value)
                manifests.append(RenderedManifest(sourcePath: file.path, text: text, value: document.value))
            }
        }
        return manifests
    }
}

extension RenderedChart {
    /// The release's objects in install order: the documents that hold one.
    public var manifests: [RenderedManifest] { documents.filter { $0.value.object != nil } }
}

/// One YAML document that a template gave.
public struct RenderedManifest: Sendable, Hashable {
    /// The template, as `chart/templates/file.yaml`.
    public var sourcePath: String
    /// The document's text as rendered.
    public var text: String
    /// The text's meaning.
    public var value: Value

    public init(sourcePath: String, text: String, value: Value) {
        self.sourcePath = sourcePath
        self.text = text
        self.value = value
    }

    public var apiVersion: String { value["apiVersion"]?.string ?? "" }
    public var kind: String { value["kind"]?.string ?? "" }
    public var name: String { value["metadata"]?["name"]?.string ?? "" }
}
