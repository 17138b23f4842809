import Charts
public import Events
import Kubernetes
import Value

extension NativeDriver {
    public func ensure(
        _ request: ReleaseRequest, phase: Event.Phase, events: any EventSink
    ) async throws -> ReleaseOutcome {
        try request.validate()
        let history = try await ReleaseHistory.read(request, from: storage)
        // The server has answered: from here on the work goes on through a restart of it.
        return try await patient(within: request.timeout).ensure(request, history, phase: phase, events: events)
    }

    private func ensure(
        _ request: ReleaseRequest, _ history: ReleaseHistory, phase: Event.Phase, events: any EventSink
    ) async throws -> ReleaseOutcome {
        let deadline = Deadline(request.timeout, clock: clock)
        let progress = Progress(sink: events, phase: phase, release: request.id)
        try history.checkUnlocked(request)
        if let settled = try await settledByRecord(request, history) {
            return try await finish(settled, request, warnings: [], deadline: deadline, progress: progress)
        }
        let resolved = try await charts.resolve(request.chart)
        try check(resolved, of: request)
        try history.checkOrigin(request, chart: resolved.chart.name)
        // Reading megabytes of CRDs costs more than all the rest, so it is done once.
        let crds = try CRDDocument.all(in: resolved.chart)
        let capabilities = try await capabilities(with: crds)
        if let settled = try await settled(request, resolved, crds, capabilities, history) {
            return try await finish(
                settled, request, warnings: resolved.warnings, deadline: deadline, progress: progress)
        }
        let plan = try await plan(request, resolved, crds, capabilities, history, deadline: deadline)
        let run = ReleaseRun(driver: self, plan: plan, deadline: deadline, progress: progress)
        return try await run.execute()
    }

    private func finish(
        _ settled: SettledRelease, _ request: ReleaseRequest, warnings: [String], deadline: Deadline,
        progress: Progress
    ) async throws -> ReleaseOutcome {
        progress.say(settled.news)
        if request.waits {
            try await ReadinessWait(client: client, deadline: deadline, release: request.id, progress: progress)
                .run(settled.objects)
        }
        return settled.outcome(warnings: warnings)
    }

    /// Makes the whole plan and checks all that can be known; changes nothing.
    func plan(
        _ request: ReleaseRequest, _ resolved: ResolvedChart, _ crds: [CRDDocument], _ capabilities: Capabilities,
        _ history: ReleaseHistory, deadline: Deadline
    ) async throws -> ReleasePlan {
        let identity = history.next(request)
        let rendered = try await render(request, resolved, identity: identity, capabilities: capabilities)
        let objects = try await objects(of: rendered, crds: crds, request: request)
        let record = StoredRelease(
            rendered, name: request.name, namespace: request.namespace, revision: identity.revision,
            values: request.values, time: now,
            firstDeployed: history.isUpgrade ? (history.deployed ?? history.last)?.firstDeployed : nil,
            status: history.isUpgrade ? .pendingUpgrade : .pendingInstall,
            description: history.isUpgrade ? "Preparing upgrade" : "Initial install underway",
            labels: history.labels(request), crds: crds)
        var plan = ReleasePlan(
            request: request, history: history, record: record, crds: crds, objects: objects, obsolete: [],
            takesOverClientSide: history.living.contains { !$0.wasAppliedServerSide },
            warnings: resolved.warnings + rendered.warnings)
        let former = try await formerObjects(history)
        let kept = Set(objects.map(\.key))
        plan.obsolete = KindOrder.uninstall.sorted(former.filter { !kept.contains($0.key) }) { $0.type.kind }
        // The record must fit before anything depends on it.
        _ = try ReleaseStorage.secret(record, modified: nil, growth: RecordLimits.growth)

        let checks = ReleaseChecks(client: client, request: request)
        try checks.checkSizes(objects)
        plan.createsNamespace = try await checks.namespaceIsMissing()
        plan.hookObjects = try await hookObjects(
            of: record, for: history.isUpgrade ? [.preUpgrade, .postUpgrade] : [.preInstall, .postInstall])
        try await checks.checkAccess(plan)
        let known = Set(former.map(\.key))
        try await checks.checkOwnership(objects.filter { !known.contains($0.key) })
        try await CRDInstaller(client: client, deadline: deadline, release: request.id)
            .check(crds + objects.compactMap { CRDDocument($0.value, path: $0.path) })
        return plan
    }

    /// The rendered objects with Helm's marks, in Helm's order.
    func objects(
        of rendered: RenderedChart, crds: [CRDDocument], request: ReleaseRequest
    ) async throws -> [ReleaseObject] {
        let own = rendered.manifests.compactMap { CRDDocument($0.value, path: $0.sourcePath) }
        let reader = ObjectReader(client: client, namespace: request.namespace, crds: crds + own)
        return try await reader.objects(rendered.manifests)
            .map { $0.owned(byRelease: request.name, in: request.namespace) }
    }

    /// What a revision's hooks of these events make; kinds that are not served yet are left out.
    func hookObjects(of record: StoredRelease, for events: [HookEvent]) async throws -> [ReleaseObject] {
        let reader = ObjectReader(client: client, namespace: record.namespace, crds: [])
        var objects: [ReleaseObject] = []
        let names = Set(events.map(\.rawValue))
        for hook in record.hooks where !names.isDisjoint(with: hook.events) {
            do {
                objects += try await HookRunner.objects(of: hook, reader, release: "\(record.namespace)/\(record.name)")
            } catch let error as ReleaseError {
                guard (error.underlying as? KubernetesError)?.code == .resourceTypeNotFound else { throw error }
            }
        }
        return objects
    }

    /// What former revisions may have left in the cluster; kinds that are no longer served cannot be there.
    func formerObjects(_ history: ReleaseHistory) async throws -> [ReleaseObject] {
        var seen: Set<ReleaseObject.Key> = []
        var objects: [ReleaseObject] = []
        for record in history.living.reversed() {
            for object in try await formerObjects(of: record) where seen.insert(object.key).inserted {
                objects.append(object)
            }
        }
        return objects
    }
}
