import Deployments
public import Events
import Formats
import Operators
public import Preflight
import Providers
import Releases
import Value

extension BootstrapRun {
    /// Carries the plan out.
    ///
    /// All that can be known beforehand is checked before the first change: the cluster, tokens, what all operators and
    /// models would be, and the caller's rights to make it.
    /// - Parameters:
    ///   - former: an earlier run to go on from; nil when there is none.
    ///   - onPreflight: gets the report as soon as it is there, whatever happens later.
    /// - Returns: what happened, also when preflight ended the run, and nothing was changed; and when all models were
    ///   applied and some did not become ready.
    /// - Throws: `BootstrapInterruption` once operators are being installed, with what was done until then; before,
    ///   nothing has been changed, and what asking the cluster throws is thrown as it is.
    public func run(
        _ plan: BootstrapPlan, after former: FormerRun? = nil, events: any EventSink,
        onPreflight: (PreflightReport) throws -> Void = { _ in }
    ) async throws -> BootstrapResult {
        var result = BootstrapResult(driver: driver.name)
        result.providers = plan.models.isEmpty ? plan.providers.map(\.name) : []
        try await checkCluster(plan.file.cluster)
        if let former {
            result.resumption = Resumption(former)
            events.emit(Event(.progress, .plan, former.text))
        }
        // Preflight reports its own phase.
        let stopwatch = Stopwatch(clock)
        let releases = releases(of: plan)
        let report = try await check(plan, releases, events: events)
        result.preflight = report
        result.phases.append(.init(phase: .preflight, took: stopwatch.time))
        try onPreflight(report)
        // What could be done on no cluster is told as what it is.
        if report.outcome == .undecided, let refusal = releases.refusal { throw refusal }
        guard report.outcome == .passed else {
            result.stopped = report.outcome
            return result
        }
        // Whoever skips the check of tokens installs nothing all the same for models that cannot be fetched.
        for model in plan.models { try await engine.checkToken(model) }
        let operators = try await OperatorPreparation(driver: driver, charts: charts)
            .prepared(releases.withCharts(try await releases.decided()), events: events)
        try await checkRuntimes(of: plan, releases)
        let rights = BootstrapRights(client: client)
        if !report.hasJudged(Self.permissions) { try await rights.check(plan.models) }
        if plan.file.smokeTest, let unaskable = try await rights.unaskable(plan.models) {
            events.emit(Event(.warning, .plan, unaskable.message))
        }
        result.lostMirrors = try await lostMirrors(of: plan, operators)
        for lost in result.lostMirrors { events.emit(Event(.warning, .plan, lost.text, outcome: .warned)) }
        do {
            try await timed(.operators, "installing operators", &result, events) { result in
                result.operators = try await installer.install(operators, events: events) { outcome in
                    // Told as they end, and in the plan's order once all have.
                    result.operators.append(outcome)
                    Self.compare("operator/\(outcome.name)", .operators, outcome.change, &result, events)
                }
            }
            guard !plan.models.isEmpty else { return result }
            try await timed(.models, "deploying models", &result, events) { result in
                try await deployAll(plan, &result, events)
            }
        } catch {
            result.failure = error is CancellationError ? "interrupted" : "\(error)"
            result.remaining = result.remaining(of: plan)
            throw BootstrapInterruption(result: result, underlying: error)
        }
        return result
    }

    /// The check that asks for the rights of everything that is to be applied.
    static let permissions = "permissions"

    /// Whether runtimes that models name are there, or come with the operators that are about to be installed.
    ///
    /// - Throws: `BootstrapError` with the place of one that is neither.
    private func checkRuntimes(of plan: BootstrapPlan, _ releases: PlannedReleases) async throws {
        let naming = plan.models.indices.filter { plan.models[$0].request.runtime != nil }
        guard !naming.isEmpty, let coming = try await releases.brought(by: client) else { return }
        for index in naming {
            do {
                _ = try await engine.checkRuntime(of: plan.models[index], coming: coming)
            } catch {
                throw plan.file.located(error, model: index, registry)
            }
        }
    }

