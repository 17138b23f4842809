import Charts
import Providers
import Releases
import Repositories
import Testing
import Value

@testable import Operators

/// What suites about plans share.
protocol PlanningSuite {}

extension PlanningSuite {
    func source(of plan: OperatorPlan) -> ChartSource? {
        if case .source(let source) = plan.release.chart { source } else { nil }
    }

    func names(_ plans: [OperatorPlan]) -> [String] { plans.map(\.name) }

    /// The one operator of a provider.
    func crane(_ more: String, _ override: OperatorOverride? = nil) throws -> OperatorPlan {
        let dock = try Docks.provider("dock", Docks.item("crane", more))
        let overrides = override.map { ["crane": $0] } ?? [:]
        return try #require(try Docks.planning([dock]).plans(for: [dock], overrides: overrides).first)
    }

    /// The platform of a built-in provider.
    func dynamo(
        _ override: OperatorOverride? = nil, charts: any OperatorCharts = PublishedCharts()
    ) throws -> OperatorPlan {
        let registry = try ProviderRegistry.builtIn()
        let planning = OperatorPlanning(
            registry: registry, charts: charts, manifests: .none, currentFolder: "/work", timeout: .seconds(7))
        let overrides = override.map { ["dynamo-platform": $0] } ?? [:]
        return try #require(try planning.plans(for: [registry.provider("dynamo")], overrides: overrides).first)
    }

    /// A file of objects, pinned, in place of a chart.
    static var files: String {
        "manifests: [{url: 'https://example.com/a.yaml', sha256: \(String(repeating: "ab", count: 32))}]"
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
