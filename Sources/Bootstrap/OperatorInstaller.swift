public import Events
public import Kubernetes
import Providers
import Readiness
public import Releases
import Value

/// Installs a provider's operators and waits until what they bring can be used.
public struct OperatorInstaller: Sendable {
    private let client: KubernetesClient
    private let driver: any ReleaseDriver
    private let clock: any Clock<Duration>

    public init(client: KubernetesClient, driver: any ReleaseDriver, clock: any Clock<Duration>) {
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
        let start = ContinuousClock.now
        let outcome = try await driver.ensure(
            plan.release, phase: .operators, events: SteppedEvents(step, events))
        for crd in plan.crds {
            try await waitForCRD(
                crd, release: plan.release, left: plan.release.timeout - (ContinuousClock.now - start),
                hasChanged: outcome.hasChanged, step: step, events: events)
        }
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
    private func waitForCRD(
        _ crd: ProviderDefinition.CRD, release: ReleaseRequest, left: Duration, hasChanged: Bool, step: String,
        events: any EventSink
    ) async throws {
        // The release is in place: a restart of the server does not end this wait.
        let client = client.patient()
        let deadline = ContinuousClock.now + max(left, .seconds(1))
        var said = false
        while true {
            let object = try await client.getIfPresent(.customResourceDefinitions, crd.name)
            if let object, CRDState(object).isUsable(versions: crd.versions) { return }
            guard ContinuousClock.now < deadline else {
                throw ReleaseError(
                    .timedOut,
                    "CRD \(crd.name) \(object.map { CRDState($0).problem(versions: crd.versions) ?? "is not served" } ?? "has not appeared")",
                    hint: "the operator applies it: look at its log in namespace \(release.namespace)",
                    release: "\(release.namespace)/\(release.name)", hasChanged: hasChanged)
            }
            if !said {
                said = true
                events.emit(Event(.progress, .operators, step: step, "waiting for CRD \(crd.name)"))
            }
            try await clock.sleep(for: .milliseconds(250))
        }
    }
}
