public import Value

/// A chart: its metadata, default values, templates, files and subcharts.
///
/// Mirrors `pkg/chart/v2.Chart` of Helm 4. A value: loading reads all of it, and nothing here touches a disk again.
public struct Chart: Sendable {
    public var metadata: ChartMetadata
    public var lock: ChartLock?
    /// `values.yaml`; numbers are floats, as Helm reads them.
    public var values: Object
    /// The bytes of `values.schema.json`.
    public var schema: [UInt8]?
    /// All below `templates/`, partials and `NOTES.txt` included.
    public var templates: [ChartFile]
    /// All other files but those read into the fields here: what `.Files` shows.
    public var files: [ChartFile]
    /// The charts below `charts/`.
    public var dependencies: [Chart]
    /// Every file as it came, `Chart.yaml` included, subcharts' files with their paths.
    public var raw: [ChartFile]
    /// What was odd but allowed, such as a symbolic link followed.
    public var warnings: [String]

    public init(
        metadata: ChartMetadata, lock: ChartLock? = nil, values: Object = Object(), schema: [UInt8]? = nil,
        templates: [ChartFile] = [], files: [ChartFile] = [], dependencies: [Chart] = [], raw: [ChartFile] = [],
        warnings: [String] = []
    ) {
        self.metadata = metadata
        self.lock = lock
        self.values = values
        self.schema = schema
        self.templates = templates
        self.files = files
        self.dependencies = dependencies
        self.raw = raw
        self.warnings = warnings
    }

    public var name: String { metadata.name }

    /// The files below `crds/` with the ending of a manifest, its subcharts' after its own. Paths start with the
    /// chart's name, as Helm's `# Source:` lines show them.
    public var crds: [ChartFile] { crds(under: name) }

    private func crds(under path: String) -> [ChartFile] {
        let own = files.filter { $0.path.hasPrefix("crds/") && Self.isManifest($0.path) }
            .map { ChartFile(path: "\(path)/\($0.path)", bytes: $0.bytes) }
        return own + dependencies.flatMap { $0.crds(under: "\(path)/charts/\($0.name)") }
    }

    private static func isManifest(_ path: String) -> Bool {
        let lower = path.lowercased()
        return [".yaml", ".yml", ".json"].contains { lower.hasSuffix($0) }
    }
}
