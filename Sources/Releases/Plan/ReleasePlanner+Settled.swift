import Charts
import Kubernetes
import Repositories
import Value
import YAML

/// A revision that is what a request asks for.
struct SettledRelease: Sendable {
    var record: StoredRelease
    var objects: [ReleaseObject]
    /// Objects of which it is not known whether they are as the revision left them.
    var uncompared: [UncomparedObject]
    /// How many were looked at, CRDs included.
    var compared: Int
    /// What a person should know of those that are in place.
    var remarks: [String]

    func outcome(warnings: [String]) -> ReleaseOutcome {
        ReleaseOutcome(
            change: uncompared.isEmpty ? .unchanged : .unknown, record: record.summary, objectCount: objects.count,
            warnings: warnings + remarks, uncompared: uncompared)
    }

    /// What a person reads of it.
    var news: String {
        let place = "revision \(record.revision) is in place"
        guard !uncompared.isEmpty else { return "\(place), nothing to change" }
        return "\(place), but \(uncompared.count) of its \(compared) objects could not be compared"
    }
}

extension ReleasePlanner {
    /// The last revision, when its record alone tells that the request asks for nothing else: the same name and version
    /// of the chart, the same values, and all objects as it left them. Fetches no chart.
    ///
    /// What the chart would make of a cluster that serves other kinds than before is not looked at: a chart of one
    /// version is rendered once. Nil means that the chart has to be looked at.
    func settledByRecord(_ request: ReleaseRequest, _ history: ReleaseHistory) async throws -> SettledRelease? {
        guard let last = history.last, Self.asks(request, for: last),
            request.options.mirrors.map({ ImageMirroring.isDone($0, in: last) }) ?? true
        else { return nil }
        guard executor.upgradesCRDs else {
            guard var settled = try await inPlace(last) else { return nil }
            settled.uncompared += try await lostCRDs(last.crds ?? [], versions: last.crdVersions, request.id)
            return settled
        }
        // Helm's records do not tell all CRDs.
        guard let crds = last.crds else { return nil }
        let found = try await CRDComparison(client: client, release: request.id)
            .compare(Array(Set(crds + request.crds)).sorted(), versions: last.crdVersions)
        guard !found.differs else { return nil }
        return try await inPlace(last, with: found)
    }

    /// Whether the request pins the chart of `last` and gives its values.
    static func asks(_ request: ReleaseRequest, for last: StoredRelease) -> Bool {
        let summary = last.summary
        return last.status == .deployed && request.chart.pins(summary.chartName, version: summary.chartVersion)
            && isSame(.object(last.values), .object(request.values))
    }

    /// The revision with its objects, unless one of them is missing or different.
    ///
    /// - Parameter found: what is known of its CRDs.
    func inPlace(
        _ record: StoredRelease, with found: ObjectComparison = ObjectComparison([])
    ) async throws -> SettledRelease? {
        let stored = try await ReleaseReader(client: client).objects(of: record)
        guard stored.isWhole else { return nil }
        let objects = stored.objects.map { $0.owned(byRelease: record.name, in: record.namespace) }
        return try await compare(objects).joined(with: found).settled(record, objects)
    }

    /// The last revision, when the request asks for nothing but what it is and its objects are as it left them.
    ///
    /// Nil means that there is something to do.
    func settled(
        _ request: ReleaseRequest, _ resolved: ResolvedChart, _ crds: [CRDDocument], _ capabilities: Capabilities,
        _ history: ReleaseHistory
    ) async throws -> SettledRelease? {
        guard let last = history.last, last.status == .deployed else { return nil }
        guard Self.isSame(.object(last.values), .object(request.values)),
            Self.isSame(last.chartMetadata, resolved.chart.metadata.value)
        else { return nil }
        if let rehearsed = try await executor.rehearse(request, resolved, records: { last.kind }) {
            guard rehearsed.manifest == last.manifest, rehearsed.hooks.map(\.manifest) == last.hooks.map(\.manifest)
            else { return nil }
            guard let settled = try await inPlace(last) else { return nil }
            return try await settled.with(chart: crds, planner: self)
        }
        let (rendered, _) = try await render(
            request, resolved, identity: history.current(last), capabilities: capabilities)
        guard rendered.manifestText == last.manifest, Self.hookTexts(rendered) == last.hooks.map(\.manifest) else {
            return nil
        }
        let objects = try await objects(of: rendered, crds: crds, request: request)
        let found = try await CRDComparison(client: client, release: request.id).compare(crds)
        guard !found.differs else { return nil }
        return try await compare(objects).joined(with: found).settled(last, objects)
    }

    /// As Go's JSON sees them: `3` and `3.0` are one number.
    static func isSame(_ left: Value, _ right: Value) -> Bool { left.json(.go()) == right.json(.go()) }

    private static func hookTexts(_ rendered: RenderedChart) -> [String] { rendered.hooks.map(\.text) }
}

extension ChartReference {
    /// Whether this can be nothing but the chart of that name and version; false for charts at hand, which may have
    /// changed under the same version.
    public func pins(_ name: String, version: String) -> Bool {
        func last(_ url: String) -> Substring { url.split(separator: "/").last ?? "" }
        guard !name.isEmpty, !version.isEmpty else { return false }
        if case .deferred(let chart) = self { return chart.name == name && chart.version == version }
        guard case .source(let source) = self else { return false }
        return switch source {
        case .path: false
        case .archive(let url): last(url) == "\(name)-\(version).tgz"
        case .oci(let url, let asked?): last(url) == name && asked == version
        case .oci(let url, nil): last(url) == "\(name):\(version)"
        case .repository(_, let chart, let asked), .named(_, let chart, let asked): chart == name && asked == version
        }
    }
}
