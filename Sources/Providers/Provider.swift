public import Charts

/// A provider: its definition and the chart whose values are a deployment.
public struct Provider: Sendable {
    public let definition: ProviderDefinition
    public let chart: Chart

    public var name: String { definition.name }

    /// - Parameters:
    ///   - definition: the text of the provider's `provider.yaml`.
    ///   - folder: the name that errors give.
    /// - Throws: `ProviderError` for a broken definition, and for one whose name is not the chart's.
    public init(definition: String, chart: Chart, folder: String) throws(ProviderError) {
        self.definition = try ProviderDefinition(yaml: definition, file: "\(folder)/\(Self.definitionFile)")
        self.chart = chart
        guard chart.name == self.definition.name else {
            throw ProviderError(
                .invalidDefinition,
                "\(folder): the chart is named \(chart.name), the provider \(self.definition.name); "
                    + "give both the same name")
        }
    }

    /// The name of the file beside `Chart.yaml` that makes a chart a provider; `.helmignore` keeps it out of the chart.
    static let definitionFile = "provider.yaml"
}
