import BuiltIn
import Testing

@Suite struct BuiltInTests {
    @Test func holdsEachProvidersChart() {
        // What several providers need is no chart: a file for each.
        #expect(BuiltIn.files(below: "charts/operators").allSatisfy { $0.path.hasSuffix(".yaml") })
        for provider in BuiltIn.folders(in: "charts") where provider != "operators" {
            let paths = BuiltIn.files(below: "charts/\(provider)").map(\.path)
            #expect(paths.contains("Chart.yaml"), "charts/\(provider) has no Chart.yaml")
        }
        #expect(BuiltIn.folders(in: "charts").contains("dynamo"))
    }

    @Test func keepsTextToTheByte() throws {
        let file = try #require(BuiltIn.files(below: "charts/dynamo").first { $0.path == "Chart.yaml" })
        #expect(file.text.hasPrefix("apiVersion: v2\n"))
        #expect(file.text.hasSuffix("\n"))
        #expect(!file.text.hasSuffix("\n\n"))
    }

    @Test func knowsNoFilesBelowAFolderThatIsNotThere() {
        #expect(BuiltIn.files(below: "charts/none").isEmpty)
        #expect(BuiltIn.files(below: "chart").isEmpty)
    }
}
