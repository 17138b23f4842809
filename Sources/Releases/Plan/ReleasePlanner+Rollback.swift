import Charts
import Kubernetes
import Value

/// Back to an earlier revision; Helm's `rollback`.
public struct RollbackRequest: Sendable {
    public var name: String
    public var namespace: String
    /// Nil is the one before the last.
    public var revision: Int?
    public var waits: Bool
    /// For the whole of it, waiting included.
    public var timeout: Duration
    public var options: ReleaseOptions

    public init(
        name: String, namespace: String, revision: Int? = nil, waits: Bool = true, timeout: Duration = .seconds(300),
        options: ReleaseOptions = ReleaseOptions()
    ) {
        self.name = name
        self.namespace = namespace
        self.revision = revision
        self.waits = waits
        self.timeout = timeout
        self.options = options
    }

    var id: ReleaseName { ReleaseName(name: name, namespace: namespace) }
}

extension ReleasePlanner {
    /// Plans a new revision that is what an earlier one was, chart and values included.
    ///
    /// CRDs of `crds/` stay as they are: their objects belong to no revision. Those of templates go back only where that
    /// harms no object. What is uninstalled comes back, as long as its history is kept.
    /// - Throws: `ReleaseError` with code `invalidRequest` when there is no such revision.
    func rollback(_ rollback: RollbackRequest, _ history: ReleaseHistory) async throws -> ReleasePlan {
        guard let last = history.last else {
            throw ReleaseError(
                .invalidRequest, "there is no such release",
                hint: "groundcrew release list --all-namespaces shows what there is", release: rollback.id.description)
        }
        let target = try await self.target(rollback, history, last)
        let verb = ReleaseVerb.rollback(target.revision)
        let chart = ResolvedChart(
            chart: try Self.chart(of: target, rollback.id), origin: "revision \(target.revision)")
        let request = ReleaseRequest(
            name: rollback.name, namespace: rollback.namespace,
            chart: .loaded(chart.chart, origin: chart.origin), values: target.values,
            createsNamespace: false, waits: rollback.waits, timeout: rollback.timeout, labels: target.labels,
            options: rollback.options)
        let stored = try await ReleaseReader(client: client).objects(of: target)
        guard stored.isWhole else {
            throw ReleaseError(
                .invalidRequest,
                "revision \(target.revision) has objects of kinds that the cluster does not serve any more",
                hint: "bring the CRDs back, or roll back to another revision: groundcrew release history "
                    + "\(rollback.name) --namespace \(rollback.namespace)", release: rollback.id.description)
        }
        var plan = ReleasePlan(
            verb: verb, request: request, chart: chart, history: history,
            record: target.rolledBack(from: last, verb, time: now), crds: [],
            objects: stored.objects.map { $0.owned(byRelease: rollback.name, in: rollback.namespace) }, obsolete: [],
            takesOverClientSide: history.living.contains { !$0.wasAppliedServerSide })
        try await complete(&plan)
        try await judgeCRDs(&plan, of: [])
        try plan.crdJudgements.require(rollback.id)
        return plan
    }

    private func target(
        _ rollback: RollbackRequest, _ history: ReleaseHistory, _ last: StoredRelease
    ) async throws -> StoredRelease {
        let revision = rollback.revision.flatMap { $0 == 0 ? nil : $0 } ?? last.revision - 1
        guard let key = history.keys.first(where: { $0.revision == revision }) else {
            let known = history.keys.map { String($0.revision) }.joined(separator: ", ")
            let namesNone = (rollback.revision ?? 0) == 0
            throw ReleaseError(
                .invalidRequest,
                namesNone && history.keys.count == 1
                    ? "revision \(known) is the only one, so there is none to go back to"
                    : "there is no revision \(revision): its history has \(known)",
                hint: "groundcrew release history \(rollback.name) --namespace \(rollback.namespace) shows them",
                release: rollback.id.description)
        }
        return try await storage.read(key)
    }

    /// What the record kept of the chart, which is enough to name it; its templates are not rendered again.
    private static func chart(of record: StoredRelease, _ release: ReleaseName) throws(ReleaseError) -> Chart {
        let text = record.chartMetadata.json(.go())
        do {
            // JSON is YAML.
            return try Chart.load(files: [ChartFile(path: "Chart.yaml", text: text)])
        } catch {
            throw ReleaseError(
                .recordUnreadable, "the chart of revision \(record.revision) cannot be read: \(error)",
                release: release.description, underlying: error)
        }
    }
}

extension StoredRelease {
    /// The revision after `last` that is what this one was, as `helm rollback` makes it.
    func rolledBack(from last: StoredRelease, _ verb: ReleaseVerb, time: String) -> StoredRelease {
        var record = self
        record.body["version"] = .integer(Int64(last.revision + 1))
        record.body["apply_method"] = "ssa"
        var info: Object = [
            "first_deployed": .string(last.firstDeployed), "last_deployed": .string(time),
            "description": .string(verb.pendingDescription), "status": .string(verb.pendingStatus.rawValue),
        ]
        if case .rollback(let revision) = verb { info["rollback_revision"] = .integer(Int64(revision)) }
        if !notes.isEmpty { info["notes"] = .string(notes) }
        record.body["info"] = .object(info)
        record.created = nil
        record.resourceVersion = ""
        record.mark = nil
        return record
    }
}
