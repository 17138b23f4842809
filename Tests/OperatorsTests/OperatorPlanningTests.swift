import Charts
import Providers
import Releases
import Repositories
import TestSupport
import Testing
import Value

@testable import Operators

@Suite struct OperatorPlanningTests {
    private func plan(
        _ override: OperatorOverride? = nil, charts: any OperatorCharts = PublishedCharts()
    ) throws -> OperatorPlan {
        let registry = try ProviderRegistry.builtIn()
        let planning = OperatorPlanning(
            registry: registry, charts: charts, manifests: .none, currentFolder: "/work", timeout: .seconds(7))
        let overrides = override.map { ["dynamo-platform": $0] } ?? [:]
        return try #require(try planning.plans(for: [registry.provider("dynamo")], overrides: overrides).first)
    }

    private func source(of plan: OperatorPlan) -> ChartSource? {
        if case .source(let source) = plan.release.chart { source } else { nil }
    }

    @Test func takesWhatTheProviderSays() throws {
        let plan = try plan()
        #expect(plan.name == "dynamo-platform")
        #expect(plan.release.namespace == "dynamo-system")
        #expect(plan.version == "1.6.2")
        #expect(plan.release.createsNamespace)
        #expect(plan.release.waits)
        #expect(plan.release.timeout == .seconds(7))
        #expect(plan.crds.map(\.name) == ["dynamographdeployments.nvidia.com"])
        let published = try #require(source(of: plan))
        #expect("\(published)".hasSuffix("/dynamo-platform version 1.6.2"))
    }

    /// Conditions compare versions, and a range is none.
    @Test(arguments: ["~1.5", ">=1.5.0 <2", "1.x", "1.5"])
    func aRangeIsAVersionOnlyOnceTheChartIsFound(range: String) throws {
        var override = OperatorOverride()
        override.version = range
        let plan = try plan(override)
        #expect(plan.version == nil)
        #expect(source(of: plan)?.description.contains(range) == true)
    }

    @Test func aVersionIsComparedWithoutItsLetter() throws {
        var override = OperatorOverride()
        override.version = "v1.5.0-rc.1"
        let plan = try plan(override)
        #expect(plan.version == "1.5.0-rc.1")
        #expect(source(of: plan)?.description.hasSuffix("version v1.5.0-rc.1") == true, "the chart's own spelling")
    }

    @Test func anOverrideWinsFieldByField() throws {
        var override = OperatorOverride(values: ["a": ["b": 1]])
        override.version = "9.9.9"
        override.namespace = "elsewhere"
        let plan = try plan(override)
        #expect(plan.version == "9.9.9")
        #expect(plan.release.namespace == "elsewhere")
        #expect(plan.release.values["a"] == ["b": 1])
        #expect(source(of: plan)?.description.hasSuffix("version 9.9.9") == true)
    }

    @Test(arguments: ["./p.tgz", "/charts/p"])
    func aChartOnDiskIsLookedForFromTheCurrentFolder(chart: String) throws {
        var override = OperatorOverride()
        override.chart = chart
        let error = try #require(throws: (any Error).self) { try plan(override) }
        #expect("\(error)".contains("path \"\(chart)\" not found"))
        #expect("\(error)".contains("a relative path starts at /work"))
    }

    @Test func aChartOfARepositoryIsLookedUpThere() throws {
        var override = OperatorOverride()
        override.chart = "platform"
        override.repository = "https://charts.example.com"
        override.version = "2.0.0"
        let expected = ChartSource.repository(url: "https://charts.example.com", chart: "platform", version: "2.0.0")
        #expect(source(of: try plan(override)) == expected)
    }

    @Test func theSandboxReplacesOnlyWhatNobodyNamed() throws {
        let simulated = try plan(charts: SimulatedCharts())
        #expect(simulated.release.values["simulates"] == "dynamo-operator")
        var override = OperatorOverride(values: ["mine": true])
        let withValues = try plan(override, charts: SimulatedCharts())
        #expect(withValues.release.values["mine"] == true)
        #expect(withValues.release.values["simulates"] == "dynamo-operator")
        override.chart = "oci://registry.example.com/mine"
        let named = try plan(override, charts: SimulatedCharts())
        #expect(named.release.values["simulates"] == nil)
    }

    // MARK: - What is needed besides

    private func names(_ plans: [OperatorPlan]) -> [String] { plans.map(\.name) }

