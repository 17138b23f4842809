public import Charts
public import Kubernetes
public import Processes
public import Value

/// Installs, upgrades, reads and removes releases: one plan for each change, carried out natively or by the user's Helm,
/// by one run at a time; what one of the two has made, the other can take over.
public struct ReleaseEngine: Sendable {
    let client: KubernetesClient
    let charts: ChartResolver
    let executor: any ReleaseExecutor
    let records: RecordChoice
    /// How long a live run that has the release's lock is waited for; zero refuses at once.
    public var lockWait: Duration = .zero
    /// What other runs and people are told of this one, such as `groundcrew install`.
    public var command = "groundcrew"
    /// Keeps the journal of the command that this engine works for; nil keeps none.
    public var recorder: RunRecorder?
    /// Where what can be seen of a failed run goes, before anything is undone; nil looks at nothing.
    public var bundles: (any BundleKeeping)?
    /// Tells whether the runs of this machine live.
    var processes = ProcessTable()
    /// What locks are timed by: the time that other processes live in.
    var lockClock: any Clock<Duration> = ContinuousClock()

    init(
        client: KubernetesClient, charts: ChartResolver, executor: any ReleaseExecutor,
        records: RecordChoice = RecordChoice()
    ) {
        self.client = client
        self.charts = charts
        self.executor = executor
        self.records = records
    }

    /// Renders, applies server-side as Helm 4 does, waits and keeps Helm's records. Time comes from the client's clock.
    ///
    /// - Parameter records: what those of new releases are, and which are meant where a release has both; nil takes Secrets,
    ///   or ConfigMaps where the caller may not have Secrets.
    public static func native(
        client: KubernetesClient, charts: ChartResolver, records: RecordKind? = nil
    ) -> ReleaseEngine {
        ReleaseEngine(client: client, charts: charts, executor: NativeExecutor(), records: RecordChoice(records))
    }

    /// Has the user's own Helm (3.17 or later, or 4) do the work, and judges it by its exit status and by the records it
    /// leaves, never by its prose.
    ///
    /// - Parameters:
    ///   - helm: a path, or a name to be found in `environment`'s PATH.
    ///   - client: of the cluster that `access` leads Helm to; records are read through it.
    ///   - environment: of this process; TMPDIR, HOME, PATH, KUBECONFIG and proxies reach Helm, its HELM_* do not.
    ///   - records: as for `native`; Helm is told of each release's.
    public static func helm(
        helm: String = "helm", client: KubernetesClient, charts: ChartResolver, access: HelmAccess,
        processes: any ProcessRunning = SystemProcesses(), environment: [String: String], records: RecordKind? = nil
    ) -> ReleaseEngine {
        ReleaseEngine(
            client: client, charts: charts,
            executor: HelmExecutor(
                HelmProgram(helm, access: access, processes: processes, environment: environment)),
            records: RecordChoice(records))
    }

    /// What the user named; nil leaves it to each release and the caller's rights.
    public var recordKind: RecordKind? { records.named }

    /// What the records of a release are, or are to be, as far as this engine has looked at it.
    public func recordKind(of name: String, namespace: String) -> RecordKind? {
        records.known(of: ReleaseName(name: name, namespace: namespace))
    }

    /// Who carries plans out: `native` or `helm`.
    public var name: String { executor.name }

    var storage: ReleaseStorage { ReleaseStorage(client: client, named: records.named) }
    var clock: any Clock<Duration> { client.options.clock }
    var planner: ReleasePlanner {
        ReleasePlanner(client: client, charts: charts, executor: executor, records: records)
    }

    /// For work that is under way, which goes on through a restart of the server.
    func patient(within timeout: Duration) -> ReleaseEngine {
        var engine = ReleaseEngine(
            client: client.patient(for: min(Limits.outage, timeout)), charts: charts, executor: executor,
            records: records)
        engine.lockWait = lockWait
        engine.command = command
        engine.recorder = recorder
        engine.bundles = bundles
        engine.processes = processes
        engine.lockClock = lockClock
        return engine
    }
}

// MARK: - Reading

extension ReleaseEngine {
    /// What `ensure` would apply: the release's manifest, and its hooks apart. Changes nothing.
    public func preview(_ request: ReleaseRequest) async throws -> ReleasePreview {
        try request.validate()
        return try await planner.preview(request)
    }

    /// Refuses what is known beforehand to fail: names, the chart, rights, ownership, the record's size. Changes nothing.
    ///
    /// Objects of types that are not served yet are left to `ensure`: another release may bring the types.
    public func check(_ request: ReleaseRequest) async throws {
        try request.validate()
        try await planner.check(request)
    }

    /// The last revision, or nil when there is no such release.
    public func record(_ name: String, namespace: String) async throws -> ReleaseRecord? {
        try await storage.last(name, namespace: namespace)?.summary
    }

    /// The revisions of a release that are kept, the oldest first; none when there is no such release.
    ///
    /// - Throws: `ReleaseError` with code `recordUnreadable` when one of them cannot be read.
    public func history(_ name: String, namespace: String) async throws -> [ReleaseRecord] {
        try await storage.read(try await storage.keys(release: name, namespace: namespace)).map(\.summary)
    }

    /// One revision; nil when there is none of that number.
    public func record(_ name: String, namespace: String, revision: Int) async throws -> ReleaseRecord? {
        guard
            let key = try await storage.keys(release: name, namespace: namespace).first(where: {
                $0.revision == revision
            })
        else { return nil }
        return try await storage.read(key).summary
    }

    /// The last revision of every release, in one namespace or in all.
    ///
    /// A record that cannot be read is in the listing's other list; it hides no other release.
    /// - Parameters:
    ///   - name: nil means releases of every name.
    ///   - allowsGaps: whether one kind of records is enough: what could not be looked at is in the listing then. Otherwise
    ///     it is an error where records are mostly of that kind.
    public func list(
        name: String? = nil, namespace: String?, allowsGaps: Bool = false
    ) async throws -> ReleaseListing {
        try await storage.lastOfEach(name: name, namespace: namespace, allowsGaps: allowsGaps)
    }

    /// The chart rendered with what the cluster has, nothing applied: `helm template --dry-run=server`.
    public func rendered(
        _ chart: Chart, values: Object, release: ReleaseIdentity, options: RenderOptions
    ) async throws -> RenderedChart {
        try await planner.rendered(chart, values: values, release: release, options: options)
    }
}
