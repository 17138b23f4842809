public import Charts

/// A provider: its definition and the chart whose values are a deployment.
public struct Provider: Sendable {
    public internal(set) var definition: ProviderDefinition
    public let chart: Chart

    public var name: String { definition.name }

    /// As errors name it: a path of the user's, or `charts/name` for what is inside the binary.
    public let folder: String
    /// Whether it is inside the binary, rather than in a folder of the user's.
    public internal(set) var isBuiltIn = false
    /// The files of its tests.
    private let tests: [(name: String, text: String)]

    /// - Parameters:
    ///   - definition: the text of the provider's `provider.yaml`.
    ///   - folder: the name that errors give.
    ///   - tests: files of its `tests` folder, by name.
    /// - Throws: `ProviderError` for a broken definition, and for one whose name is not the chart's.
    public init(
        definition: String, chart: Chart, folder: String, tests: [(name: String, text: String)] = []
    ) throws(ProviderError) {
        self.definition = try ProviderDefinition(yaml: definition, file: "\(folder)/\(Self.definitionFile)")
        self.chart = chart
        self.folder = folder
        self.tests = tests
        guard chart.name == self.definition.name else {
            throw ProviderError(
                .invalidDefinition,
                "\(folder): the chart is named \(chart.name), the provider \(self.definition.name); "
                    + "give both the same name")
        }
    }

    /// What the folder's own tests hold, in the order of files.
    ///
    /// - Throws: `ProviderError` with code `invalidDefinition`, located.
    public func cases() throws(ProviderError) -> [ProviderCase] {
        var cases: [ProviderCase] = []
        for file in tests {
            cases += try ProviderCase.cases(yaml: file.text, file: "\(folder)/\(Self.testsFolder)/\(file.name)")
        }
        return cases
    }

    /// The name of the file beside `Chart.yaml` that makes a chart a provider; `.helmignore` keeps it out of the chart.
    static let definitionFile = "provider.yaml"
    /// The folder of its own test cases, which is kept out of the chart in the same way.
    public static let testsFolder = "tests"
}
