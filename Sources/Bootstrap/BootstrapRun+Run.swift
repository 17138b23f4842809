import Deployments
public import Events
import Formats
public import Preflight
import Releases
import Value

extension BootstrapRun {
    /// Carries the plan out.
    ///
    /// All that can be known beforehand is checked before the first change: the cluster, tokens, the checks, the charts of
    /// all operators, and the caller's rights.
    /// - Parameter onPreflight: gets the report as soon as it is there, whatever happens later.
    /// - Returns: what happened, also when preflight ended the run, and nothing was changed; and when all models were
    ///   applied and some did not become ready.
    /// - Throws: `BootstrapInterruption` once operators are being installed, with what was done until then; before,
    ///   nothing has been changed, and what asking the cluster throws is thrown as it is.
    public func run(
        _ plan: BootstrapPlan, events: any EventSink, onPreflight: (PreflightReport) throws -> Void = { _ in }
    ) async throws -> BootstrapResult {
        var result = BootstrapResult(driver: driver.name)
        try await checkCluster(plan.file.cluster)
        for model in plan.models { try await engine.checkToken(model) }
        // Preflight reports its own phase.
        let stopwatch = Stopwatch(clock)
        let report = try await check(plan, events: events)
        result.preflight = report
        result.phases.append(.init(phase: .preflight, took: stopwatch.time))
        try onPreflight(report)
        guard report.outcome == .passed else {
            result.stopped = report.outcome
            return result
        }
        let operators = try await OperatorPreparation(driver: driver, charts: charts)
            .prepared(plan.operators, events: events)
        try await BootstrapRights(client: client).check(plan.models)
        do {
            try await timed(.operators, "installing operators", &result, events) { result in
                for item in operators { result.operators.append(try await installer.install(item, events: events)) }
            }
            try await timed(.models, "deploying models", &result, events) { result in
                for model in plan.models { try await deploy(model, plan, &result, events) }
            }
        } catch {
            result.failure = error is CancellationError ? "interrupted" : "\(error)"
            result.remaining = result.remaining(of: plan)
            throw BootstrapInterruption(result: result, underlying: error)
        }
        return result
    }

    /// A model that does not become ready keeps none of the others from being deployed.
    private func deploy(
        _ model: DeploymentPlan, _ plan: BootstrapPlan, _ result: inout BootstrapResult, _ events: any EventSink
    ) async throws {
        do {
            // Now that the operator is there, the API version can be chosen.
            let settled = try await engine.plan(model.request) {
                planning.versions(for: $0, plan.file.operators)
            }
            result.deployments.append(
                try await engine.deploy(
                    settled, smokeTest: plan.file.smokeTest, timeout: plan.file.timeouts.models, events: events))
        } catch let error as DeploymentError where error.isNotReady {
            let failure = BootstrapResult.ModelFailure(
                deployment: model.id, message: error.message, hint: error.hint)
            result.failures.append(failure)
            events.emit(
                Event(.stepFinished, .models, step: "model/\(model.id)", failure.rest, outcome: .failed))
        }
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
