import Charts
import Events
import Kubernetes
import Processes
import Repositories
import Value

/// Has the user's own Helm do the work, and judges it by its exit status and by the records it leaves.
struct HelmExecutor: ReleaseExecutor {
    let name = "helm"
    /// Helm makes those that are missing on the first install, and never looks at them again.
    let upgradesCRDs = false
    private let helm: HelmProgram

    init(_ helm: HelmProgram) { self.helm = helm }

    func prepare() async throws { try await helm.probe() }

    func check(_ request: ReleaseRequest) async throws {
        guard request.options.mirrors?.mapsImages != true else {
            throw ReleaseError(
                .invalidRequest, "helm cannot take images from mirrors",
                hint: "give --driver native; nothing was changed", release: request.id.description)
        }
        let release = request.id.description
        if request.options.asksHelmForMore {
            try await helm.checkKnows(request.options, isRollback: false, release: release)
        }
        guard let postRenderer = request.postRenderer else { return }
        try await helm.checkPostRenders(by: postRenderer, release: release)
    }

    func rehearse(
        _ request: ReleaseRequest, _ chart: ResolvedChart, records: () async throws -> RecordKind
    ) async throws -> StoredRelease? {
        let kind = try await records()
        return try await helm.inFolder { folder in
            let line = try await helm.upgradeLine(request, chart, in: folder, isDryRun: true, records: kind)
            let result = try await helm.run(
                line, in: folder, timeout: request.timeout, release: request.id.description)
            do {
                guard let body = try Value(json: result.standardOutput).object else {
                    throw ReleaseCodecError("is not an object")
                }
                var rehearsed = StoredRelease(body: body)
                rehearsed.kind = kind
                return rehearsed
            } catch {
                throw ReleaseError(
                    .helmFailed, "what helm printed cannot be read: \(error)", release: request.id.description,
                    underlying: error)
            }
        }
    }

    // MARK: - Install and upgrade

    /// - Throws: `ReleaseError` with code `invalidRequest` for what no Helm can do, and with `applyFailed` for fields of others,
    ///   at which Helm would stop half-way; what objects lack, it says itself.
    func check(_ plan: ReleasePlan, _ client: KubernetesClient) async throws {
        let options = plan.request.options
        let foreign = [
            options.fieldChoices.isSelective ? "take or leave single fields" : nil,
            options.recreatesImmutable ? "recreate objects for their immutable fields alone" : nil,
            options.idleTimeout != nil ? "end a wait in which nothing changes" : nil,
        ].compactMap(\.self)
        guard foreign.isEmpty else {
            throw ReleaseError(
                .invalidRequest, "helm cannot \(foreign.joined(separator: ", nor "))",
                hint: "give --driver native; nothing was changed", release: plan.request.id.description)
        }
        if options.asksHelmForMore {
            try await helm.checkKnows(
                options, isRollback: plan.targetRevision != nil, release: plan.request.id.description)
        }
        guard !options.replacesObjects, !options.fieldChoices.takesAll,
            try await helm.appliesServerSide(
                options.serverSide, formerly: try await wasAppliedServerSide(before: plan, client))
        else { return }
        try await ReleaseChecks(client: client, request: plan.request).checkConflicts(plan)
    }

    /// How the revision was applied that Helm goes by; nil where there is none.
    private func wasAppliedServerSide(before plan: ReleasePlan, _ client: KubernetesClient) async throws -> Bool? {
        switch plan.verb {
        case .install: return nil
        case .upgrade: return plan.history.last?.wasAppliedServerSide
        case .rollback(let revision):
            guard let key = plan.history.keys.first(where: { $0.revision == revision }) else { return nil }
            return try await ReleaseStorage(client: client).read(key).wasAppliedServerSide
        }
    }

    func carryOut(_ plan: ReleasePlan, _ run: RunContext) async throws -> ReleaseOutcome {
        let request = plan.request
        return try await helm.inFolder { folder in
            let line = try await self.line(for: plan, in: folder)
            let result = try await carryOut(
                line, on: plan.record, plan.history.keys, in: folder, timeout: request.timeout, run
            ) { await failure($0, plan, run) }
            let outcome = try await outcome(plan, run, result)
            do {
                try await waitForWhatMustRun(request, run)
            } catch {
                throw await unready(error, plan, run)
            }
            return outcome
        }
    }

    /// Has Helm make a change while the lock is certain.
    ///
    /// - Parameters:
    ///   - record: of the revision that Helm makes or removes.
    ///   - keys: of the history that the plan was made from.
    ///   - failure: what is told instead of the error, once Helm was begun.
    private func carryOut(
        _ line: HelmCommandLine, on record: StoredRelease, _ keys: [ReleaseStorage.Key], in folder: PrivateFolder,
        timeout: Duration, _ run: RunContext, failure: (any Error) async -> any Error
    ) async throws -> ProcessResult {
        let verb = line.arguments.first ?? ""
        let begun = ChangeFlag()
        do {
            try await checkUnmoved(keys, record, run)
            // Helm's record will bear no mark of this run.
            try await run.hold.note(revision: record.revision)
            let result = try await run.hold.fencing("helm \(verb)") {
                run.progress.say("helm \(verb) \(record.name)")
                begun.set()
                return try await helm.run(line, in: folder, timeout: timeout + HelmLimits.grace, release: run.release)
            }
            run.changes.set()
            await run.hold.forgetRevision()
            return result
        } catch {
            let isBegun = begun.isSet && (error as? ReleaseError)?.code != .helmNotFound
            guard isBegun else {
                await run.hold.forgetRevision()
                throw error
            }
            throw await failure(error)
        }
    }