    @Test func whatIsNeededComesBeforeWhatNeedsIt() throws {
        let dock = try Docks.provider(
            "dock", Docks.item("winch", "needs: [crane, gate]"), Docks.item("crane", "needs: [anchor]"))
        let planning = try Docks.planning(
            [dock], sharing: [Docks.shared("gate", "needs: [anchor]"), Docks.shared("anchor"), Docks.shared("buoy")])
        let plans = try planning.plans(for: [dock])
        #expect(names(plans) == ["anchor", "crane", "gate", "winch"])
        #expect(plans.map(\.providers) == [["dock"], ["dock"], ["dock"], ["dock"]])
        #expect(plans.map(\.release.namespace) == ["anchor-system", "crane-system", "gate-system", "winch-system"])
    }

    @Test func whatTwoProvidersNeedIsInstalledOnce() throws {
        let dock = try Docks.provider("dock", Docks.item("crane", "needs: [anchor]"))
        let pier = try Docks.provider("pier", Docks.item("lift", "needs: [anchor]"))
        let planning = try Docks.planning([dock, pier], sharing: [Docks.shared("anchor")])
        let plans = try planning.plans(for: [pier, dock])
        #expect(names(plans) == ["anchor", "lift", "crane"])
        #expect(plans.map(\.providers) == [["pier", "dock"], ["pier"], ["dock"]])
        let again = try planning.plans(for: [dock, dock])
        #expect(again.map(\.providers) == [["dock"], ["dock"]])
        #expect(try planning.plans(for: []).isEmpty)
    }

    @Test func whatIsSharedIsNobodysInParticular() throws {
        let dock = try Docks.provider("dock", Docks.item("crane", "needs: [anchor]"), Docks.item("winch"))
        let pier = try Docks.provider("pier", Docks.item("crane"))
        let planning = try Docks.planning([dock, pier], sharing: [Docks.shared("anchor")])
        let plans = try planning.plans(for: [dock])
        let own: ReleaseLabels = .origin(provider: "dock", role: .operator)
        #expect(plans.map(\.release.labels) == [.prerequisite, own, own])
        // Whichever provider came first made it for both.
        #expect(plans.map(\.sharedOrigins) == [[], [.origin(provider: "pier", role: .operator)], []])
        #expect(plans.map(\.definition.isShared) == [true, false, false])
    }

    @Test func anOperatorOfAnotherNamespaceIsAnotherOne() throws {
        let dock = try Docks.provider("dock", Docks.item("crane"))
        let pier = try Docks.provider(
            "pier", "{name: crane, namespace: pier, chart: '\(Docks.chart("crane"))', version: 2.0.0}")
        let plans = try Docks.planning([dock, pier]).plans(for: [dock, pier])
        #expect(plans.map(\.release.namespace) == ["crane-system", "pier"])
        #expect(plans.allSatisfy { $0.sharedOrigins.isEmpty })
    }

    @Test func theCRDsOfBothAreWaitedFor() throws {
        let dock = try Docks.provider("dock", Docks.item("crane", "crds: [{name: a.b, versions: [v1]}]"))
        let pier = try Docks.provider(
            "pier", Docks.item("crane", "crds: [{name: a.b, versions: [v2]}, {name: c.d}]"))
        let plans = try Docks.planning([dock, pier]).plans(for: [dock, pier])
        #expect(names(plans) == ["crane"])
        #expect(plans[0].crds.map(\.name) == ["a.b", "c.d"])
        #expect(plans[0].crds.map(\.versions) == [["v1"], []])
        #expect(plans[0].release.crds == ["a.b", "c.d"])
    }

    struct Conflict: Sendable, CustomTestStringConvertible {
        var first = ""
        var second: String
        var words: String
        var testDescription: String { second }
    }

