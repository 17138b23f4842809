import Deployments
import Kubernetes
import Operators
public import Preflight
import Releases

extension BootstrapRun {
    /// What the checks are told of a plan: its operators by their decisions, its models and routes as they would be made.
    ///
    /// Operators that were decided about are not looked at again.
    public func plannedWork(for plan: BootstrapPlan) -> PlannedWork { releases(of: plan).work }

    /// What the plan would make, for the checks and for the run that follows.
    func releases(of plan: BootstrapPlan) -> PlannedReleases {
        PlannedReleases(plan, look(at: plan), engine: engine)
    }
}

extension PlannedWork {
    /// What a run would do.
    public init(for plan: BootstrapPlan, run: BootstrapRun) { self = run.plannedWork(for: plan) }
}

extension ClusterVersionReads {
    /// Whatever planning or the checks have read is not read again.
    init(of plan: BootstrapPlan, by client: KubernetesClient) {
        let reading = plan.reading
        let labels = ClusterReading.labels(namedIn: plan.models.map(\.values))
        self.init(
            kubernetes: { try await reading.version(by: client) },
            drivers: { try await reading.nodes(keeping: labels, by: client).drivers })
    }
}

extension PreflightReport {
    /// Whether a check came to a verdict.
    func hasJudged(_ id: String) -> Bool {
        results.contains { result in
            guard result.id == id else { return false }
            return switch result.verdict {
            case .pass, .warn, .fail: true
            case .skipped, .unknown: false
            }
        }
    }
}
