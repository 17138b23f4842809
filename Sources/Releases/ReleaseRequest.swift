public import Charts
public import Value

/// A release that should exist, whatever made it before.
public struct ReleaseRequest: Sendable {
    public var name: String
    public var namespace: String
    public var chart: ChartReference
    /// The user's values, already merged; the chart's defaults lie below them.
    public var values: Object
    public var createsNamespace: Bool
    /// Waits until the release's objects are ready by the generic rules.
    public var waits: Bool
    /// For the whole of install or upgrade, waiting included.
    public var timeout: Duration

    public init(
        name: String, namespace: String, chart: ChartReference, values: Object = [:], createsNamespace: Bool = true,
        waits: Bool = true, timeout: Duration = .seconds(300)
    ) {
        self.name = name
        self.namespace = namespace
        self.chart = chart
        self.values = values
        self.createsNamespace = createsNamespace
        self.waits = waits
        self.timeout = timeout
    }
}

/// Where a chart is.
public enum ChartReference: Sendable {
    /// In memory already, such as a built-in provider's; `origin` names it in messages.
    case loaded(Chart, files: [ChartFile], origin: String)
    /// A folder or an archive on disk, absolute.
    case path(String)
    /// An `http(s)://….tgz`.
    case archive(url: String)
    case oci(String, version: String?)
    case repository(url: String, chart: String, version: String?)

    /// What a user writes: `./folder`, `file.tgz`, `https://…tgz`, `oci://…`, or a name within `repository`.
    public init(_ text: String, repository: String? = nil, version: String? = nil, currentFolder: String) {
        if let repository {
            self = .repository(url: repository, chart: text, version: version)
        } else if text.hasPrefix("oci://") {
            self = .oci(text, version: version)
        } else if text.hasPrefix("http://") || text.hasPrefix("https://") {
            self = .archive(url: text)
        } else {
            self = .path(text.hasPrefix("/") ? text : currentFolder + "/" + text)
        }
    }
}
