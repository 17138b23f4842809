public import Events
import Models
import Providers
public import Releases
public import Value

/// A model that is served.
public struct DeploymentResult: Sendable {
    public var plan: DeploymentPlan
    public var change: ReleaseOutcome.Change
    public var status: DeploymentStatus
    /// Nil when no answer was asked for.
    public var answer: SmokeAnswer?
    public var warnings: [String]

    public var value: Value {
        var value = status.value.object ?? [:]
        value["change"] = .string(change.rawValue)
        value["servedAs"] = .string(plan.servedName)
        value["reason"] = .string(plan.selection.reason)
        value["answer"] = answer?.value ?? .null
        value["warnings"] = .array(warnings.map(Value.string))
        return .object(value)
    }
}

extension DeploymentEngine {
    /// Makes the deployment so, waits until the provider reports it running, and asks it for an answer.
    ///
    /// - Parameters:
    ///   - timeout: for the waiting; the release's own work is bounded by it too.
    ///   - waits: false returns as soon as the release is recorded.
    /// - Throws: `DeploymentError` with code `failed`, `timedOut` or `silent`, naming the cause.
    public func deploy(
        _ plan: DeploymentPlan, waits: Bool = true, smokeTest: Bool = true, timeout: Duration,
        events: any EventSink
    ) async throws -> DeploymentResult {
        let step = "model/\(plan.id)"
        events.emit(
            event(
                .stepStarted, step,
                "deploying \(plan.request.model.id) with \(plan.selection.engine) "
                    + "on \(plan.provider.definition.title): \(plan.selection.reason)"))
        let outcome = try await driver.ensure(
            releaseRequest(plan, timeout: timeout), phase: .models, events: SteppedEvents(step, events))
        guard waits else {
            let status = try await status(of: plan)
            return DeploymentResult(
                plan: plan, change: outcome.change, status: status, answer: nil, warnings: outcome.warnings)
        }
        let status = try await waitUntilRunning(plan, timeout: timeout, events: events)
        events.emit(
            event(.stepFinished, step, "\(plan.request.name) is running: \(status.message)", outcome: .ready))
        let answer = smokeTest ? try await smoke(plan, status, timeout: timeout, events: events) : nil
        return DeploymentResult(
            plan: plan, change: outcome.change, status: status, answer: answer, warnings: outcome.warnings)
    }

    func event(
        _ kind: Event.Kind, _ step: String, _ message: String, phase: Event.Phase = .models,
        outcome: Event.Outcome? = nil, details: Object = [:]
    ) -> Event {
        Event(kind, phase, step: step, message, outcome: outcome, details: details)
    }
}
