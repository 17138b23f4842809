import TestParts
import Testing

@testable import Providers

/// What lint says of charts of operators that lie beside a provider.
@Suite struct LintLocalChartTests {
    private func findings(
        _ item: String, chart: String = "apiVersion: v2\nname: crane\nversion: 1.2.0\n"
    ) async throws -> [ProviderLintFinding] {
        try await TestParts.withTemporaryFolder { folder in
            try Docks.write(
                [
                    ("dock/Chart.yaml", "apiVersion: v2\nname: dock\nversion: 0.1.0\n"),
                    ("dock/provider.yaml", Docks.definition("dock", ["{name: crane, namespace: a, \(item)}"])),
                    ("dock/crane/Chart.yaml", chart),
                ], to: folder)
            let contents = try ProviderFolder.contents(of: folder)
            let provider = try #require(contents.providers.first, "\(contents.broken)")
            return ProviderLint(registry: ProviderRegistry([provider])).report(of: provider).findings
                .filter { $0.path?.hasPrefix("operators[0].") == true }
        }
    }

    @Test(arguments: [
        "chart: ./crane, version: 1.2.0", "chart: crane, version: ~1.2", "chart: ./crane, version: v1.2.0",
        "chart: mine/crane, version: 3.0.0", "chart: 'oci://charts.example.com/crane', version: 3.0.0",
        "chart: crane, repository: 'https://charts.example.com', version: 3.0.0",
    ])
    func whatFitsAndWhatIsElsewhereIsNoFinding(item: String) async throws {
        let found = try await findings(item)
        #expect(found.isEmpty, "\(found)")
    }

    @Test(
        arguments: [
            ("chart: ./crain, version: 1.2.0", "", "chart", true, "is ./crain, and /"),
            ("chart: /no/crane, version: 1.2.0", "", "chart", true, "is /no/crane, and /no/crane is not there"),
            ("chart: ./crane, version: 1.2.0", "name: [", "chart", true, "is ./crane, which cannot be read: "),
            (
                "chart: ./crane, version: 1.0.0", "", "version", false,
                "/dock/crane has version 1.2.0, which is what gets installed"
            ),
            ("chart: ./crane, version: ~1.3", "", "version", false, "is ~1.3, and the chart at"),
            (
                "chart: ./crane, version: 1.2.0", "apiVersion: v2\nname: lift\nversion: 1.2.0\n", "chart", false,
                "is named crane, and the chart there calls itself lift"
            ),
        ] as [(String, String, String, Bool, String)])
    func whatDoesNotFitIsFound(item: String, chart: String, key: String, isError: Bool, words: String) async throws {
        let found = chart.isEmpty ? try await findings(item) : try await findings(item, chart: chart)
        #expect(found.map(\.path) == ["operators[0].\(key)"], "\(found)")
        #expect(found.map(\.severity) == [isError ? .error : .warning])
        #expect(found.first?.message.contains(words) == true, "\(found)")
        #expect(found.first?.place.contains("/dock/provider.yaml:6:") == true, "\(found)")
    }

    @Test func aSharedOnesChartIsLookedAtToo() async throws {
        try await TestParts.withTemporaryFolder { folder in
            let anchor = Docks.file("anchor").replacing("'oci://charts.example.com/anchor'", with: "./anchor")
            try Docks.write(
                [
                    ("dock/Chart.yaml", "apiVersion: v2\nname: dock\nversion: 0.1.0\n"),
                    ("dock/provider.yaml", Docks.definition("dock", [], more: "needs: [anchor]\n")),
                    ("operators/anchor.yaml", anchor),
                ], to: folder)
            let contents = try ProviderFolder.contents(of: folder)
            let registry = ProviderRegistry(contents.providers, sharing: contents.sharedOperators)
            let provider = try registry.provider("dock")
            let found = ProviderLint(registry: registry).report(of: provider).findings.filter { $0.path == "chart" }
            #expect(found.map(\.place) == ["\(folder)/operators/anchor.yaml"])
            #expect(found.map(\.message) == ["is ./anchor, and \(folder)/operators/anchor is not there"])
        }
    }
}
