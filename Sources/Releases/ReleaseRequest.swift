public import Charts
public import Repositories
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
    /// Who made the release; kept with its record, through upgrades by Helm too. A release that holds another chart and
    /// lacks one of them is left alone.
    public var labels: ReleaseLabels
    /// Names of CRDs without which the release does not count as being in place.
    public var crds: [String]

    public init(
        name: String, namespace: String, chart: ChartReference, values: Object = [:], createsNamespace: Bool = true,
        waits: Bool = true, timeout: Duration = .seconds(300), labels: ReleaseLabels = [:], crds: [String] = []
    ) {
        self.name = name
        self.namespace = namespace
        self.chart = chart
        self.values = values
        self.createsNamespace = createsNamespace
        self.waits = waits
        self.timeout = timeout
        self.labels = labels
        self.crds = crds
    }
}

/// Where a release's chart is.
public enum ChartReference: Sendable {
    /// In memory already, such as a built-in provider's; `origin` names it in messages.
    case loaded(Chart, origin: String)
    case source(ChartSource)
}
