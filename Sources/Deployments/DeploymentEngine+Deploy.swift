public import Events
import Kubernetes
import Models
import Providers
import Readiness
public import Releases
public import Value

/// A model that is served.
public struct DeploymentResult: Sendable {
    public var plan: DeploymentPlan
    public var change: ReleaseOutcome.Change
    public var status: DeploymentStatus
    /// Nil when no answer was asked for.
    public var answer: SmokeAnswer?
    /// Why not, where that was not the caller's wish.
    public var notAsked: String?
    /// Whether an answer was wanted, and the caller may not ask for it.
    public var isAnswerUnknown = false
    public var warnings: [String]
    /// How it is reached from outside the cluster; nil where nothing was asked for, and no route is there.
    public var route: RouteResult?

    /// Why it is not known whether the model answers; nil where it is known, and where nobody wanted to.
    public var unknownAnswer: String? {
        isAnswerUnknown ? "whether it answers is unknown: \(notAsked ?? "")" : nil
    }

    public var value: Value {
        var value = status.value.object ?? [:]
        value["change"] = .string(change.rawValue)
        value["servedAs"] = .string(plan.servedName)
        value["reason"] = .string(plan.selection.reason)
        value["former"] = plan.former?.value ?? .null
        value["answer"] = answer?.value ?? .null
        value["notAsked"] = notAsked.map(Value.string) ?? .null
        value["answerUnknown"] = .bool(isAnswerUnknown)
        value["warnings"] = .array(warnings.map(Value.string))
        if let route { value["route"] = route.value }
        return .object(value)
    }
}

extension DeploymentEngine {
    /// Makes the deployment so, waits until the provider reports it running, and asks it for an answer.
    ///
    /// One that asks for no worker is done when it is stopped, and is not asked. Where the caller may not ask, the result
    /// says so.
    /// - Parameters:
    ///   - timeout: for the waiting; the release's own work is bounded by it too.
    ///   - waits: false returns as soon as the release is recorded.
    /// - Throws: `DeploymentError` with code `failed`, `timedOut` or `silent`, naming the cause, and what became of it
    ///   where the request wants it thrown back.
    public func deploy(
        _ plan: DeploymentPlan, waits: Bool = true, smokeTest: Bool = true, timeout: Duration,
        events: any EventSink
    ) async throws -> DeploymentResult {
        try await refuseTaken(plan)
        let step = "model/\(plan.id)"
        events.emit(
            event(
                .stepStarted, step,
                "deploying \(plan.request.model.id) with \(plan.selection.engine) "
                    + "on \(plan.provider.definition.title): \(plan.selection.reason)"))
        for line in plan.former?.lines ?? [] {
            events.emit(event(.progress, step, "\(plan.request.name): \(line)"))
        }
        if let words = plan.uncarried {
            events.emit(event(.warning, step, "\(plan.request.name): \(words)", outcome: .warned))
        }
        let outcome: ReleaseOutcome
        do {
            outcome = try await driver.ensure(
                releaseRequest(plan, timeout: timeout), phase: .models, events: SteppedEvents(step, events))
        } catch let error as ReleaseError {
            throw await explained(error, plan)
        }
        guard waits else {
            let status = try await patient.status(of: plan)
            return DeploymentResult(
                plan: plan, change: outcome.change, status: status, answer: nil, warnings: outcome.warnings)
        }
        do {
            return try await proven(plan, outcome, smokeTest: smokeTest, timeout: timeout, events: events)
        } catch let error as DeploymentError where error.isNotReady {
            throw try await undone(plan, outcome, error, timeout: timeout, events: events)
        }
    }

    /// What was applied, once it runs and has answered.
    private func proven(
        _ plan: DeploymentPlan, _ outcome: ReleaseOutcome, smokeTest: Bool, timeout: Duration,
        events: any EventSink
    ) async throws -> DeploymentResult {
        let step = "model/\(plan.id)"
        let status = try await waitUntilSettled(plan, timeout: timeout, events: events)
        let isIdle = status.phase == .stopped
        events.emit(
            event(
                .stepFinished, step, "\(plan.request.name) is \(isIdle ? "stopped" : "running"): \(status.message)",
                outcome: .ready))
        var result = DeploymentResult(
            plan: plan, change: outcome.change, status: status, answer: nil, warnings: outcome.warnings)
        guard smokeTest else { return result }
        guard !isIdle else {
            result.notAsked = status.message
            let asking = "endpoint/\(plan.id)"
            events.emit(event(.stepStarted, asking, "asking \(plan.request.name) for an answer", phase: .endpoint))
            events.emit(
                event(
                    .stepFinished, asking, "\(plan.request.name) is not asked: \(status.message)", phase: .endpoint,
                    outcome: .skipped))
            return result
        }
        do {
            result.answer = try await smoke(plan, status, timeout: timeout, events: events)
        } catch let error as KubernetesError where error.code == .forbidden {
            let verb = error.request?.verb ?? "get"
            result.notAsked = "the caller may not \(verb) services/proxy in namespace \(status.namespace)"
            result.isAnswerUnknown = true
            events.emit(
                event(
                    .stepFinished, "endpoint/\(plan.id)", result.unknownAnswer ?? "", phase: .endpoint,
                    outcome: .unknown))
        }
        return result
    }

    /// Refuses a name that somebody else's release has, or one of a provider that is not loaded, or another deployment that
    /// no release of that name holds.
    ///
    /// - Throws: `DeploymentError` with code `invalidRequest` or `unknownProvider`; nothing was changed.
    public func refuseTaken(_ plan: DeploymentPlan) async throws {
        let hint = "choose another name (--name, or name in a bootstrap file), or remove it first; nothing was changed"
        do {
            // Whoever may not see releases may see whose object it is.
            let record = try await unlessForbidden {
                try await driver.record(plan.request.name, namespace: plan.request.namespace)
            }.flatMap(\.self)
            if let record, record.status != "uninstalled",
                record.labels[ReleaseLabels.roleKey] != ReleaseLabels.Role.deployment.rawValue
            {
                throw DeploymentError(
                    .invalidRequest,
                    "release \(plan.id) (chart \(record.chartTitle), revision \(record.revision)) is there already, and "
                        + "groundcrew did not make it", hint: hint)
            }
            if let record, let other = UnknownProvider(of: record, in: registry) {
                throw other.refusal(toReplace: plan.id)
            }
            guard let (found, _) = try await findOne(plan, hint: hint),
                found.provider.name != plan.provider.name, record?.chartName != found.provider.name
            else { return }
            throw DeploymentError(
                .invalidRequest, "\(plan.id) is a deployment of provider \(found.provider.name) already", hint: hint)
        } catch is KubernetesError {
            return  // Whoever may not look is told by what comes next.
        } catch let error as ReleaseError where error.code == .recordUnreadable {
            return
        }
    }

    /// What has the plan's name already; several are all in its way.
    private func findOne(
        _ plan: DeploymentPlan, hint: String
    ) async throws -> (deployment: FoundDeployment, type: ResourceType)? {
        do {
            return try await find(plan.request.name, namespace: plan.request.namespace)
        } catch let error as DeploymentError {
            throw DeploymentError(error.code, error.message, hint: hint, underlying: error)
        }
    }

    func event(
        _ kind: Event.Kind, _ step: String, _ message: String, phase: Event.Phase = .models,
        outcome: Event.Outcome? = nil, details: Object = [:]
    ) -> Event {
        Event(kind, phase, step: step, message, outcome: outcome, details: details)
    }
}
