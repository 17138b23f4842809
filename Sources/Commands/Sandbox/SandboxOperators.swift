import Bootstrap
import Charts
import Providers
import Releases
import Sandbox
import Value

/// What the sandbox installs in place of real operators.
struct SandboxOperators: OperatorCharts {
    static let chartName = "sandbox-operator"

    /// The simulated operators of all providers.
    static func all(of registry: ProviderRegistry) throws -> [SimulatedOperator] {
        try registry.providers.flatMap { try $0.definition.sandbox.map(SimulatedOperator.list) ?? [] }
    }

    func replacement(
        for item: ProviderDefinition.Operator, of provider: Provider
    ) throws -> (chart: ChartReference, values: Object)? {
        let chart = try BuiltInChart.named(Self.chartName)
        let simulated = try provider.definition.sandbox.map(SimulatedOperator.list)?
            .first(where: { $0.operatorName == item.name })
        return (
            .loaded(chart, origin: "the sandbox's simulated \(item.name)"),
            ["simulates": .string(simulated?.name ?? item.name), "simulatedVersion": .string(item.version)]
        )
    }
}
