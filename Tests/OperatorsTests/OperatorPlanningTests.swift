import Charts
import Providers
import Releases
import Repositories
import TestSupport
import Testing
import Value

@testable import Operators

/// How a provider says that an operator is installed, and what the user says instead.
@Suite struct OperatorPlanningTests: PlanningSuite {
    private func plan(
        _ override: OperatorOverride? = nil, charts: any OperatorCharts = PublishedCharts()
    ) throws -> OperatorPlan {
        let registry = try ProviderRegistry.builtIn()
        let planning = OperatorPlanning(
            registry: registry, charts: charts, manifests: .none, currentFolder: "/work", timeout: .seconds(7))
        let overrides = override.map { ["dynamo-platform": $0] } ?? [:]
        return try #require(try planning.plans(for: [registry.provider("dynamo")], overrides: overrides).first)
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
}
