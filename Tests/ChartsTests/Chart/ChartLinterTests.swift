import Charts
import Testing
import Value

/// Linting a chart that is in memory; `ChartLintTests` of the command compare with Helm.
@Suite struct ChartLinterTests {
    private static let files = [
        ChartFile(path: "Chart.yaml", text: "apiVersion: v2\nname: demo\nversion: 1.0.0\nicon: https://a/i\n"),
        ChartFile(path: "values.yaml", text: "size: 1\n"),
        ChartFile(path: "values.schema.json", text: #"{"properties": {"size": {"maximum": 3}}}"#),
        ChartFile(
            path: "templates/a.yaml", text: "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{ .Values.name }}\n"),
    ]

    private func findings(_ files: [ChartFile], _ values: Object = ["name": "a"]) throws -> [String] {
        try ChartLinter(values: values).findings(of: try Chart.load(files: files)).map(\.line)
    }

    @Test func aSoundChartHasNoFindings() throws {
        #expect(try findings(Self.files) == [])
    }

    @Test func valuesAndTemplatesAreJudged() throws {
        let values = try findings(Self.files, ["name": "a", "size": 4])
        #expect(values.contains { $0.hasPrefix("[ERROR] values.yaml: ") }, "\(values)")
        let name = try findings(Self.files, ["name": "A B"])
        #expect(name.contains { $0.hasPrefix("[WARNING] templates/a.yaml: object name does not conform") }, "\(name)")
        let bare = try findings(Array(Self.files.prefix(2)))
        #expect(bare == ["[WARNING] templates/: directory does not exist"])
    }

    @Test func aChartThatWasNotMadeOfFilesHasNoMetadataToLint() throws {
        let chart = Chart(metadata: ChartMetadata())
        let error = try #require(throws: ChartError.self) { try ChartLinter().findings(of: chart) }
        #expect(error.code == .unreadable)
    }
}