    /// A revision that somebody else's Helm has begun must not be taken for this run's.
    private func checkUnmoved(
        _ keys: [ReleaseStorage.Key], _ record: StoredRelease, _ run: RunContext
    ) async throws {
        func states(_ keys: [ReleaseStorage.Key]) -> [String] { keys.map { "\($0.revision) \($0.status)" } }
        let now = try await run.storage.seenKeys(release: record.name, namespace: record.namespace).keys
        guard states(now) == states(keys) else {
            throw ReleaseError(
                .locked, "somebody past the lock, such as a Helm, has changed its revisions since they were looked at",
                hint: "wait until that is done, then run again; nothing was changed by this one", release: run.release)
        }
    }

    /// Helm takes a DaemonSet that wants no pod for ready.
    private func waitForWhatMustRun(_ request: ReleaseRequest, _ run: RunContext) async throws {
        guard request.waits, !request.mustRun.isEmpty else { return }
        try await ReadinessWait(
            client: run.client, deadline: run.deadline, release: run.release, progress: run.progress,
            mustRun: request.mustRun
        ).run([])
    }

    private func line(for plan: ReleasePlan, in folder: PrivateFolder) async throws -> HelmCommandLine {
        let kind = plan.record.kind
        var request = plan.request
        // Helm asks for it although it is there, which users of one namespace may not.
        request.createsNamespace = request.createsNamespace && plan.createsNamespace
        return switch plan.verb {
        case .rollback(let revision):
            try await helm.rollbackLine(plan.request, to: revision, in: folder, records: kind)
        case .install, .upgrade:
            try await helm.upgradeLine(request, plan.chart, in: folder, isDryRun: false, records: kind)
        }
    }

    private func outcome(
        _ plan: ReleasePlan, _ run: RunContext, _ result: ProcessResult
    ) async throws -> ReleaseOutcome {
        let request = plan.request
        guard let record = try await run.storage.last(request.name, namespace: request.namespace) else {
            throw ReleaseError(
                .helmFailed, "helm ended well, but there is no record of the release",
                hint: "do helm and groundcrew talk to the same cluster? see the context in the kubeconfig",
                release: run.release, hasChanged: true)
        }
        guard ReleasePlanner.isSame(.object(record.values), .object(request.values)) else {
            throw ReleaseError(
                .helmFailed, "helm stored other values in revision \(record.revision) than it was given",
                hint: "upgrade helm: some versions lose values (helm#32506); --driver native does not",
                release: run.release, hasChanged: true)
        }
        var warnings = plan.chart.warnings
        if plan.verb == .upgrade, !plan.chart.chart.crds.isEmpty, request.options.crds != .skip {
            let flag = request.options.crds == .upgrade ? "" : " --crds upgrade"
            warnings.append(
                "helm leaves the CRDs of crds/ as they are on upgrades; --driver native\(flag) upgrades them")
        }
        if !result.errorText.isEmpty { warnings.append(plan.secretWords.hidden(result.errorText)) }
        return ReleaseOutcome(
            change: plan.verb == .install ? .created : .changed, record: record.summary,
            objectCount: try await ReleaseReader(client: run.client).objects(of: record).objects.count,
            warnings: warnings)
    }

    /// Which objects of a failed revision are not ready, and why; nil when all are, or nobody can tell.
    func unreadiness(of record: StoredRelease, _ run: RunContext) async -> ReleaseError? {
        do {
            // Looked at once: the run itself is over.
            let client = run.client.patient(for: .zero)
            try await ReadinessWait(
                client: client, deadline: Deadline(.zero, clock: client.options.clock), release: run.release,
                progress: Progress(sink: NoEvents(), phase: .operators, release: run.release)
            ).run(try await ReleaseReader(client: client).objects(of: record).objects)
            return nil
        } catch {
            return error as? ReleaseError  // What only explains hides no failure.
        }
    }

    // MARK: - Removal

    /// Helm removes CRDs with the release, and with them everybody's objects (F12).
    func checkRemoval(_ plan: RemovalPlan, _ client: KubernetesClient) async throws {
        let record = plan.record
        let going = Set(plan.objects.filter { !Ownership.isKept($0.value) }.map(\.key))
        var objections: [String] = []
        for object in plan.objects where object.isCRD {
            guard let name = object.name,
                let live = try await client.getIfPresent(.customResourceDefinitions, name), !Ownership.isKept(live)
            else { continue }
            let found = try await CRDObjects(client: client).find(of: live, besides: going)
            if found != .none { objections.append("\(object.title): \(found.words)") }
        }
        guard objections.isEmpty else {
            throw ReleaseError(
                .invalidRequest,
                "helm would remove CRDs that are in use, and all their objects: \(objections.joined(separator: "; "))",
                hint: "delete those objects first, or use --driver native, which leaves such CRDs; nothing was changed",
                release: "\(record.namespace)/\(record.name)")
        }
    }

    func carryOut(_ plan: RemovalPlan, _ run: RunContext) async throws -> [LeftObject] {
        let record = plan.record
        return try await helm.inFolder { folder in
            let line = try await helm.uninstallLine(plan, timeout: run.deadline.limit, in: folder)
            _ = try await carryOut(line, on: record, plan.keys, in: folder, timeout: run.deadline.limit, run) { error in
                // Helm may have removed a part before it failed.
                run.changes.set()
                return await failure(error, plan, run)
            }
            return []
        }
    }
}
