import Charts
public import Providers
import Releases
import Repositories
import Value

/// Turns a provider's operators into releases, with the user's overrides.
public struct OperatorPlanning: Sendable {
    public var charts: any OperatorCharts
    /// What relative chart paths are relative to.
    public var currentFolder: String
    public var timeout: Duration

    public init(charts: any OperatorCharts, currentFolder: String, timeout: Duration) {
        self.charts = charts
        self.currentFolder = currentFolder
        self.timeout = timeout
    }

    /// - Throws: what `charts` throws, `RepositoryError` for what names no chart, `ChartError` for one on this machine that
    ///   cannot be loaded, and `ReleaseError` with code `invalidRequest` for a namespace that cannot be one.
    public func plans(
        for provider: Provider, overrides: [String: BootstrapFile.OperatorOverride] = [:]
    ) throws -> [BootstrapPlan.OperatorPlan] {
        try provider.definition.operators.map { item in
            let override = overrides[item.name]
            return try plan(overridden(item, by: override), override, provider)
        }
    }

    /// The versions of the provider's operators that will be there, by name. A chart of the user's own is left out: its
    /// version need not be the operator's.
    func versions(
        for provider: Provider, _ overrides: [String: BootstrapFile.OperatorOverride]
    ) -> [String: String] {
        var versions: [String: String] = [:]
        for item in provider.definition.operators where overrides[item.name]?.chart == nil {
            let override = overrides[item.name]
            versions[item.name] =
                override?.settledVersion ?? OperatorVersion.whole(override?.version ?? item.version)
        }
        return versions
    }

    private func plan(
        _ item: ProviderDefinition.Operator, _ override: BootstrapFile.OperatorOverride?, _ provider: Provider
    ) throws -> BootstrapPlan.OperatorPlan {
        var values = item.values
        // Nil for a range: which version it means is known once the chart is found.
        var version = override?.settledVersion ?? OperatorVersion.whole(item.version)
        let source = try ChartSource(
            argument: item.chart, repository: item.repository, version: item.version.isEmpty ? nil : item.version,
            currentFolder: currentFolder)
        if case .path(let path, _) = source {
            version = OperatorVersion.ofChart(try Chart.load(path: path).metadata.version)
        }
        var chart = ChartReference.source(source)
        // A chart that the user names is installed as it is, in the sandbox too.
        if override?.chart == nil, let replacement = try charts.replacement(for: item, of: provider) {
            chart = replacement.chart
            values = Value.object(values).merged(with: .object(replacement.values)).object ?? values
        }
        let release = ReleaseRequest(
            name: item.name, namespace: item.namespace, chart: chart, values: values, createsNamespace: true,
            waits: true, timeout: timeout, labels: .origin(provider: provider.name, role: .operator),
            crds: provider.definition.crds.map(\.name))
        try release.validate()
        return BootstrapPlan.OperatorPlan(
            provider: provider, release: release, chart: item.chart, version: version,
            crds: provider.definition.crds.filter { $0.operatorName == item.name }, podSelector: item.podSelector)
    }

    func overridden(
        _ item: ProviderDefinition.Operator, by override: BootstrapFile.OperatorOverride?
    ) -> ProviderDefinition.Operator {
        guard let override else { return item }
        var item = item
        if let chart = override.chart {
            item.chart = chart
            // Repository and version go with the chart that they were written for.
            item.repository = nil
            item.version = ""
        }
        item.repository = override.repository ?? item.repository
        item.version = override.version ?? item.version
        item.namespace = override.namespace ?? item.namespace
        item.values = Value.object(item.values).merged(with: .object(override.values)).object ?? item.values
        return item
    }
}
