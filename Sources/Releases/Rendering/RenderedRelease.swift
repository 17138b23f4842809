public import Kubernetes
public import Value

/// What a release would hold, object by object, were it installed or upgraded now; made without changing anything.
public struct RenderedRelease: Sendable {
    public var name: String
    public var namespace: String
    /// The chart's CRDs as far as they would be applied, its objects in Helm's order, then what the hooks around the run
    /// make; as they are sent, with namespaces and Helm's marks. None where nothing would change.
    public var objects: [Value] = []
    /// The places of what hooks make.
    public var hooks: Set<Int> = []
    /// The places of objects that a former revision has.
    public var held: Set<Int> = []
    /// These objects as the last revision that has them made them, by place.
    public var former: [Int: Value] = [:]
    /// Objects of former revisions that would go.
    public var removed: [Value] = []
    /// The last revision is what would be made. Whether its objects are as it left them was not looked at.
    public var isUnchanged = false
    /// Bytes of the new revision's record, as its Secret or ConfigMap holds them.
    public var recordBytes: Int?
    /// What becomes of CRDs, the chart's own and those among its templates.
    public var crds: [CheckedCRD] = []
    /// Why nobody can tell what becomes of CRDs.
    public var crdProblem: KubernetesError?
    /// What was rendered; nil where the record alone told enough.
    public var chart: ResolvedChart?

    init(_ release: ReleaseName) {
        name = release.name
        namespace = release.namespace
    }
}

extension ReleaseEngine {
    /// What `ensure` would apply. Neither rights nor what else is in the cluster under the same names is looked at: who may
    /// not see the release's records is told what a first install would be.
    ///
    /// Charts are fetched only where the last record does not tell that nothing would change.
    /// - Throws: `ReleaseError` and `KubernetesError` for what cannot be rendered.
    public func rendering(of request: ReleaseRequest) async throws -> RenderedRelease {
        try request.validate()
        return try await planner.rendering(of: request)
    }

    /// The same engine, asking another client of the same cluster.
    public func asking(_ client: KubernetesClient) -> ReleaseEngine {
        var engine = ReleaseEngine(client: client, charts: charts, executor: executor, records: records)
        engine.lockWait = lockWait
        engine.command = command
        engine.recorder = recorder
        engine.bundles = bundles
        engine.processes = processes
        engine.lockClock = lockClock
        return engine
    }
}
