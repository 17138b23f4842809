import Charts
import Providers
import Releases
import Testing
import Value

@testable import Operators

/// What the sandbox puts in place of operators.
@Suite struct OperatorSandboxTests: PlanningSuite {
    @Test func theSandboxReplacesOnlyWhatNobodyNamed() throws {
        let simulated = try dynamo(charts: SimulatedCharts())
        #expect(simulated.release.values["simulates"] == "dynamo-operator")
        var override = OperatorOverride(values: ["mine": true])
        let withValues = try dynamo(override, charts: SimulatedCharts())
        #expect(withValues.release.values["mine"] == true)
        #expect(withValues.release.values["simulates"] == "dynamo-operator")
        override.chart = "oci://registry.example.com/mine"
        let named = try dynamo(override, charts: SimulatedCharts())
        #expect(named.release.values["simulates"] == nil)
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
