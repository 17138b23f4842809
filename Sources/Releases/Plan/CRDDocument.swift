import Charts
import Kubernetes
import Value

/// A CustomResourceDefinition that a chart brings.
struct CRDDocument: Sendable {
    let value: Value
    /// The file, for messages.
    let path: String

    var name: String { value["metadata"]?["name"]?.string ?? "" }
    var group: String { value["spec"]?["group"]?.string ?? "" }
    var kind: String { value["spec"]?["names"]?["kind"]?.string ?? "" }
    var isNamespaced: Bool { value["spec"]?["scope"]?.string == "Namespaced" }
    private var versions: [Value] { value["spec"]?["versions"]?.array ?? [] }
    var versionNames: [String] { versions.compactMap { $0["name"]?.string } }
    var servedVersions: [String] {
        versions.filter { $0["served"]?.bool ?? false }.compactMap { $0["name"]?.string }
    }

    /// The types that it will serve.
    var types: [ResourceType] {
        servedVersions.map { version in
            ResourceType(
                group: group, version: version, kind: kind, plural: value["spec"]?["names"]?["plural"]?.string ?? "",
                isNamespaced: isNamespaced)
        }
    }

    init?(_ value: Value, path: String) {
        guard value["kind"]?.string == "CustomResourceDefinition" else { return nil }
        self.value = value
        self.path = path
    }

    /// The document as it replaces the one of the cluster.
    func value(over existing: Value) -> Value {
        let version = existing["metadata"]?["resourceVersion"] ?? .null
        return value.merged(with: ["metadata": ["resourceVersion": version]])
    }

    /// Every document of the chart's `crds/` folders, in order.
    ///
    /// - Throws: `ReleaseError` with code `invalidChart` for a file that cannot be read or holds something else.
    static func all(in chart: Chart) throws(ReleaseError) -> [CRDDocument] {
        let files = RenderedChart(
            documents: [], hooks: [], notes: nil, crdFiles: chart.crds, mergedValues: [:], chart: chart)
        let manifests: [RenderedManifest]
        do {
            manifests = try files.crds()
        } catch {
            throw ReleaseError(.invalidChart, "\(error)", underlying: error)
        }
        var documents: [CRDDocument] = []
        for manifest in manifests {
            guard let document = CRDDocument(manifest.value, path: manifest.sourcePath), !document.name.isEmpty else {
                throw ReleaseError(
                    .invalidChart,
                    "\(manifest.sourcePath) holds \(manifest.kind.isEmpty ? "a document without kind" : manifest.kind), "
                        + "and crds/ is for named CustomResourceDefinitions alone")
            }
            documents.append(document)
        }
        return documents
    }
}
