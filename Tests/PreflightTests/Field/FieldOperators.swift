import Kubernetes
import Operators
import Preflight
import Providers
import Releases
import Testing
import Value

@testable import Bootstrap

/// Operators that are wanted, and what becomes of them on a cluster, decided as a run decides it.
struct FieldOperators: Sendable {
    var subject: Subject
    private var plans: [OperatorPlan]

    /// Those of a provider, with all that they need.
    ///
    /// - Parameters:
    ///   - version: of the provider's own; nil for the one that it names.
    ///   - values: of the provider's own.
    init(of name: String, version: String? = nil, values: Object = [:]) throws {
        let (registry, planning) = try Self.planning()
        let provider = try registry.provider(name)
        var override = OperatorOverride(values: values)
        override.version = version
        let own = provider.definition.operators.map(\.name)
        plans = try planning.plans(
            for: [provider], overrides: Dictionary(own.map { ($0, override) }) { first, _ in first })
        subject = try PreflightSubject([.init(provider, operators: plans)], driver: "native", installs: true).subject()
    }

    /// One that providers share, by itself.
    init(sharing name: String) throws {
        let (registry, planning) = try Self.planning()
        let item = try #require(registry.sharedOperators.first { $0.name == name })
        plans = try planning.plans(for: [], sharing: [item])
        var subject = Subject(installs: true)
        subject.operators = plans.map { plan in
            Subject.Operator(
                name: plan.release.name, provider: "", namespace: plan.release.namespace,
                version: plan.version ?? "", podSelector: plan.podSelector, crds: plan.crds.map(\.name))
        }
        self.subject = subject
    }

    private static func planning() throws -> (ProviderRegistry, OperatorPlanning) {
        let registry = try ProviderRegistry.builtIn()
        let manifests = ManifestFiles { url, _ in throw OperatorError(.manifest, "\(url) is not to be read") }
        let planning = OperatorPlanning(
            registry: registry, charts: PublishedCharts(), manifests: manifests, currentFolder: "/",
            timeout: .seconds(60))
        return (registry, planning)
    }

    /// What a check makes of them.
    ///
    /// - Parameter words: the user's, by the operator's name.
    func result(
        of check: String, on cluster: FieldCluster, words: [String: ExistingWord] = [:]
    ) async throws -> CheckResult {
        let decider = OperatorDecider(client: cluster.client, engine: cluster.engine, words: words)
        let look = OperatorLook(decider, plans)
        let work = PlannedWork(operators: { try await look.decided().compactMap(OperatorFact.init) })
        return try await cluster.result(of: check, for: subject, planned: work)
    }
}
