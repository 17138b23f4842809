import Charts
import Events
import Formats
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
        guard let postRenderer = request.postRenderer else { return }
        try await helm.checkPostRenders(by: postRenderer, release: request.id.description)
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

    /// - Throws: `ReleaseError` with code `invalidRequest` for what no Helm can do; what objects lack, it says itself.
    func check(_ plan: ReleasePlan, _ client: KubernetesClient) async throws {
        let options = plan.request.options
        let foreign = [
            options.fieldChoices.isSelective ? "take or leave single fields" : nil,
            options.recreatesImmutable ? "recreate objects for their immutable fields alone" : nil,
        ].compactMap(\.self)
        guard foreign.isEmpty else {
            throw ReleaseError(
                .invalidRequest, "helm cannot \(foreign.joined(separator: ", nor "))",
                hint: "give --driver native; nothing was changed", release: plan.request.id.description)
        }
    }

    func carryOut(_ plan: ReleasePlan, _ run: RunContext) async throws -> ReleaseOutcome {
        let request = plan.request
        return try await helm.inFolder { folder in
            let line = try await self.line(for: plan, in: folder)
            // Helm's record will bear no mark of this run.
            try await run.hold.note(revision: plan.record.revision)
            run.progress.say("helm \(line.arguments[0]) \(request.name)")
            let result: ProcessResult
            do {
                result = try await helm.run(
                    line, in: folder, timeout: request.timeout + HelmLimits.grace, release: run.release)
            } catch let problem as ReleaseError {
                throw try await explained(problem, plan, run)
            } catch let error as CancellationError {
                if try await settleRecord(plan, run, reason: "interrupted") != nil { run.changes.set() }
                throw error
            }
            run.changes.set()
            try await run.hold.note(revision: nil)
            return try await outcome(plan, run, result)
        }
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
        if plan.verb == .upgrade, !plan.chart.chart.crds.isEmpty {
            warnings.append("helm leaves the CRDs of crds/ as they are on upgrades; --driver native upgrades them")
        }
        if !result.errorText.isEmpty { warnings.append(result.errorText) }
        return ReleaseOutcome(
            change: plan.verb == .install ? .created : .changed, record: record.summary,
            objectCount: try await ReleaseReader(client: run.client).objects(of: record).objects.count,
            warnings: warnings)
    }

    /// What Helm left behind tells what to do next.
    private func explained(
        _ problem: ReleaseError, _ plan: ReleasePlan, _ run: RunContext
    ) async throws -> ReleaseError {
        var problem = problem
        guard let left = try await settleRecord(plan, run, reason: problem.message) else {
            problem.hint = "no revision was begun, so nothing was changed"
            return problem
        }
        problem.hasChanged = true
        problem.hint = "see what it left (helm status \(left.name) --namespace \(left.namespace)), then run again"
        guard let unready = try await unreadiness(of: left, run) else { return problem }
        problem.message += "; \(unready.message)"
        problem.hint = unready.hint
        return problem
    }

    /// Which objects of a failed revision are not ready, and why; nil when all are.
    private func unreadiness(of record: StoredRelease, _ run: RunContext) async throws -> ReleaseError? {
        do {
            // Looked at once: the run itself is over.
            let client = run.client.patient(for: .zero)
            try await ReadinessWait(
                client: client, deadline: Deadline(.zero, clock: client.options.clock), release: run.release,
                progress: Progress(sink: NoEvents(), phase: .operators, release: run.release)
            ).run(try await ReleaseReader(client: client).objects(of: record).objects)
            return nil
        } catch let error as ReleaseError {
            return error
        }
    }

    /// A revision that Helm began and left pending is marked failed: Helm has ended, so nobody works on it any more.
    ///
    /// - Returns: the revision that Helm began, if any.
    private func settleRecord(
        _ plan: ReleasePlan, _ run: RunContext, reason: String
    ) async throws -> StoredRelease? {
        let (storage, request, former) = (run.storage, plan.request, plan.history.last?.revision ?? 0)
        let clock = run.client.options.clock
        let left: StoredRelease? = try await CancellationShield.run {
            try await withTimeout(NativeLimits.recordPatience, clock: clock) {
                guard var last = try await storage.last(request.name, namespace: request.namespace),
                    last.revision > former
                else { return nil }
                if last.status.isPending {
                    last.set(.failed, description: "helm did not finish: \(reason.prefix(1000))")
                    try await storage.update(&last)
                }
                return last
            }
        }
        try await run.hold.note(revision: nil)
        return left
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
        try await helm.inFolder { folder in
            let line = try await helm.uninstallLine(
                plan.record.name, namespace: plan.record.namespace, timeout: run.deadline.limit, in: folder,
                records: plan.record.kind)
            try await run.hold.note(revision: plan.record.revision)
            // Helm may remove a part before it fails.
            run.changes.set()
            _ = try await helm.run(
                line, in: folder, timeout: run.deadline.limit + HelmLimits.grace, release: run.release)
        }
        return []
    }
}
