import Deployments
import Events
public import Kubernetes
public import Operators
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
    public var driver: ReleaseEngine
    public let registry: ProviderRegistry
    public let preflight: Preflight
    public let planning: OperatorPlanning
    public let charts: ChartResolver
    public let clock: any Clock<Duration>
    /// What becomes of fields that others have set, and of changes of CRDs that are not safe.
    public var releaseOptions = ReleaseOptions()

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
        let engine = engine
        try file.checkMirrors(for: driver)
        try file.checkSkips(among: preflight.checks.checks.map(\.id))
        let wanted = try file.wantedProviders(in: registry)
        let facts = try await engine.selectionFacts(for: file.models, installs: true, reselects: file.reselects)
            .map { facts in
                var facts = facts
                facts.named = providersNamed(in: file)
                return facts
            }
        file.operators = try await settledOperators(of: file, facts)
        var models: [DeploymentPlan] = []
        for (index, request) in file.models.enumerated() {
            var request = request
            request.onFailure = request.onFailure ?? file.onFailure
            do {
                let settled = try await engine.plan(request, needsOperator: false, considering: facts[index]) {
                    try planning.versions(for: $0, file.operators)
                }
                // What cannot be told yet is told once the operators are there.
                _ = try await engine.checkRuntime(of: settled)
                models.append(settled)
            } catch {
                throw file.located(error, model: index, registry)
            }
        }
        let exposed = try await exposures(of: models, in: file)
        let prerequisites = try await prerequisites(of: models, in: file)
        let shared = try prerequisites.map(\.definition) + gatewayOperators(for: exposed, in: file)
        if !shared.isEmpty { file.operators = try await settledOperators(of: file, facts, sharing: shared) }
        let providers = Self.each(wanted + models.map(\.provider))
        file.existing = try file.existingWords(of: providers)
        let policies = try file.failurePolicies(of: providers)
        var operators = try planning.plans(for: providers, sharing: shared, overrides: file.operators)
        Self.note(prerequisites, on: &operators)
        Self.note(exposed, of: models, on: &operators)
        for index in operators.indices {
            operators[index].release.options.takeFields(from: releaseOptions)
            operators[index].release.options.acceptedCRDChanges = releaseOptions.acceptedCRDChanges
            let name = operators[index].name
            guard file.operators[name]?.onFailure == nil, let policy = policies[name] ?? file.onFailure else {
                continue
            }
            operators[index].release.options.onFailure = .init(policy)
        }
        let known = Set(operators.map(\.name))
        for (key, names) in [("operators", Array(file.operators.keys)), ("existing", Array(file.existing.keys))] {
            guard let unknown = names.sorted().first(where: { !known.contains($0) }) else { continue }
            let message =
                "is not an operator that the \(file.models.isEmpty ? "providers" : "models") need"
                + CloseNames.question(unknown, among: known.sorted())
            let path = ValuePath().appending(key: key).appending(key: unknown)
            var error =
                file.source?.error([(path, message)]) ?? BootstrapError(.unknownOperator, "\(path) \(message)")
            error.code = .unknownOperator
            error.hint = known.isEmpty ? "they need none" : "they need \(known.sorted().joined(separator: ", "))"
            throw error
        }
        for item in operators { try item.release.validate() }
        return BootstrapPlan(
            file: file, operators: operators, providers: providers, models: models,
            exposures: exposed.mapValues(\.exposure), facts: facts, reading: engine.reading)
    }

    /// Whoever says how an operator is to be installed wants its provider.
    private func providersNamed(in file: BootstrapFile) -> Set<String> {
        Set(
            registry.providers.filter { provider in
                provider.definition.operators.contains { file.operators[$0.name] != nil }
                    || file.providers.contains { $0.name == provider.name }
            }.map(\.name))
    }

    /// Of the providers that the file names, and those that models will be served by; what is wrong with a model is told
    /// when it is planned.
    private func settledOperators(
        of file: BootstrapFile, _ facts: [SelectionFacts], sharing operators: [OperatorDefinition] = []
    ) async throws -> [String: OperatorOverride] {
        var providers = try file.wantedProviders(in: registry)
        for (model, facts) in zip(file.models, facts) {
            do {
                let selection = try ProviderSelection.select(for: model, from: registry, considering: facts)
                providers.append(selection.provider)
            } catch {
                continue
            }
        }
        return try await planning.settled(
            file.operators, for: providers, sharing: operators, charts: charts
        ) { name, message, hint in
            let path = ValuePath().appending(key: "operators").appending(key: name).appending(key: "version")
            guard let source = file.source, source.contains(path) else {
                return BootstrapError(
                    .operatorVersion, "the version of operator \(name) \(message)", hint: hint)
            }
            var error = source.error([(path, message)])
            error.code = .operatorVersion
            error.hint = hint
            return error
        }
    }

    /// Each provider once, in the order in which they are named.
    private static func each(_ providers: [Provider]) -> [Provider] {
        var seen: Set<String> = []
        return providers.filter { seen.insert($0.name).inserted }
    }

    var engine: DeploymentEngine {
        var engine = DeploymentEngine(client: client, driver: driver, registry: registry, clock: clock)
        engine.releaseOptions = releaseOptions
        return engine
    }

    /// What there is of the plan's operators already, and what becomes of them: the checks show it, and the run goes by it.
    func look(at plan: BootstrapPlan) -> OperatorLook {
        OperatorLook(
            OperatorDecider(
                client: client, engine: driver, words: plan.file.existing, particular: plan.file.particularOperators,
                reads: ClusterVersionReads(of: plan, by: client)),
            plan.operators)
    }

    var installer: OperatorInstaller {
        OperatorInstaller(client: client, driver: driver, clock: clock)
    }

    /// One report for the whole file, judging what the releases would be.
    func check(
        _ plan: BootstrapPlan, _ releases: PlannedReleases, events: any EventSink
    ) async throws -> PreflightReport {
        try await preflight.planning(releases.work).run(try request(for: plan), events: events)
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
