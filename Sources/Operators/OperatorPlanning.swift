import Charts
public import Providers
import Releases
import Repositories
import Value

/// Turns the operators that providers need into releases, with the user's overrides.
public struct OperatorPlanning: Sendable {
    public var registry: ProviderRegistry
    public var charts: any OperatorCharts
    public var manifests: ManifestFiles
    /// What relative paths of a user's word are relative to; those of a definition start at its own folder.
    public var currentFolder: String
    public var timeout: Duration

    public init(
        registry: ProviderRegistry, charts: any OperatorCharts, manifests: ManifestFiles, currentFolder: String,
        timeout: Duration
    ) {
        self.registry = registry
        self.charts = charts
        self.manifests = manifests
        self.currentFolder = currentFolder
        self.timeout = timeout
    }

    /// Every operator that the providers need, each once, in the order in which they are installed; then the shared ones
    /// that are named, each after what it needs.
    ///
    /// - Throws: `OperatorError` with code `conflict` where two providers want one operator in two ways, what `charts`
    ///   throws, `RepositoryError` for what names no chart, `ChartError` for one on this machine that cannot be loaded, and
    ///   `ReleaseError` with code `invalidRequest` for a namespace that cannot be one.
    public func plans(
        for providers: [Provider], sharing operators: [OperatorDefinition] = [],
        overrides: [String: OperatorOverride] = [:]
    ) throws -> [OperatorPlan] {
        var plans: [OperatorPlan] = []
        for provider in providers {
            for item in try registry.operators(of: provider) {
                let override = overrides[item.name]
                try Self.add(try plan(overridden(item, by: override), override, provider), to: &plans)
            }
        }
        for item in try operators.flatMap({ try registry.operators(with: $0) })
        where !plans.contains(where: { $0.name == item.name }) {
            let override = overrides[item.name]
            plans.append(try plan(overridden(item, by: override), override, nil))
        }
        Self.addRanges(to: &plans, of: providers)
        for plan in plans {
            guard let version = plan.version, let range = plan.unfitRange(for: version) else { continue }
            throw OperatorError(
                .version,
                "operator \(plan.name) would be installed in version \(version), and \(range) is needed of it",
                hint: "give it another version under operators.\(plan.name), or mend what needs it")
        }
        return plans
    }

    /// Every operator that there is, to look at: of each provider its own, and the shared ones, for all that need them.
    ///
    /// One whose chart cannot be had on this machine is left out: installing it says why.
    /// - Throws: `ProviderError` for needs that nothing has the name of.
    public func all() throws(ProviderError) -> [OperatorPlan] {
        var plans: [OperatorPlan] = []
        for provider in registry.providers {
            for item in provider.definition.operators {
                do { plans.append(try plan(item, nil, provider)) } catch { continue }
            }
        }
        for item in registry.sharedOperators {
            let providers = try registry.providers(needing: item).map(\.name)
            do {
                var shared = try plan(item, nil, nil)
                shared.providers = providers
                plans.append(shared)
            } catch {
                continue
            }
        }
        Self.addRanges(to: &plans, of: registry.providers)
        return plans
    }

    /// The versions that those which need an operator can do with.
    private static func addRanges(to plans: inout [OperatorPlan], of providers: [Provider]) {
        let needs = providers.flatMap(\.definition.needs) + plans.flatMap { $0.definition.needs + $0.versionNeeds }
        for need in needs {
            guard let range = need.versions, let index = plans.firstIndex(where: { $0.name == need.name }),
                !plans[index].ranges.contains(range)
            else { continue }
            plans[index].ranges.append(range)
        }
    }

    /// The versions of the operators that will be there for the provider, by name. A chart of the user's own is left out:
    /// its version need not be the operator's.
    public func versions(
        for provider: Provider, _ overrides: [String: OperatorOverride]
    ) throws(ProviderError) -> [String: String] {
        var versions: [String: String] = [:]
        for item in try registry.operators(of: provider) where overrides[item.name]?.chart == nil {
            let override = overrides[item.name]
            versions[item.name] = override?.settledVersion ?? OperatorVersion.whole(override?.version ?? item.version)
        }
        return versions
    }

    private func plan(
        _ item: OperatorDefinition, _ override: OperatorOverride?, _ provider: Provider?
    ) throws -> OperatorPlan {
        var item = item
        var values = item.values
        // Nil for a range: which version it means is known once the chart is found.
        var version = override?.settledVersion ?? OperatorVersion.whole(item.version)
        var chart: ChartReference
        switch item.source {
        case .chart(let name, let repository):
            let source = try source(name, repository, of: item, for: provider)
            if case .path(let path, _) = source {
                version = OperatorVersion.ofChart(try Chart.load(path: path).metadata.version)
                // Two folders may have one path each.
                if item.folder != nil { item.source = .chart(item.located(name), repository: nil) }
            }
            chart = .source(source)
        case .manifests(var files):
            for index in files.indices { files[index].url = item.located(files[index].url) }
            item.source = .manifests(files)
            if let override, override.version != nil || override.repository != nil || !override.values.isEmpty {
                throw OperatorError(
                    .version, "operator \(item.name) is made of files of one version, which take no values",
                    hint: "leave version, repository and values out, or give a chart for it")
            }
            chart = manifests.chart(files, of: item)
        }
        // A chart that the user names is installed as it is, in the sandbox too.
        if override?.chart == nil, let replacement = try charts.replacement(for: item) {
            chart = replacement.chart
            values = Value.object(values).merged(with: .object(replacement.values)).object ?? values
            // What is played has no pods of its own.
            item.mustRun = []
        }
        var release = ReleaseRequest(
            name: item.name, namespace: item.namespace, chart: chart, values: values, createsNamespace: true,
            waits: true, timeout: timeout, labels: Self.origin(of: item, for: provider),
            crds: item.crds.filter { !$0.isOptional }.map(\.name))
        release.mustRun = item.mustRun
        release.options.onFailure = override?.onFailure ?? item.onFailure.map(ReleaseOptions.OnFailure.init) ?? .fail
        try release.validate()
        var plan = OperatorPlan(
            definition: item, providers: [provider?.name].compactMap(\.self), release: release, version: version)
        if !item.isShared {
            plan.sharedOrigins = try registry.providers(needing: item).filter { $0.name != provider?.name }
                .map { .origin(provider: $0.name, role: .operator) }
        }
        return plan
    }

