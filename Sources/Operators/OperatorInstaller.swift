public import Events
import Formats
public import Kubernetes
import Providers
public import Releases
import Waiting

/// Installs a provider's operators and waits until what they bring can be used.
public struct OperatorInstaller: Sendable {
    private let client: KubernetesClient
    private let driver: ReleaseEngine
    private let clock: any Clock<Duration>

    public init(client: KubernetesClient, driver: ReleaseEngine, clock: any Clock<Duration>) {
        self.client = client
        self.driver = driver
        self.clock = clock
    }

    /// Does what was decided; without a decision, installs it.
    ///
    /// - Throws: what the driver throws, `OperatorError` with code `existing` for what was refused, and `ReleaseError` with
    ///   code `timedOut` when a CRD is not served in time.
    public func install(_ plan: OperatorPlan, events: any EventSink) async throws -> OperatorOutcome {
        guard let decision = plan.decision else {
            let place = OperatorDecision.Place(namespace: plan.release.namespace, name: plan.release.name)
            let asked = OperatorDecision(action: .install, code: .absent, reason: "as asked", release: place)
            return OperatorOutcome(plan.name, asked, try await ensure(plan, events: events))
        }
        Self.warn(of: decision, plan, events)
        switch decision.action {
        case .refuse: try OperatorDecider.refuse([plan])
        case .reuse, .adopt: return try await reuse(plan, decision, events: events)
        case .install, .keep, .upgrade: break
        }
        if decision.action == .install {
            for words in plan.unseen {
                events.emit(
                    Event(
                        .warning, .operators, step: "operator/\(plan.name)",
                        "whether \(plan.name) is there already could not be seen everywhere: \(words)",
                        outcome: .warned))
            }
        }
        var plan = plan
        // By its name alone, nobody would find it again.
        if decision.release.name != plan.release.name { plan.release.labels = plan.adoptionLabels }
        plan.release.name = decision.release.name
        plan.release.namespace = decision.release.namespace
        return OperatorOutcome(plan.name, decision, try await ensure(plan, events: events))
    }

    /// What is amiss with the version that will be there, and what should have been done before an upgrade.
    private static func warn(of decision: OperatorDecision, _ plan: OperatorPlan, _ events: any EventSink) {
        var words = (decision.judgement?.warnings ?? []).map(\.message)
        if decision.action == .upgrade, let hint = decision.hint { words.append("\(plan.name) is upgraded; \(hint)") }
        for words in words {
            events.emit(Event(.warning, .operators, step: "operator/\(plan.name)", words, outcome: .warned))
        }
    }

    /// What is there is used once what it brings is served.
    private func reuse(
        _ plan: OperatorPlan, _ decision: OperatorDecision, events: any EventSink
    ) async throws -> OperatorOutcome {
        let step = "operator/\(plan.name)"
        events.emit(Event(.stepStarted, .operators, step: step, "\(plan.name): \(decision.reason)"))
        var change = ReleaseOutcome.Change.unchanged
        if decision.action == .adopt,
            try await driver.adopt(
                decision.release.name, namespace: decision.release.namespace, labels: plan.adoptionLabels,
                events: SteppedEvents(step, events))
        {
            change = .changed
        }
        try await waitForCRDs(
            plan.requiredCRDs, release: plan.release, spent: .zero, hasChanged: change == .changed, step: step,
            events: events)
        events.emit(
            Event(
                .stepFinished, .operators, step: step,
                "\(plan.name) is \(change == .changed ? "groundcrew's from now on" : "used as it is")"
                    + (plan.requiredCRDs.isEmpty ? "" : ", CRDs served"), outcome: Self.outcome(change)))
        return OperatorOutcome(plan.name, decision, change: change)
    }

    private func ensure(_ plan: OperatorPlan, events: any EventSink) async throws -> ReleaseOutcome {
        let step = "operator/\(plan.name)"
        events.emit(
            Event(
                .stepStarted, .operators, step: step,
                "\(plan.title) into namespace \(plan.release.namespace) (\(driver.name))"))
        let stopwatch = Stopwatch(clock)
        let outcome = try await driver.ensure(
            plan.release, phase: .operators, events: SteppedEvents(step, events))
        try await waitForCRDs(
            plan.requiredCRDs, release: plan.release, spent: stopwatch.time, hasChanged: outcome.hasChanged, step: step,
            events: events)
        client.forgetDiscovery()
        events.emit(
            Event(
                .stepFinished, .operators, step: step,
                "\(plan.release.name) \(outcome.record.chartVersion): revision \(outcome.record.revision), "
                    + "\(outcome.objectCount) object\(outcome.objectCount == 1 ? "" : "s")"
                    + (plan.requiredCRDs.isEmpty ? "" : ", CRDs served"),
                outcome: Self.outcome(outcome.change)))
        return outcome
    }

    private static func outcome(_ change: ReleaseOutcome.Change) -> Event.Outcome {
        switch change {
        case .created: .created
        case .changed: .changed
        case .unchanged: .unchanged
        case .unknown: .unknown
        }
    }

    /// Operators such as Dynamo's apply their CRDs after the chart is installed, so the chart being ready is not enough.
    private func waitForCRDs(
        _ crds: [OperatorDefinition.CRD], release: ReleaseRequest, spent: Duration, hasChanged: Bool, step: String,
        events: any EventSink
    ) async throws {
        let waiter = Waiter(client: client, clock: clock) { news in
            if case .changed = news { return }
            events.emit(news.event(.operators, step: step))
        }
        do {
            _ = try await waiter.wait(
                for: crds.map {
                    Awaited(.customResourceDefinitions, $0.name, .served(.any($0.versions)), title: "CRD \($0.name)")
                },
                // What is there already needs no time.
                limits: WaitLimits(
                    release.timeout, spent: min(spent, release.timeout - .seconds(1)),
                    idle: release.options.idleTimeout))
        } catch let error as WaitError {
            throw ReleaseError(
                .timedOut, error.message,
                hint: "the operator applies it: look at its log in namespace \(release.namespace)",
                release: "\(release.namespace)/\(release.name)", underlying: error, hasChanged: hasChanged)
        }
    }
}
