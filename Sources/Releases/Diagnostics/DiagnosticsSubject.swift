import Kubernetes
import Value

/// What a diagnostics bundle is about.
struct DiagnosticsSubject: Sendable {
    /// Such as `release apps/web`.
    var title: String
    /// What is read of the cluster, each once.
    var objects: [ReleaseObject] = []
    /// Whose pods and events are looked at, besides those that the objects are in.
    var namespaces: [String] = []
    /// Label selectors of further pods, by namespace: a provider's, whose operator makes what no release holds.
    var selectors: [String: [String]] = [:]
    /// Namespaces of which all pods and events are looked at, whosever they are.
    var wholeNamespaces: Set<String> = []
    /// Files that need no reading.
    var notes: [Note] = []
    /// What could not even be asked for.
    var unread: [String] = []

    struct Note: Sendable, Hashable {
        /// Within the bundle.
        var path: String
        var text: String
    }

    /// Those that are in a namespace are looked at there.
    var allNamespaces: [String] {
        Set(namespaces + objects.compactMap(\.namespace) + selectors.keys + wholeNamespaces).sorted()
    }

    mutating func add(_ other: DiagnosticsSubject) {
        let known = Set(objects.map(\.key))
        objects += other.objects.filter { !known.contains($0.key) }
        namespaces += other.namespaces
        selectors.merge(other.selectors) { $0 + $1 }
        wholeNamespaces.formUnion(other.wholeNamespaces)
        notes += other.notes
        unread += other.unread
    }
}
