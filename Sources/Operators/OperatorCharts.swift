public import Providers
public import Releases
public import Value

/// Where an operator's chart comes from; the sandbox puts its simulated ones in place of real ones.
public protocol OperatorCharts: Sendable {
    /// The chart to install for `item`, and values to merge over the user's; nil leaves both alone.
    func replacement(for item: OperatorDefinition) throws -> (chart: ChartReference, values: Object)?
}

/// Leaves every chart where the operator's definition says it is.
public struct PublishedCharts: OperatorCharts {
    public init() {}
    public func replacement(for item: OperatorDefinition) -> (chart: ChartReference, values: Object)? { nil }
}
