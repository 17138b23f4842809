public import Deployments
public import Providers
public import Releases
public import Value

/// Everything a run will do, in order.
public struct BootstrapPlan: Sendable {
    public var file: BootstrapFile
    /// Operators' releases, each once, in the order of their providers' definitions.
    public var operators: [OperatorPlan]
    public var models: [DeploymentPlan]

    public struct OperatorPlan: Sendable {
        public var provider: Provider
        public var release: ReleaseRequest
        /// What the chart is called in messages.
        public var chart: String
        /// Nil for a chart of the user's whose version is only known once it is fetched.
        public var version: String?
        public var crds: [ProviderDefinition.CRD]
        public var podSelector: String?

        public var name: String { release.name }

        /// Name and version, where one is known.
        public var title: String { version.map { "\(name) \($0)" } ?? name }
    }
}

/// Where an operator's chart comes from; the sandbox puts its simulated ones in place of real ones.
public protocol OperatorCharts: Sendable {
    /// The chart to install for `item`, and values to merge over the user's; nil leaves both alone.
    func replacement(
        for item: ProviderDefinition.Operator, of provider: Provider
    ) throws -> (chart: ChartReference, values: Object)?
}

/// Leaves every chart where the provider's definition says it is.
public struct PublishedCharts: OperatorCharts {
    public init() {}
    public func replacement(
        for item: ProviderDefinition.Operator, of provider: Provider
    ) -> (chart: ChartReference, values: Object)? { nil }
}