    /// - Throws: `ProviderError`, located, for a path of a definition's where there is nothing.
    func source(
        _ chart: String, _ repository: String?, of item: OperatorDefinition, for provider: Provider?
    ) throws -> ChartSource {
        do {
            return try ChartSource(
                argument: chart, repository: repository, version: item.version.isEmpty ? nil : item.version,
                currentFolder: item.folder ?? currentFolder)
        } catch {
            guard error.code == .notFound, item.folder != nil else { throw error }
            let owner = item.isShared ? "" : provider.map { " of provider \($0.name)" } ?? ""
            throw item.fault(
                "chart",
                "is \(chart), and \(item.located(chart)) is not there, so that operator \(item.name)\(owner) cannot be "
                    + "installed")
        }
    }

    /// The labels that prove that groundcrew made the release.
    static func origin(of item: OperatorDefinition, for provider: Provider?) -> ReleaseLabels {
        guard !item.isShared, let provider else { return .prerequisite }
        return .origin(provider: provider.name, role: .operator)
    }

    /// Whether a chart of the user's is called as the operator's is, so that its versions mean the same.
    private static func isNamed(_ chart: String, as item: OperatorDefinition) -> Bool {
        guard case .chart(let own, _) = item.source, let name = own.split(separator: "/").last,
            let other = chart.split(separator: "/").last
        else { return false }
        return other.hasPrefix(name)
    }

    func overridden(_ item: OperatorDefinition, by override: OperatorOverride?) -> OperatorDefinition {
        guard let override else { return item }
        var item = item
        if let chart = override.chart {
            // Repository, version and what is known of its objects go with the chart that they were written for.
            if !Self.isNamed(chart, as: item) {
                item.versions = nil
                item.mustRun = []
            }
            item.source = .chart(chart, repository: nil)
            item.folder = nil
            item.version = ""
        }
        if let repository = override.repository, case .chart(let chart, _) = item.source {
            item.source = .chart(chart, repository: repository)
        }
        item.version = override.version ?? item.version
        item.namespace = override.namespace ?? item.namespace
        item.values = Value.object(item.values).merged(with: .object(override.values)).object ?? item.values
        return item
    }
}

extension OperatorPlanning {
    /// What several providers need is installed once, in the place of the first.
    static func add(_ plan: OperatorPlan, to plans: inout [OperatorPlan]) throws(OperatorError) {
        guard
            let index = plans.firstIndex(where: {
                $0.name == plan.name && $0.release.namespace == plan.release.namespace
            })
        else {
            plans.append(plan)
            return
        }
        let other = plans[index]
        guard
            other.definition.source == plan.definition.source && other.version == plan.version
                && other.release.values == plan.release.values
        else {
            throw OperatorError(
                .conflict,
                "providers \(other.providers.joined(separator: ", ")) and \(plan.providers.joined(separator: ", ")) want "
                    + "operator \(plan.name) in namespace \(plan.release.namespace) each in its own way: "
                    + difference(other, plan),
                hint: "give chart, version and values for both under operators.\(plan.name)")
        }
        plans[index].providers += plan.providers.filter { !other.providers.contains($0) }
        let new = plan.crds.filter { crd in !other.crds.contains { $0.name == crd.name } }
        plans[index].definition.crds += new
        plans[index].release.crds += new.filter { !$0.isOptional }.map(\.name)
        plans[index].release.mustRun += plan.release.mustRun.filter { !other.release.mustRun.contains($0) }
    }

    private static func difference(_ first: OperatorPlan, _ second: OperatorPlan) -> String {
        func chart(_ plan: OperatorPlan) -> String {
            var repository: String?
            if case .chart(_, let place) = plan.definition.source { repository = place }
            return [plan.chart, plan.version, repository.map { "of \($0)" }].compactMap(\.self).joined(separator: " ")
        }
        var words: [String] = []
        if chart(first) != chart(second) { words.append("\(chart(first)) and \(chart(second))") }
        let paths = Value.object(first.release.values).changes(to: .object(second.release.values)).map(\.path)
        // Paths alone: a value may be a secret.
        if !paths.isEmpty { words.append("other values of \(paths.map(\.description).joined(separator: ", "))") }
        return words.joined(separator: "; ")
    }
}
