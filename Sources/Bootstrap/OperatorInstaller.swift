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

    /// - Throws: what the driver throws, and `ReleaseError` with code `timedOut` when a CRD is not served in time.
    public func install(
        _ plan: BootstrapPlan.OperatorPlan, events: any EventSink
    ) async throws -> ReleaseOutcome {
        let step = "operator/\(plan.release.name)"
        events.emit(
            Event(
                .stepStarted, .operators, step: step,
                "\(plan.title) into namespace \(plan.release.namespace) (\(driver.name))"))
        let stopwatch = Stopwatch(clock)
        let outcome = try await driver.ensure(
            plan.release, phase: .operators, events: SteppedEvents(step, events))
        try await waitForCRDs(
            plan.crds, release: plan.release, spent: stopwatch.time, hasChanged: outcome.hasChanged, step: step,
            events: events)
        client.forgetDiscovery()
        events.emit(
            Event(
                .stepFinished, .operators, step: step,
                "\(plan.release.name) \(outcome.record.chartVersion): revision \(outcome.record.revision), "
                    + "\(outcome.objectCount) object\(outcome.objectCount == 1 ? "" : "s")"
                    + (plan.crds.isEmpty ? "" : ", CRDs served"),
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
        _ crds: [ProviderDefinition.CRD], release: ReleaseRequest, spent: Duration, hasChanged: Bool, step: String,
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
                limits: WaitLimits(release.timeout, spent: min(spent, release.timeout - .seconds(1))))
        } catch let error as WaitError {
            throw ReleaseError(
                .timedOut, error.message,
                hint: "the operator applies it: look at its log in namespace \(release.namespace)",
                release: "\(release.namespace)/\(release.name)", underlying: error, hasChanged: hasChanged)
        }
    }
}