    /// How many models are deployed at once.
    private static let limit = 4

    /// Side by side; one that fails keeps none of the others from being deployed.
    ///
    /// - Throws: the first error of a model that could not be applied, once all have come to their end; the result names
    ///   all of them.
    private func deployAll(
        _ plan: BootstrapPlan, _ result: inout BootstrapResult, _ events: any EventSink
    ) async throws {
        var ends: [Int: ModelEnd] = [:]
        try await withThrowingTaskGroup(of: EndedModel.self) { group in
            for index in plan.models.indices {
                if index >= Self.limit, let one = try await group.next() { ends[one.index] = one.end }
                group.addTask { EndedModel(index: index, end: await deploy(index, of: plan, events)) }
            }
            for try await one in group { ends[one.index] = one.end }
        }
        var failure: (any Error)?
        for index in plan.models.indices {
            switch ends[index] {
            case .deployed(let deployment):
                result.deployments.append(deployment)
                Self.compare("model/\(plan.models[index].id)", .models, deployment.change, &result, events)
            case .notReady(let failure): result.failures.append(failure)
            case .failed(let error):
                failure = failure ?? error
                // What was interrupted has not failed, and is named as what remains.
                guard !(error is CancellationError) else { break }
                result.failures.append(.init(plan.models[index].id, notApplied: error))
            case nil: break
            }
        }
        if let failure { throw failure }
    }

    private struct EndedModel: Sendable {
        var index: Int
        var end: ModelEnd
    }

    private enum ModelEnd: Sendable {
        case deployed(DeploymentResult)
        case notReady(BootstrapResult.ModelFailure)
        case failed(any Error)
    }

    private func deploy(_ index: Int, of plan: BootstrapPlan, _ events: any EventSink) async -> ModelEnd {
        let model = plan.models[index]
        do {
            // Now that the operator is there, the API version can be chosen.
            let settled = try await engine.plan(model.request, considering: plan.facts[index]) {
                try planning.versions(for: $0, plan.file.operators)
            }
            for line in try await engine.checkRuntime(of: settled) {
                events.emit(Event(.warning, .models, step: "model/\(model.id)", line))
            }
            return .deployed(
                try await engine.serve(
                    settled, smokeTest: plan.file.smokeTest, timeout: plan.file.timeouts.models, events: events))
        } catch let error as DeploymentError where error.isNotReady {
            let failure = BootstrapResult.ModelFailure(
                deployment: model.id, message: error.message, hint: error.hint)
            events.emit(
                Event(.stepFinished, .models, step: "model/\(model.id)", failure.rest, outcome: .failed))
            return .notReady(failure)
        } catch {
            return .failed(error)
        }
    }

    /// Says whether a step that an earlier run had finished was still as that run left it.
    private static func compare(
        _ step: String, _ phase: Event.Phase, _ change: ReleaseOutcome.Change, _ result: inout BootstrapResult,
        _ events: any EventSink
    ) {
        guard let words = result.resumption?.ended(step, isUnchanged: change == .unchanged) else { return }
        events.emit(Event(.progress, phase, step: step, words))
    }

    private func timed(
        _ phase: Event.Phase, _ title: String, _ result: inout BootstrapResult, _ events: any EventSink,
        _ work: (inout BootstrapResult) async throws -> Void
    ) async throws {
        events.emit(Event(.phaseStarted, phase, title))
        let stopwatch = Stopwatch(clock)
        do {
            try await work(&result)
        } catch {
            result.phases.append(.init(phase: phase, took: stopwatch.time))
            events.emit(
                Event(
                    .phaseFinished, phase, "\(title): stopped",
                    outcome: error is CancellationError ? .cancelled : .failed))
            throw error
        }
        let took = stopwatch.time
        result.phases.append(.init(phase: phase, took: took))
        let isDone = result.failures.isEmpty
        events.emit(
            Event(
                .phaseFinished, phase,
                isDone ? "\(title): done" : "\(title): \(result.failures.count) not ready",
                outcome: isDone ? .ready : .failed, details: ["seconds": .float(took.inSeconds)]))
    }
}
