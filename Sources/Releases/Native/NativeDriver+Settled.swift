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

extension NativeDriver {
    /// The last revision, when its record alone tells that the request asks for nothing else: the same name and version
    /// of the chart, the same values, and all objects as it left them. Fetches no chart.
    ///
    /// What the chart would make of a cluster that serves other kinds than before is not looked at: a chart of one
    /// version is rendered once. Nil means that the chart has to be looked at.
    func settledByRecord(_ request: ReleaseRequest, _ history: ReleaseHistory) async throws -> SettledRelease? {
        guard let last = history.last, let crds = last.crds, Self.asks(request, for: last) else { return nil }
        let found = try await CRDComparison(client: client)
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
        let stored = try await storedObjects(of: record)
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
        let rendered = try await render(
            request, resolved, identity: history.current(last), capabilities: capabilities)
        guard rendered.manifestText == last.manifest, Self.hookTexts(rendered) == last.hooks.map(\.manifest) else {
            return nil
        }
        let objects = try await objects(of: rendered, crds: crds, request: request)
        let found = try await CRDComparison(client: client).compare(crds)
        guard !found.differs else { return nil }
        return try await compare(objects).joined(with: found).settled(last, objects)
    }

    /// As Go's JSON sees them: `3` and `3.0` are one number.
    static func isSame(_ left: Value, _ right: Value) -> Bool { left.json(.go()) == right.json(.go()) }

    private static func hookTexts(_ rendered: RenderedChart) -> [String] { rendered.hooks.map(\.text) }

    /// The objects of a stored revision that the cluster may hold; kinds that are no longer served cannot be there.
    func formerObjects(of record: StoredRelease) async throws -> [ReleaseObject] {
        try await storedObjects(of: record).objects
    }

    /// The objects of a stored revision; `isWhole` is false when some are of kinds that are not served.
    private func storedObjects(of record: StoredRelease) async throws -> (objects: [ReleaseObject], isWhole: Bool) {
        var objects: [ReleaseObject] = []
        var isWhole = true
        let reader = ObjectReader(client: client, namespace: record.namespace, crds: [])
        let documents: [YAMLDocument]
        do {
            documents = try YAML.decodeAll(record.manifest, file: "manifest", rules: .helm)
        } catch {
            throw ReleaseError(
                .recordUnreadable, "the manifest of revision \(record.revision) cannot be read: \(error)",
                release: "\(record.namespace)/\(record.name)", underlying: error)
        }
        for document in documents where document.value.object != nil {
            do {
                objects += try await reader.objects([
                    RenderedManifest(sourcePath: "revision \(record.revision)", text: "", value: document.value)
                ])
            } catch let error as ReleaseError {
                guard let cause = error.underlying as? KubernetesError, cause.code == .resourceTypeNotFound else {
                    throw error
                }
                isWhole = false  // What is not served any more is not there any more.
            }
        }
        return (objects, isWhole)
    }
}

extension ChartReference {
    /// Whether this can be nothing but the chart of that name and version; false for charts at hand, which may have
    /// changed under the same version.
    public func pins(_ name: String, version: String) -> Bool {
        func last(_ url: String) -> Substring { url.split(separator: "/").last ?? "" }
        guard !name.isEmpty, !version.isEmpty else { return false }
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
