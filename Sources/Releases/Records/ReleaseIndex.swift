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
    /// Secrets that claim to be records and do not say of what; they hide no release.
    public private(set) var unreadable: [UnreadableRecord]

    /// Reads one list of metadata.
    ///
    /// - Parameter namespace: nil means all.
    public init(_ client: KubernetesClient, namespace: String?) async throws {
        storage = ReleaseStorage(client: client)
        entries = [:]
        let found = try await storage.allKeys(release: nil, namespace: namespace)
        unreadable = found.unreadable
        // The newest of a release comes last.
        for key in found.keys {
            entries[Place(namespace: key.namespace, name: key.release)] = Entry(key: key)
        }
    }

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

    /// - Throws: `ReleaseError` with code `recordUnreadable`, and `KubernetesError`.
    public func record(_ entry: Entry) async throws -> ReleaseRecord { try await storage.read(entry.key).summary }

    /// The same with the releases of other namespaces.
    public mutating func add(_ other: ReleaseIndex) {
        entries.merge(other.entries) { _, new in new }
        unreadable += other.unreadable.filter { !unreadable.contains($0) }
    }
}
