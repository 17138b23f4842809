import Testing

/// Helm and ours on the same charts: no byte may differ.
///
/// `Benchmarks/charts` does the same over folders of other people's charts, with the binary.
@Suite struct ConformanceTests {
    static var fixtures: String {
        #filePath.split(separator: "/").dropLast(2).reduce("") { "\($0)/\($1)" } + "/Fixtures"
    }

    @Test(.enabled(if: Helm.installed != nil, "the real Helm is missing: run .ci/parts"))
    func fixturesRenderAsHelmRendersThem() async throws {
        let helm = try #require(Helm.installed)
        var cases = ChartFolders.cases(below: Self.fixtures)
        #expect(cases.count > 10)
        cases += Self.variations
        cases += try Self.flags()
        let run = try await ConformanceRun.over(cases, with: helm)
        print(run.report())
        for entry in run.entries {
            #expect(!entry.isFault, "\(entry.test)\n\(ConformanceRun.difference(entry.helm, entry.ours))")
        }
    }
}
