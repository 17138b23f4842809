public import Charts

/// A provider: its definition and the chart whose values are a deployment.
public struct Provider: Sendable {
    public let definition: ProviderDefinition
    public let chart: Chart
    /// The chart's files as they were given, `provider.yaml` left out.
    public let files: [ChartFile]

    public var name: String { definition.name }

    /// - Parameters:
    ///   - files: the files of the provider's folder, `provider.yaml` among them.
    ///   - folder: the name that errors give.
    /// - Throws: `ProviderError` for a definition or chart that is missing or broken, or whose names differ.
    public init(files: [ChartFile], folder: String) throws(ProviderError) {
        guard let definition = files.first(where: { $0.path == Self.definitionFile }) else {
            throw ProviderError(.invalidDefinition, "\(folder): has no \(Self.definitionFile)")
        }
        self.definition = try ProviderDefinition(
            yaml: String(decoding: definition.bytes, as: UTF8.self), file: "\(folder)/\(Self.definitionFile)")
        self.files = files.filter { $0.path != Self.definitionFile }
        do {
            chart = try Chart.load(files: self.files)
        } catch {
            throw ProviderError(.invalidChart, "\(folder): \(error)", underlying: error)
        }
        guard chart.metadata.name == self.definition.name else {
            throw ProviderError(
                .invalidDefinition,
                "\(folder): the chart is named \(chart.metadata.name), the provider \(self.definition.name); "
                    + "give both the same name")
        }
    }

    static let definitionFile = "provider.yaml"
}
