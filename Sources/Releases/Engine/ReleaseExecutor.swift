import Kubernetes

/// Carries plans out; both executors keep the same records, so what one has made the other can take over.
protocol ReleaseExecutor: Sendable {
    /// `native` or `helm`.
    var name: String { get }

    /// Whether CRDs that are there are brought to what the chart has.
    var upgradesCRDs: Bool { get }

    /// Sees that the executor can work at all, before anything is changed.
    func prepare() async throws

    /// Refuses what the executor cannot do; changes nothing.
    func check(_ request: ReleaseRequest) async throws

    /// The revision that the executor itself would make of the request, where that is not for the plan to say; nil where
    /// it is. Changes nothing.
    ///
    /// - Parameter records: says what the release's records are.
    func rehearse(
        _ request: ReleaseRequest, _ chart: ResolvedChart, records: () async throws -> RecordKind
    ) async throws -> StoredRelease?

    /// Refuses what is known to fail half-way; changes nothing.
    ///
    /// - Throws: `ReleaseError` that says what stands in the way.
    func check(_ plan: ReleasePlan, _ client: KubernetesClient) async throws

    /// Why the executor must not remove the release; changes nothing.
    ///
    /// - Throws: `ReleaseError` that says what stands in the way.
    func checkRemoval(_ plan: RemovalPlan, _ client: KubernetesClient) async throws

    /// Installs or upgrades; the run's record is true whatever happens.
    func carryOut(_ plan: ReleasePlan, _ run: RunContext) async throws -> ReleaseOutcome

    /// Removes the release's objects and its records.
    ///
    /// - Returns: what stays, and why, as far as the executor tells.
    func carryOut(_ plan: RemovalPlan, _ run: RunContext) async throws -> [LeftObject]
}
