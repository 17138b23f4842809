import Charts
import Kubernetes
import Value

/// What a request comes to.
enum PlannedRelease: Sendable {
    /// Nothing has to be done. With what was said on the way.
    case settled(SettledRelease, warnings: [String])
    case change(ReleasePlan)
}

extension ReleasePlanner {
    /// Makes the whole plan and checks all that can be known.
    ///
    /// - Parameter history: as it is read under the release's lock, or will be read again there.
    func plan(_ request: ReleaseRequest, _ history: ReleaseHistory) async throws -> PlannedRelease {
        if let settled = try await settledByRecord(request, history) { return .settled(settled, warnings: []) }
        let resolved = try await charts.resolve(request.chart)
        try check(resolved, of: request)
        try history.checkOrigin(request, chart: resolved.chart.name)
        // Reading megabytes of CRDs costs more than all the rest, so it is done once.
        let crds = try CRDDocument.all(in: resolved.chart)
        let capabilities = try await capabilities(with: crds)
        if let settled = try await settled(request, resolved, crds, capabilities, history) {
            return .settled(settled, warnings: resolved.warnings)
        }
        return .change(try await change(request, resolved, crds, capabilities, history))
    }

    /// The change, when there is one to make.
    func change(
        _ request: ReleaseRequest, _ resolved: ResolvedChart, _ crds: [CRDDocument], _ capabilities: Capabilities,
        _ history: ReleaseHistory
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
            request: request, chart: resolved, history: history, record: record, crds: crds, objects: objects,
            obsolete: [],
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
        try await CRDInstaller(
            client: client, deadline: Deadline(request.timeout, clock: clock), release: request.id.description
        ).check(crds + objects.compactMap { CRDDocument($0.value, path: $0.path) })
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
            for object in try await ReleaseReader(client: client).objects(of: record).objects where seen.insert(object.key).inserted {
                objects.append(object)
            }
        }
        return objects
    }
}
