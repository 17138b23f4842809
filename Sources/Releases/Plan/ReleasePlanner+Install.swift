import Charts
import Kubernetes
import Repositories
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
    /// - Parameters:
    ///   - history: as it is read under the release's lock, or will be read again there.
    ///   - isForecast: unsafe changes of CRDs are told in the plan, which nobody carries out.
    func plan(
        _ request: ReleaseRequest, _ history: ReleaseHistory, isForecast: Bool = false
    ) async throws -> PlannedRelease {
        try history.checkExists(request)
        let mayBeSettled = request.options.mode == .ensure
        // No record tells what a post-renderer would make of the chart now.
        if mayBeSettled, request.postRenderer == nil, let settled = try await settledByRecord(request, history) {
            return .settled(settled, warnings: [])
        }
        let (request, resolved) = try await resolved(request, history)
        // Reading megabytes of CRDs costs more than all the rest, so it is done once.
        let crds = try CRDDocument.all(in: resolved.chart)
        let capabilities = try await capabilities(with: crds)
        if mayBeSettled, let settled = try await settled(request, resolved, crds, capabilities, history) {
            return .settled(settled, warnings: resolved.warnings)
        }
        let plan = try await change(request, resolved, crds, capabilities, history)
        if !isForecast { try plan.crdJudgements.require(request.id) }
        return .change(plan)
    }

    /// The chart, and the request with the values that the former revision lends.
    func resolved(
        _ request: ReleaseRequest, _ history: ReleaseHistory
    ) async throws -> (ReleaseRequest, ResolvedChart) {
        var request = request
        let former = history.isUpgrade ? history.last : nil
        request.options.mirrors = request.options.mirrors ?? former?.mirrors
        try await executor.check(request)
        var resolved = try await charts.resolve(request.chart)
        try check(resolved, of: request)
        try history.checkOrigin(request, chart: resolved.chart.name)
        (request.values, resolved.chart) = request.options.formerValues.merged(
            request.values, resolved.chart, former: history.isUpgrade ? history.deployed ?? history.last : nil)
        return (request, resolved)
    }

    /// The change, when there is one to make.
    func change(
        _ request: ReleaseRequest, _ resolved: ResolvedChart, _ crds: [CRDDocument], _ capabilities: Capabilities,
        _ history: ReleaseHistory
    ) async throws -> ReleasePlan {
        let identity = history.next(request)
        let verb: ReleaseVerb = history.isUpgrade ? .upgrade : .install
        let (rendered, mirroring) = try await render(
            request, resolved, identity: identity, capabilities: capabilities)
        let objects = try await objects(of: rendered, crds: crds, request: request)
        var record = record(rendered, mirroring, request, identity, verb, crds, history)
        record.kind = try await recordKind(history, of: request.id)
        try checkRecord(record, history)
        var plan = ReleasePlan(
            verb: verb, request: request, chart: resolved, history: history, record: record,
            crds: try await wanted(crds, request.options.crds, verb), objects: objects, obsolete: [],
            takesOverClientSide: history.living.contains { !$0.wasAppliedServerSide },
            warnings: resolved.warnings + rendered.warnings + mirroring.warnings)
        plan.recordNote = recordNote(record, history)
        try await complete(&plan)
        try await judgeCRDs(&plan, of: crds)
        return plan
    }

    /// The record of the revision that is to be made.
    func record(
        _ rendered: RenderedChart, _ mirroring: ImageMirroring, _ request: ReleaseRequest, _ identity: ReleaseIdentity,
        _ verb: ReleaseVerb, _ crds: [CRDDocument], _ history: ReleaseHistory
    ) -> StoredRelease {
        var record = StoredRelease(
            rendered, name: request.name, namespace: request.namespace, revision: identity.revision,
            values: request.values, time: now,
            firstDeployed: history.isUpgrade ? (history.deployed ?? history.last)?.firstDeployed : nil,
            status: verb.pendingStatus, description: verb.pendingDescription, labels: history.labels(request),
            crds: request.options.crds == .skip ? [] : crds)
        record.note(request.options.mirrors ?? RegistryMirrors(), mirroring.images)
        return record
    }

    /// What is left of the chart's CRDs to be applied.
    func wanted(
        _ crds: [CRDDocument], _ policy: ReleaseOptions.CRDs, _ verb: ReleaseVerb
    ) async throws -> [CRDDocument] {
        // Helm looks at them on the first install alone.
        guard executor.upgradesCRDs || verb == .install else { return [] }
        switch policy {
        case .skip: return []
        case .upgrade: return crds
        case .create:
            let isThere = try await concurrently(crds, limit: NativeLimits.concurrency) { crd in
                try await client.getIfPresent(.customResourceDefinitions, crd.name) != nil
            }
            return zip(crds, isThere).filter { !$0.1 }.map(\.0)
        }
    }

    /// What goes, and the checks that every change has to pass before it begins.
    func complete(_ plan: inout ReleasePlan) async throws {
        let request = plan.request
        let former = try await formerObjects(plan.history)
        let kept = Set(plan.objects.map(\.key))
        plan.obsolete = KindOrder.uninstall.sorted(former.filter { !kept.contains($0.key) }) { $0.type.kind }
        // The record must fit before anything depends on it.
        _ = try ReleaseStorage.object(plan.record, modified: nil, growth: RecordLimits.growth)

        let checks = ReleaseChecks(client: client, request: request)
        try checks.checkSizes(plan.objects)
        plan.createsNamespace = try await checks.namespaceIsMissing()
        if request.options.runsHooks {
            plan.hookObjects = try await hookObjects(
                of: plan.record, for: [plan.verb.hooksBefore, plan.verb.hooksAfter])
            try checks.checkSizes(plan.hookObjects)
        }
        let planned = plan
        try await checks.checkAccess(planned) {
            var needs = try await wayBackNeeds(of: planned)
            if request.options.cleansUpOnFailure, planned.verb != .install {
                let known = Set(former.map(\.key))
                needs.remove(planned.objects.filter { $0.name != nil && !$0.isCRD && !known.contains($0.key) })
            }
            return needs
        }
        let known = plan.history.isUninstalled ? [] : Set(former.map(\.key))
        plan.live = try await LiveObjects.read(plan.objects.filter { known.contains($0.key) }, client: client)
        let taken = try await checks.checkOwnership(
            plan.objects.filter { !known.contains($0.key) }, noting: &plan.live, hidden: plan.history.hidden)
        let strays = try await strayWarnings(plan)
        // A saved plan has told some of it before.
        let told = Set(plan.warnings)
        plan.warnings += ([taken].compactMap(\.self) + strays).filter { !told.contains($0) }
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
            for object in try await ReleaseReader(client: client).objects(of: record).objects
            where seen.insert(object.key).inserted {
                objects.append(object)
            }
        }
        return objects
    }
}