    @Test(arguments: [
        Conflict(
            second: "version: 2.0.0",
            words: "oci://charts.example.com/crane 1.0.0 and oci://charts.example.com/crane 2.0.0"),
        Conflict(
            second: "chart: 'oci://mirror.example.com/crane'",
            words: "oci://charts.example.com/crane 1.0.0 and oci://mirror.example.com/crane 1.0.0"),
        Conflict(
            first: "version: '~1.0'", second: "version: 2.0.0",
            words: "oci://charts.example.com/crane and oci://charts.example.com/crane 2.0.0"),
        Conflict(second: "values: {token: secret-of-pier}", words: "other values of token"),
        Conflict(
            first: "values: {a: {token: secret-of-dock, b: 1}}", second: "values: {a: {token: secret-of-pier, b: 1}}",
            words: "other values of a.token"),
        Conflict(
            first: "values: {list: [secret-of-dock], token: secret-of-dock}",
            second: "values: {list: [secret-of-pier]}",
            words: "other values of list[0], token"),
        Conflict(
            second: "version: 2.0.0, values: {a: secret-of-pier}",
            words: "oci://charts.example.com/crane 1.0.0 and oci://charts.example.com/crane 2.0.0; other values of a"),
    ])
    func twoProvidersMustAgree(conflict: Conflict) throws {
        let dock = try Docks.provider("dock", Docks.item("crane", conflict.first))
        let pier = try Docks.provider("pier", Docks.item("crane", conflict.second))
        let planning = try Docks.planning([dock, pier], sharing: [Docks.shared("anchor")])
        let error = try #require(throws: OperatorError.self) { try planning.plans(for: [dock, pier]) }
        #expect(error.code == .conflict)
        #expect(
            error.message
                == "providers dock and pier want operator crane in namespace crane-system each in its own way: "
                + conflict.words)
        #expect(error.hint == "give chart, version and values for both under operators.crane")
        #expect(!"\(error)".contains("secret"), "values may be secrets")
        // One of them alone may have it as it likes.
        #expect(try planning.plans(for: [pier]).count == 1)
    }

    @Test func whoeverAgreedBeforeIsNamedToo() throws {
        let docks = try ["dock", "pier", "quay"].map {
            try Docks.provider($0, Docks.item("crane", $0 == "quay" ? "version: 2.0.0" : ""))
        }
        let error = try #require(throws: OperatorError.self) { try Docks.planning(docks).plans(for: docks) }
        #expect(error.message.hasPrefix("providers dock, pier and quay want operator crane "), "\(error)")
    }

    /// The user's word is for both.
    @Test func anOverrideMakesTwoProvidersAgree() throws {
        let dock = try Docks.provider("dock", Docks.item("crane"))
        let pier = try Docks.provider("pier", Docks.item("crane", "version: 2.0.0"))
        var override = OperatorOverride()
        override.version = "3.0.0"
        let plans = try Docks.planning([dock, pier]).plans(for: [dock, pier], overrides: ["crane": override])
        #expect(plans.map(\.version) == ["3.0.0"])
        #expect(plans.map(\.providers) == [["dock", "pier"]])
    }

    @Test func rangesComeFromWhatNeedsIt() throws {
        let dock = try Docks.provider(
            "dock", Docks.item("crane", "needs: [{name: anchor, versions: '>=1.0.0'}, {name: gate}]"))
        let pier = try Docks.provider(
            "pier", Docks.item("lift", "needs: [{name: anchor, versions: '>=1.0.0'}, {name: crate, versions: '~1'}]"),
            Docks.item("crate"))
        let planning = try Docks.planning(
            [dock, pier],
            sharing: [
                Docks.shared("gate", "needs: [{name: anchor, versions: '<2.0.0'}]"), Docks.shared("anchor"),
            ])
        func ranges(_ plans: [OperatorPlan]) -> [String: [String]] {
            Dictionary(uniqueKeysWithValues: plans.map { ($0.name, $0.ranges) })
        }
        #expect(
            try ranges(planning.plans(for: [dock])) == [
                "anchor": ["<2.0.0", ">=1.0.0"], "gate": [], "crane": [],
            ])
        #expect(
            try ranges(planning.plans(for: [pier])) == ["anchor": [">=1.0.0"], "crate": ["~1"], "lift": []])
        #expect(
            try ranges(planning.plans(for: [pier, dock]))["anchor"] == [">=1.0.0", "<2.0.0"], "each of them once")
    }

    // MARK: - Overrides

    /// The one operator of a provider.
    private func crane(_ more: String, _ override: OperatorOverride? = nil) throws -> OperatorPlan {
        let dock = try Docks.provider("dock", Docks.item("crane", more))
        let overrides = override.map { ["crane": $0] } ?? [:]
        return try #require(try Docks.planning([dock]).plans(for: [dock], overrides: overrides).first)
    }

    @Test func whatIsSharedCanBeOverriddenToo() throws {
        var override = OperatorOverride(values: ["a": ["c": 2]])
        override.version = "v1.7.0"
        override.namespace = "elsewhere"
        override.onFailure = .rollback
        let dock = try Docks.provider("dock", Docks.item("crane", "needs: [anchor]"))
        let planning = try Docks.planning(
            [dock], sharing: [Docks.shared("anchor", "values: {a: {b: 1}}, onFailure: hold")])
        let plans = try planning.plans(for: [dock], overrides: ["anchor": override, "unknown": override])
        #expect(names(plans) == ["anchor", "crane"])
        #expect(plans[0].version == "1.7.0")
        #expect(plans[0].definition.version == "v1.7.0")
        #expect(plans[0].release.namespace == "elsewhere")
        #expect(plans[0].release.values == ["a": ["b": 1, "c": 2]])
        #expect(plans[0].release.options.onFailure == .rollback)
        #expect(plans[0].release.labels == .prerequisite)
        #expect(plans[1].version == "1.0.0")
        #expect(plans[1].release.namespace == "crane-system")
    }

    @Test(
        arguments: [
            ("", nil, .fail), ("onFailure: fail", nil, .fail), ("onFailure: hold", nil, .hold),
            ("onFailure: rollback", nil, .rollback), ("onFailure: hold", .rollback, .rollback),
            ("onFailure: hold", .fail, .fail), ("", .hold, .hold),
        ] as [(String, ReleaseOptions.OnFailure?, ReleaseOptions.OnFailure)])
    func whoeverMakesTheChangeSaysWhatBecomesOfAFailure(
        more: String, asked: ReleaseOptions.OnFailure?, expected: ReleaseOptions.OnFailure
    ) throws {
        var override = OperatorOverride()
        override.onFailure = asked
        #expect(try crane(more, override).release.options.onFailure == expected)
    }

    @Test func aChartTakesTheRepositoryAndTheVersionWithIt() throws {
        var override = OperatorOverride()
        override.chart = "oci://mirror.example.com/hoist"
        let plan = try crane("repository: 'https://charts.example.com', chart: crane", override)
        #expect(source(of: plan) == .oci(reference: "oci://mirror.example.com/hoist", version: nil))
        #expect(plan.version == nil)
        #expect(plan.title == "crane")
        #expect(plan.chart == "oci://mirror.example.com/hoist")
        override.version = "2.1.0"
        let versioned = try crane("repository: 'https://charts.example.com', chart: crane", override)
        #expect(source(of: versioned) == .oci(reference: "oci://mirror.example.com/hoist", version: "2.1.0"))
        #expect(versioned.title == "crane 2.1.0")
    }

    @Test func aRepositoryAloneKeepsChartAndVersion() throws {
        var override = OperatorOverride()
        override.repository = "https://mirror.example.com"
        let plan = try crane("repository: 'https://charts.example.com', chart: crane", override)
        let expected = ChartSource.repository(url: "https://mirror.example.com", chart: "crane", version: "1.0.0")
        #expect(source(of: plan) == expected)
        #expect(plan.version == "1.0.0")
    }

    @Test func aNamespaceThatCannotBeOneIsRefused() throws {
        var override = OperatorOverride()
        override.namespace = "Ports!"
        let error = try #require(throws: ReleaseError.self) { try crane("", override) }
        #expect(error.code == .invalidRequest)
    }

    @Test func needsThatNothingHasAreRefused() throws {
        #expect(throws: ProviderError.self) { try crane("needs: [buoy]") }
    }

    // MARK: - Versions for conditions

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

    private static let files =
        "manifests: [{url: 'https://example.com/a.yaml', sha256: \(String(repeating: "ab", count: 32))}]"

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

    // MARK: - Files of objects

    @Test func filesOfObjectsAreReadOnceTheyAreNeeded() throws {
        let plan = try crane("\(Self.files), version: v1.5.1, crds: [{name: a.b, versions: [v1]}]")
        guard case .deferred(let chart) = plan.release.chart else {
            Issue.record("the files are read at once")
            return
        }
        #expect(chart.name == "crane" && chart.version == "v1.5.1")
        #expect(chart.origin == "https://example.com/a.yaml")
        #expect(plan.release.chart.pins("crane", version: "v1.5.1"))
        #expect(plan.version == "1.5.1")
        #expect(plan.chart == "https://example.com/a.yaml")
        #expect(plan.release.crds == ["a.b"])
    }

    @Test func aChartTakesTheirPlaceIfItIsNamed() throws {
        var override = OperatorOverride()
        override.repository = "https://mirror.example.com"
        let error = try #require(throws: OperatorError.self) { try crane(Self.files, override) }
        #expect(error.code == .version && error.message.contains("is made of files of one version"))
        override.chart = "crane"
        override.version = "2.0.0"
        let expected = ChartSource.repository(url: "https://mirror.example.com", chart: "crane", version: "2.0.0")
        #expect(source(of: try crane(Self.files, override)) == expected)
    }

    @Test func theSandboxPlaysWhatIsMadeOfFilesToo() throws {
        let dock = try Docks.provider("dock", Docks.item("crane", Self.files))
        let plans = try Docks.planning([dock], charts: SimulatedCharts()).plans(for: [dock])
        guard case .loaded(let chart, _)? = plans.first?.release.chart else {
            Issue.record("the files are asked for in the sandbox")
            return
        }
        #expect(chart.name == "sandbox-operator")
    }
}

/// Puts the simulated operator in place of the real one.
struct SimulatedCharts: OperatorCharts {
    func replacement(for item: OperatorDefinition) throws -> (chart: ChartReference, values: Object)? {
        (
            .loaded(try BuiltInChart.named("sandbox-operator"), origin: "sandbox-operator"),
            ["simulates": "dynamo-operator"]
        )
    }
}

extension ManifestFiles {
    /// For tests that read none.
    static let none = ManifestFiles { url, _ in throw OperatorError(.manifest, "\(url) is not to be read") }
}
