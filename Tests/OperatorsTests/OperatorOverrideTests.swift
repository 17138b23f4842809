import Charts
import Providers
import Releases
import Repositories
import TestSupport
import Testing
import Value

@testable import Operators

/// What is installed instead of what definitions say.
@Suite struct OperatorOverrideTests: PlanningSuite {
    @Test func anOverrideWinsFieldByField() throws {
        var override = OperatorOverride(values: ["a": ["b": 1]])
        override.version = "9.9.9"
        override.namespace = "elsewhere"
        let plan = try dynamo(override)
        #expect(plan.version == "9.9.9")
        #expect(plan.release.namespace == "elsewhere")
        #expect(plan.release.values["a"] == ["b": 1])
        #expect(source(of: plan)?.description.hasSuffix("version 9.9.9") == true)
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

    /// What a provider says of an operator's objects holds for its own chart.
    @Test(
        arguments: [
            (nil, ["crane-agent"]), ("oci://mirror.example.com/crane", ["crane-agent"]),
            ("oci://mirror.example.com/hoist", []),
        ] as [(String?, [String])])
    func whatMustRunGoesWithTheChart(chart: String?, mustRun: [String]) throws {
        var override = OperatorOverride()
        override.chart = chart
        let plan = try crane("mustRun: [crane-agent]", override)
        #expect(plan.release.mustRun == mustRun)
    }

    /// What the sandbox plays has no pods of its own.
    @Test func whatIsPlayedNeedNotRun() throws {
        let dock = try Docks.provider("dock", Docks.item("crane", "mustRun: [crane-agent]"))
        let plans = try Docks.planning([dock], charts: SimulatedCharts()).plans(for: [dock])
        #expect(plans.first?.release.mustRun == [])
    }

    /// What two providers want of one operator is wanted of it together.
    @Test func whatMustRunForSeveralProvidersIsJoined() throws {
        let first = try Docks.provider("dock", Docks.item("crane", "mustRun: [crane-agent]"))
        let second = try Docks.provider("pier", Docks.item("crane", "mustRun: [crane-probe, crane-agent]"))
        let plans = try Docks.planning([first, second]).plans(for: [first, second])
        #expect(plans.map(\.release.mustRun) == [["crane-agent", "crane-probe"]])
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

    @Test(arguments: ["./p.tgz", "/charts/p"])
    func aChartOnDiskIsLookedForFromTheCurrentFolder(chart: String) throws {
        var override = OperatorOverride()
        override.chart = chart
        let error = try #require(throws: (any Error).self) { try dynamo(override) }
        #expect("\(error)".contains("path \"\(chart)\" not found"))
        #expect("\(error)".contains("a relative path starts at /work"))
    }

    @Test func aChartOfARepositoryIsLookedUpThere() throws {
        var override = OperatorOverride()
        override.chart = "platform"
        override.repository = "https://charts.example.com"
        override.version = "2.0.0"
        let expected = ChartSource.repository(url: "https://charts.example.com", chart: "platform", version: "2.0.0")
        #expect(source(of: try dynamo(override)) == expected)
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
}
