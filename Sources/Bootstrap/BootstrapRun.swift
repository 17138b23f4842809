import Deployments
public import Events
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
    public let driver: any ReleaseDriver
    public let registry: ProviderRegistry
    public let preflight: Preflight
    public let planning: OperatorPlanning
    public let clock: any Clock<Duration>
    public let isSimulated: Bool

    public init(
        client: KubernetesClient, driver: any ReleaseDriver, registry: ProviderRegistry, preflight: Preflight,
        planning: OperatorPlanning, clock: any Clock<Duration>, isSimulated: Bool
    ) {
        self.client = client
        self.driver = driver
        self.registry = registry
        self.preflight = preflight
        self.planning = planning
        self.clock = clock
        self.isSimulated = isSimulated
    }

    /// Chooses everything that can be chosen without changing the cluster.
    ///
    /// - Throws: `BootstrapError`, `ProviderError`, `ChartError` and `DeploymentError` for a file that cannot be done.
    public func plan(_ file: BootstrapFile) async throws -> BootstrapPlan {
        var models: [DeploymentPlan] = []
        for request in file.models { models.append(try await engine.plan(request, needsOperator: false)) }
        var operators: [BootstrapPlan.OperatorPlan] = []
        for provider in Self.providers(of: models) {
            operators += try planning.plans(for: provider, overrides: file.operators)
        }
        let known = Set(operators.map(\.name))
        if let unknown = file.operators.keys.sorted().first(where: { !known.contains($0) }) {
            throw BootstrapError(
                .unknownOperator, "operators.\(unknown): the models need no operator of that name",
                hint: "they need \(known.sorted().joined(separator: ", "))")
        }
        return BootstrapPlan(file: file, operators: operators, models: models)
    }

    /// Carries the plan out.
    ///
    /// - Returns: what happened, also when preflight ended the run; nothing was changed then.
    /// - Throws: what installing, deploying and asking throw.
    public func run(_ plan: BootstrapPlan, events: any EventSink) async throws -> BootstrapResult {
        var result = BootstrapResult(isSimulated: isSimulated, driver: driver.name)
        try await checkCluster(plan.file.cluster)
        // Preflight reports its own phase.
        let start = ContinuousClock.now
        result.preflight = try await check(plan, events: events)
        result.phases.append(.init(phase: .preflight, took: ContinuousClock.now - start))
        let outcomes = result.preflight.map(\.outcome)
        if let worst = outcomes.first(where: { $0 == .failed }) ?? outcomes.first(where: { $0 != .passed }) {
            result.stopped = worst
            return result
        }
        result.operators = try await timed(.operators, "installing operators", &result, events) {
            var outcomes: [ReleaseOutcome] = []
            for item in plan.operators { outcomes.append(try await installer.install(item, events: events)) }
            return outcomes
        }
        result.deployments = try await timed(.models, "deploying models", &result, events) {
            var deployments: [DeploymentResult] = []
            for model in plan.models {
                // Now that the operator is there, the API version can be chosen.
                let settled = try await engine.plan(model.request)
                deployments.append(
                    try await engine.deploy(
                        settled, smokeTest: plan.file.smokeTest, timeout: plan.file.timeouts.models, events: events))
            }
            return deployments
        }
        return result
    }

    /// Each provider once, in the order in which models name them.
    static func providers(of models: [DeploymentPlan]) -> [Provider] {
        var seen: Set<String> = []
        return models.map(\.provider).filter { seen.insert($0.name).inserted }
    }

    private var engine: DeploymentEngine {
        DeploymentEngine(
            client: client, driver: driver, registry: registry, clock: clock, isSimulated: isSimulated)
    }

    private var installer: OperatorInstaller {
        OperatorInstaller(client: client, driver: driver, clock: clock, isSimulated: isSimulated)
    }

    /// One report for each provider.
    private func check(_ plan: BootstrapPlan, events: any EventSink) async throws -> [PreflightReport] {
        var reports: [PreflightReport] = []
        for provider in Self.providers(of: plan.models) {
            let subject = PreflightSubject(
                provider: provider, operators: plan.operators.filter { $0.provider.name == provider.name },
                deployments: plan.models.filter { $0.provider.name == provider.name }.map(\.request),
                driver: driver.name, installs: true, natsURL: plan.file.preflight.natsURL,
                etcdURL: plan.file.preflight.etcdURL)
            let skip = Dictionary(uniqueKeysWithValues: plan.file.preflight.skip.map { ($0, "by the bootstrap file") })
            reports.append(try await preflight.run(PreflightRequest(want: try subject.want(), skip: skip), events: events))
        }
        return reports
    }

    /// A file that pins a cluster is never carried out on another one (F28).
    private func checkCluster(_ cluster: BootstrapFile.Cluster) async throws {
        guard let wanted = cluster.uid else { return }
        let identity = try await client.identity()
        guard identity.kubeSystemUID == wanted else {
            throw BootstrapError(
                .wrongCluster, "the file is for the cluster with uid \(wanted); this is \(identity)",
                hint: "choose the cluster with --context, or change cluster.uid in the file")
        }
    }

    private func timed<Result>(
        _ phase: Event.Phase, _ title: String, _ result: inout BootstrapResult, _ events: any EventSink,
        _ work: () async throws -> Result
    ) async throws -> Result {
        events.emit(Event(.phaseStarted, phase, title, isSimulated: isSimulated))
        let start = ContinuousClock.now
        do {
            let value = try await work()
            let took = ContinuousClock.now - start
            result.phases.append(.init(phase: phase, took: took))
            events.emit(
                Event(
                    .phaseFinished, phase, "\(title): done", outcome: .ready, isSimulated: isSimulated,
                    details: ["seconds": .float(took.inSeconds)]))
            return value
        } catch {
            events.emit(
                Event(
                    .phaseFinished, phase, "\(title): stopped", outcome: error is CancellationError ? .cancelled : .failed,
                    isSimulated: isSimulated))
            throw error
        }
    }
}
