import Value

/// The labels that namespaces have, or will have when they are made.
struct NamespaceLabels: Sendable {
    private var labels: [String: Object] = [:]

    init(_ list: Value) {
        for object in ClusterObject.all(list) { labels[object.name] = object.labels }
    }

    func isThere(_ name: String) -> Bool { labels[name] != nil }

    /// The server gives every namespace a label with its name.
    func labels(of name: String) -> Object {
        var found = labels[name] ?? Object()
        found["kubernetes.io/metadata.name"] = .string(name)
        return found
    }
}
