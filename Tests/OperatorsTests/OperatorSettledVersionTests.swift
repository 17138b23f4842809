import Charts
import Providers
import Releases
import Repositories
import TestSupport
import Testing
import Value

@testable import Operators

/// Which version a range means, and what conditions compare.
@Suite struct OperatorSettledVersionTests: PlanningSuite {
    @Test func conditionsSeeTheVersionsOfAllThatWillBeThere() throws {
        let dock = try Docks.provider(
            "dock", Docks.item("crane", "needs: [anchor, gate]"), Docks.item("winch", "version: '~2.0'"),
            Docks.item("buoy", "version: v3.1.0"))
        let planning = try Docks.planning(
            [dock], sharing: [Docks.shared("anchor", "version: v1.21.1"), Docks.shared("gate"), Docks.shared("lamp")])
        #expect(
            try planning.versions(for: dock, [:]) == [
                "anchor": "1.21.1", "gate": "1.0.0", "crane": "1.0.0", "buoy": "3.1.0",
            ])
        var chart = OperatorOverride()
        chart.chart = "oci://mirror.example.com/crane"
        chart.version = "9.9.9"
        var version = OperatorOverride()
        version.version = "v1.22.0"
        var range = OperatorOverride()
        range.version = "~1.1"
        var settled = OperatorOverride()
        settled.version = "~2.0"
        settled.settledVersion = "2.0.4"
        let overrides = ["crane": chart, "anchor": version, "gate": range, "winch": settled]
        #expect(
            try planning.versions(for: dock, overrides) == ["anchor": "1.22.0", "winch": "2.0.4", "buoy": "3.1.0"])
    }

    /// Only ranges are looked up.
    @Test func nothingIsAskedWhereNoRangeIs() async throws {
        let dock = try Docks.provider("dock", Docks.item("crane", "needs: [anchor]"))
        let planning = try Docks.planning([dock], sharing: [Docks.shared("anchor")])
        var override = OperatorOverride()
        override.version = "v1.7.0"
        var known = OperatorOverride()
        known.version = "~1.2"
        known.settledVersion = "1.2.9"
        let settled = try await planning.settled(
            ["anchor": override, "crane": known], for: [dock], charts: ChartResolver(remote: UnreachableCharts()))
        #expect(settled.mapValues(\.version) == ["anchor": "v1.7.0", "crane": "~1.2"])
        #expect(settled.mapValues(\.settledVersion) == ["anchor": nil, "crane": "1.2.9"])
    }

    /// Has one chart, of one version.
    private struct Shelf: ChartFetching {
        var version: String

        func fetch(_ source: ChartSource) async throws -> FetchedChart {
            guard "\(source)".contains("anchor") else {
                throw RepositoryError(.noMatchingVersion, "no version fits", hint: "there are 1.0.0 and 1.1.0")
            }
            let chart = try Chart.load(files: [
                ChartFile(path: "Chart.yaml", text: "apiVersion: v2\nname: anchor\nversion: \(version)\n")
            ])
            return FetchedChart(
                bytes: try chart.packed(), name: "anchor", version: version, fileName: "anchor-\(version).tgz",
                digest: "", origin: "\(source)")
        }
    }

    @Test func aRangeBecomesOneVersionForAllWhoReadIt() async throws {
        let dock = try Docks.provider("dock", Docks.item("crane", "needs: [anchor]"))
        let planning = try Docks.planning([dock], sharing: [Docks.shared("anchor", "version: '~1.2'")])
        let settled = try await planning.settled(
            [:], for: [dock], charts: ChartResolver(remote: Shelf(version: "v1.2.9")))
        #expect(settled.keys.sorted() == ["anchor"])
        let override = try #require(settled["anchor"])
        #expect(override.version == "v1.2.9")
        #expect(override.settledVersion == "1.2.9")
        let plan = try #require(try planning.plans(for: [dock], overrides: settled).first)
        #expect(plan.version == "1.2.9")
        #expect(source(of: plan) == .oci(reference: Docks.chart("anchor"), version: "v1.2.9"))
        #expect(try planning.versions(for: dock, settled)["anchor"] == "1.2.9")
    }

    struct Refusal: Sendable, CustomTestStringConvertible {
        var more = ""
        var version: String
        var isSimulated = false
        var words: String
        var hint: String?
        var testDescription: String { "\(version) \(more)" }
    }

    @Test(arguments: [
        Refusal(
            version: "~9.0", words: "is '~9.0', which no version of oci://charts.example.com/crane fits",
            hint: "there are 1.0.0 and 1.1.0"),
        Refusal(
            more: files, version: "~1.5", words: "is '~1.5', and its files are of one version",
            hint: "leave the version out"),
        Refusal(
            version: "~2.0", isSimulated: true,
            words: "is '~2.0', and which version that means cannot be told in a simulated cluster",
            hint: "write one version, such as 1.0.0"),
        Refusal(
            more: "version: '~1'", version: "", isSimulated: true,
            words: "is '~1', and which version that means cannot be told in a simulated cluster",
            hint: "write one version, such as 1.6.2"),
    ])
    func aRangeThatMeansNoVersionIsRefused(row: Refusal) async throws {
        let dock = try Docks.provider("dock", Docks.item("crane", row.more))
        let charts: any OperatorCharts = row.isSimulated ? SimulatedCharts() : PublishedCharts()
        let planning = Docks.planning([dock], charts: charts)
        var override = OperatorOverride()
        override.version = row.version.isEmpty ? nil : row.version
        let resolver = ChartResolver(remote: Shelf(version: "1.0.0"))
        let error = try await #require(throws: OperatorError.self) {
            try await planning.settled(["crane": override], for: [dock], charts: resolver)
        }
        #expect(error.code == .version)
        #expect(error.message == "the version of operator crane \(row.words)")
        #expect(error.hint == row.hint)
    }

    @Test func whatIsNeitherVersionNorRangeIsRefusedInTheCallersWords() async throws {
        struct Told: Error, Equatable {
            var name: String
            var hint: String?
        }
        let dock = try Docks.provider("dock", Docks.item("crane"))
        var override = OperatorOverride()
        override.version = "latest"
        let planning = Docks.planning([dock])
        let resolver = ChartResolver(remote: UnreachableCharts())
        let error = try await #require(throws: OperatorError.self) {
            try await planning.settled(["crane": override], for: [dock], charts: resolver)
        }
        let words = "the version of operator crane is 'latest', which is neither a version nor a range of versions: "
        #expect(error.message.hasPrefix(words), "\(error)")
        let hint = "write 1.6.2, or a range such as ~1.6 or \">=1.5 <2\""
        #expect(error.hint == hint)
        await #expect(throws: Told(name: "crane", hint: hint)) {
            try await planning.settled(["crane": override], for: [dock], charts: resolver) { name, _, hint in
                Told(name: name, hint: hint)
            }
        }
    }

    @Test func whatIsInstalledFitsWhatNeedsIt() throws {
        let registry = try ProviderRegistry.builtIn()
        let planning = OperatorPlanning(
            registry: registry, charts: PublishedCharts(), manifests: .none, currentFolder: "/", timeout: .seconds(1))
        // What is built in goes together.
        _ = try planning.plans(for: registry.providers)
    }
}
