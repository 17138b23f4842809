import Charts
import Operators
import Providers
import Releases
import Sandbox
import Value

/// What the sandbox installs in place of real operators.
struct SandboxOperators: OperatorCharts {
    static let chartName = "sandbox-operator"

    func replacement(
        for item: OperatorDefinition
    ) throws -> (chart: ChartReference, values: Object)? {
        let chart = try BuiltInChart.named(Self.chartName)
        let simulated = try item.sandbox.map(SimulatedOperator.list)?
            .first(where: { $0.operatorName == item.name })
        return (
            .loaded(chart, origin: "the sandbox's simulated \(item.name)"),
            ["simulates": .string(simulated?.name ?? item.name), "simulatedVersion": .string(item.version)]
        )
    }
}
