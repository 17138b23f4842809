import Deployments
import Events
public import Kubernetes
public import Preflight
public import Providers
public import Releases
import Value

/// Takes a cluster from bare to served: preflight, operators, models, an answer from each.
///
/// Every step first looks at what is there, so that a run that was stopped goes on where it was, and a run with nothing
/// to do changes nothing.
public struct BootstrapRun: Sendable {
    public let client: KubernetesClient
    public let driver: ReleaseEngine
    public let registry: ProviderRegistry
    public let preflight: Preflight
    public let planning: OperatorPlanning
    public let charts: ChartResolver
    public let clock: any Clock<Duration>

    public init(
        client: KubernetesClient, driver: ReleaseEngine, registry: ProviderRegistry, preflight: Preflight,
        planning: OperatorPlanning, charts: ChartResolver, clock: any Clock<Duration>
    ) {
        self.client = client
        self.driver = driver
        self.registry = registry
        self.preflight = preflight
        self.planning = planning
        self.charts = charts
        self.clock = clock
    }

    /// Chooses everything that can be chosen without changing the cluster.
    ///
    /// - Throws: `BootstrapError`, `ProviderError`, `ChartError` and `DeploymentError` for a file that cannot be done.
    public func plan(_ file: BootstrapFile) async throws -> BootstrapPlan {
        var file = file
        file.operators = try await settledOperators(of: file)
        var models: [DeploymentPlan] = []
        for (index, request) in file.models.enumerated() {
            do {
                models.append(
                    try await engine.plan(request, needsOperator: false) {
                        planning.versions(for: $0, file.operators)
                    })
            } catch {
                throw file.located(error, model: index, registry)
            }
        }
        var operators: [BootstrapPlan.OperatorPlan] = []
        for provider in Self.providers(of: models) {
            for plan in try planning.plans(for: provider, overrides: file.operators) {
                try Self.add(plan, to: &operators)
            }
        }
        let known = Set(operators.map(\.name))
        if let unknown = file.operators.keys.sorted().first(where: { !known.contains($0) }) {
            let message =
                "is not an operator that the models need\(CloseNames.question(unknown, among: known.sorted()))"
            let path = ValuePath().appending(key: "operators").appending(key: unknown)
            var error =
                file.source?.error([(path, message)]) ?? BootstrapError(.unknownOperator, "\(path) \(message)")
            error.code = .unknownOperator
            error.hint = "they need \(known.sorted().joined(separator: ", "))"
            throw error
        }
        for item in operators { try item.release.validate() }
        return BootstrapPlan(file: file, operators: operators, models: models)
    }

    /// Of the providers that models will be served by; what is wrong with a model is told when it is planned.
    private func settledOperators(of file: BootstrapFile) async throws -> [String: BootstrapFile.OperatorOverride] {
        var providers: [Provider] = []
        for model in file.models {
            do { providers.append(try ProviderSelection.select(for: model, from: registry).provider) } catch {
                continue
            }
        }
        return try await planning.settled(file.operators, for: providers, charts: charts) { name, message in
            let path = ValuePath().appending(key: "operators").appending(key: name).appending(key: "version")
            guard let source = file.source, source.contains(path) else {
                return BootstrapError(.operatorVersion, "the version of operator \(name) \(message)")
            }
            var error = source.error([(path, message)])
            error.code = .operatorVersion
            return error
        }
    }

    /// What several providers need is installed once, in the place of the first.
    static func add(
        _ plan: BootstrapPlan.OperatorPlan, to operators: inout [BootstrapPlan.OperatorPlan]
    ) throws(BootstrapError) {
        guard
            let index = operators.firstIndex(where: {
                $0.name == plan.name && $0.release.namespace == plan.release.namespace
            })
        else {
            operators.append(plan)
            return
        }
        let other = operators[index]
        guard other.chart == plan.chart && other.version == plan.version && other.release.values == plan.release.values
        else {
            throw BootstrapError(
                .operatorConflict,
                "providers \(other.provider.name) and \(plan.provider.name) want operator \(plan.name) in namespace "
                    + "\(plan.release.namespace) each in its own way: \(difference(other, plan))",
                hint: "give chart, version and values for both under operators.\(plan.name)")
        }
        operators[index].crds += plan.crds.filter { crd in !other.crds.contains { $0.name == crd.name } }
    }

    private static func difference(
        _ first: BootstrapPlan.OperatorPlan, _ second: BootstrapPlan.OperatorPlan
    ) -> String {
        func chart(_ plan: BootstrapPlan.OperatorPlan) -> String {
            [plan.chart, plan.version].compactMap(\.self).joined(separator: " ")
        }
        var words: [String] = []
        if chart(first) != chart(second) { words.append("\(chart(first)) and \(chart(second))") }
        let paths = Value.object(first.release.values).changes(to: .object(second.release.values)).map(\.path)
        // Paths alone: a value may be a secret.
        if !paths.isEmpty { words.append("other values of \(paths.map(\.description).joined(separator: ", "))") }
        return words.joined(separator: "; ")
    }

    /// Each provider once, in the order in which models name them.
    static func providers(of models: [DeploymentPlan]) -> [Provider] {
        var seen: Set<String> = []
        return models.map(\.provider).filter { seen.insert($0.name).inserted }
    }

    var engine: DeploymentEngine {
        DeploymentEngine(client: client, driver: driver, registry: registry, clock: clock)
    }

    var installer: OperatorInstaller {
        OperatorInstaller(client: client, driver: driver, clock: clock)
    }

    /// One report for the whole file: deployments of all providers need room at once.
    func check(_ plan: BootstrapPlan, events: any EventSink) async throws -> PreflightReport {
        let asked = plan.file.preflight
        let wanted = Self.providers(of: plan.models).map { provider in
            PreflightSubject.Wanted(
                provider, operators: plan.operators.filter { $0.provider.name == provider.name },
                deployments: plan.models.filter { $0.provider.name == provider.name }.map { .init($0.request) })
        }
        let subject = PreflightSubject(
            wanted, driver: driver.name, installs: true, natsURL: asked.natsURL, etcdURL: asked.etcdURL)
        let request = PreflightRequest(
            try subject.subject(),
            skip: Dictionary(asked.skip.map { ($0, "as asked for") }, uniquingKeysWith: { first, _ in first }),
            only: asked.only.map(Set.init), failOn: asked.failOn)
        return try await preflight.run(request, events: events)
    }

    /// A file that pins a cluster is never carried out on another one (F28).
    func checkCluster(_ cluster: BootstrapFile.Cluster) async throws {
        guard let wanted = cluster.uid else { return }
        let identity = try await client.identity()
        if let note = identity.note {
            throw BootstrapError(
                .unknownCluster,
                "the file is for the cluster with uid \(wanted); which one this is cannot be told: \(note)",
                hint: "ask for the right to get namespace kube-system, or take cluster.uid out of the file")
        }
        guard identity.kubeSystemUID == wanted else {
            throw BootstrapError(
                .wrongCluster, "the file is for the cluster with uid \(wanted); this is \(identity)",
                hint: "choose the cluster with --context, or change cluster.uid in the file")
        }
    }
}
