import Charts
import Kubernetes
import Value

/// Installs charts itself: applies server-side as Helm 4 does, waits, and keeps Helm's records.
struct NativeExecutor: ReleaseExecutor {
    let name = "native"
    let upgradesCRDs = true

    func prepare() async throws {}

    func check(_ request: ReleaseRequest) async throws {}

    func rehearse(
        _ request: ReleaseRequest, _ chart: ResolvedChart, records: () async throws -> RecordKind
    ) async throws -> StoredRelease? { nil }

    func check(_ plan: ReleasePlan, _ client: KubernetesClient) async throws {
        try await ReleaseChecks(client: client, request: plan.request).checkWithServer(plan)
    }

    /// Whatever must not go stays by itself.
    func checkRemoval(_ plan: RemovalPlan, _ client: KubernetesClient) async throws {}

    func carryOut(_ plan: ReleasePlan, _ run: RunContext) async throws -> ReleaseOutcome {
        try await NativeRun(plan: plan, run: run).execute()
    }

    func carryOut(_ plan: RemovalPlan, _ run: RunContext) async throws -> [LeftObject] {
        try await NativeRemoval(plan: plan, run: run).execute()
    }
}
