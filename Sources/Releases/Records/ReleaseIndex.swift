public import Kubernetes

/// The releases of a cluster or of a namespace, from the metadata of their records alone; a record is read when it is
/// asked for.
public struct ReleaseIndex: Sendable {
    /// The last revision of a release.
    public struct Entry: Sendable, Hashable {
        let key: ReleaseStorage.Key

        public var name: String { key.release }
        public var namespace: String { key.namespace }
        public var revision: Int { key.revision }
        /// Helm's words, as the record's label gives them.
        public var status: String { key.status }
        /// Those of the record that are not Helm's own.
        public var labels: ReleaseLabels { key.labels }
    }

    private struct Place: Hashable {
        var namespace: String
        var name: String
    }

    private let storage: ReleaseStorage
    private var entries: [Place: Entry]
    /// Releases with records of both kinds, of which nobody can tell which are meant.
    private var twofold: Set<Place> = []
    /// Secrets and ConfigMaps that claim to be records and do not say of what; they hide no release.
    public private(set) var unreadable: [UnreadableRecord]
    /// What could not be looked at.
    public private(set) var gaps: [RecordGap]

    /// Reads one list of metadata of each kind of records.
    ///
    /// - Parameters:
    ///   - namespace: nil means all.
    ///   - kind: which counts where a release has records of both kinds; what `HELM_DRIVER` names.
    /// - Throws: `KubernetesError` with code `forbidden` when neither kind may be looked at; one of the two is a gap.
    public init(_ client: KubernetesClient, namespace: String?, kind: RecordKind? = nil) async throws {
        storage = ReleaseStorage(client: client, named: kind)
        entries = [:]
        let found = try await storage.look(release: nil, namespace: namespace)
        unreadable = found.unreadable
        gaps = found.gaps
        // The newest of a release comes last.
        for key in found.keys {
            let place = Place(namespace: key.namespace, name: key.release)
            if let other = entries[place]?.key.kind, other != key.kind {
                if kind == nil { twofold.insert(place) }
                if other == kind { continue }
            }
            entries[place] = Entry(key: key)
        }
    }

    /// Why there may be releases that it does not hold: what records are mostly in could not be looked at.
    public var gap: RecordGap? { gaps.first { $0.kind == storage.mainKind } }

    public func entry(_ name: String, namespace: String) -> Entry? {
        entries[Place(namespace: namespace, name: name)]
    }

    /// In the order of their namespaces.
    public func entries(named name: String) -> [Entry] {
        entries.values.filter { $0.name == name }.sorted { $0.namespace < $1.namespace }
    }

    /// Those whose labels hold all of these, in the order of their namespaces and names.
    public func entries(labelled labels: ReleaseLabels) -> [Entry] {
        entries.values.filter { $0.labels.contains(all: labels) }
            .sorted { ($0.namespace, $0.name) < ($1.namespace, $1.name) }
    }

    /// - Throws: `ReleaseError` with code `recordUnreadable`, also for a release with records of both kinds, and
    ///   `KubernetesError`.
    public func record(_ entry: Entry) async throws -> ReleaseRecord {
        guard !twofold.contains(Place(namespace: entry.namespace, name: entry.name)) else {
            throw ReleaseError(bothKindsOf: ReleaseName(name: entry.name, namespace: entry.namespace))
        }
        return try await storage.read(entry.key).summary
    }

    /// The same with the releases of other namespaces.
    public mutating func add(_ other: ReleaseIndex) {
        entries.merge(other.entries) { _, new in new }
        twofold.formUnion(other.twofold)
        unreadable += other.unreadable.filter { !unreadable.contains($0) }
        gaps += other.gaps.filter { !gaps.contains($0) }
    }
}
