import Deployments
public import Events
import Formats
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

    public init(
        client: KubernetesClient, driver: any ReleaseDriver, registry: ProviderRegistry, preflight: Preflight,
        planning: OperatorPlanning, clock: any Clock<Duration>
    ) {
        self.client = client
        self.driver = driver
        self.registry = registry
        self.preflight = preflight
        self.planning = planning
        self.clock = clock
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
    /// - Parameter onPreflight: gets the reports as soon as they are there, whatever happens later.
    /// - Returns: what happened, also when preflight ended the run; nothing was changed then.
    /// - Throws: `BootstrapInterruption` once operators are being installed, with what was done until then; before,
    ///   nothing has been changed, and what asking the cluster throws is thrown as it is.
    public func run(
        _ plan: BootstrapPlan, events: any EventSink, onPreflight: ([PreflightReport]) throws -> Void = { _ in }
    ) async throws -> BootstrapResult {
        var result = BootstrapResult(driver: driver.name)
        try await checkCluster(plan.file.cluster)
        for model in plan.models { try await engine.checkToken(model) }
        // Preflight reports its own phase.
        let start = ContinuousClock.now
        result.preflight = try await check(plan, events: events)
        result.phases.append(.init(phase: .preflight, took: ContinuousClock.now - start))
        try onPreflight(result.preflight)
        let outcomes = result.preflight.map(\.outcome)
        if let worst = outcomes.first(where: { $0 == .failed }) ?? outcomes.first(where: { $0 != .passed }) {
            result.stopped = worst
            return result
        }
        do {
            try await timed(.operators, "installing operators", &result, events) { result in
                for item in plan.operators {
                    result.operators.append(try await installer.install(item, events: events))
                }
            }
            try await timed(.models, "deploying models", &result, events) { result in
                for model in plan.models {
                    // Now that the operator is there, the API version can be chosen.
                    let settled = try await engine.plan(model.request)
                    result.deployments.append(
                        try await engine.deploy(
                            settled, smokeTest: plan.file.smokeTest, timeout: plan.file.timeouts.models,
                            events: events))
                }
            }
        } catch {
            result.failure = error is CancellationError ? "interrupted" : "\(error)"
            throw BootstrapInterruption(result: result, underlying: error)
        }
        return result
    }

    /// Each provider once, in the order in which models name them.
    static func providers(of models: [DeploymentPlan]) -> [Provider] {
        var seen: Set<String> = []
        return models.map(\.provider).filter { seen.insert($0.name).inserted }
    }

    private var engine: DeploymentEngine {
        DeploymentEngine(client: client, driver: driver, registry: registry, clock: clock)
    }

    private var installer: OperatorInstaller {
        OperatorInstaller(client: client, driver: driver, clock: clock)
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
            let asked = plan.file.preflight
            let request = PreflightRequest(
                want: try subject.want(),
                skip: Dictionary(asked.skip.map { ($0, "as asked for") }, uniquingKeysWith: { first, _ in first }),
                only: asked.only.map(Set.init))
            reports.append(try await preflight.run(request, events: events))
        }
        return reports
    }

    /// A file that pins a cluster is never carried out on another one (F28).
    private func checkCluster(_ cluster: BootstrapFile.Cluster) async throws {
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

    private func timed(
        _ phase: Event.Phase, _ title: String, _ result: inout BootstrapResult, _ events: any EventSink,
        _ work: (inout BootstrapResult) async throws -> Void
    ) async throws {
        events.emit(Event(.phaseStarted, phase, title))
        let start = ContinuousClock.now
        do {
            try await work(&result)
        } catch {
            result.phases.append(.init(phase: phase, took: ContinuousClock.now - start))
            events.emit(
                Event(
                    .phaseFinished, phase, "\(title): stopped",
                    outcome: error is CancellationError ? .cancelled : .failed))
            throw error
        }
        let took = ContinuousClock.now - start
        result.phases.append(.init(phase: phase, took: took))
        events.emit(
            Event(
                .phaseFinished, phase, "\(title): done", outcome: .ready,
                details: ["seconds": .float(took.inSeconds)]))
    }
}
