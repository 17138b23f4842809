import Value

/// A pod that holds accelerators.
struct PodFact: Sendable, Hashable {
    var namespace: String
    var name: String
    /// Empty while it waits for a node.
    var node: String
    /// By resource, accelerators only.
    var requests: [String: Int64]
    /// Those that tell whose pod it is.
    var labels: [String: String] = [:]
}

extension PodFact {
    var value: Value {
        var object: Object = [
            "namespace": .string(namespace), "name": .string(name), "node": .string(node),
            "requests": Value(counts: requests),
        ]
        if !labels.isEmpty {
            object["labels"] = .object(Object(labels.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) }))
        }
        return .object(object)
    }

    init(value: Value) throws {
        guard let name = value["name"]?.string else { throw UnknownReason(.failed, "a recorded pod has no name") }
        self.init(
            namespace: value["namespace"]?.string ?? "", name: name, node: value["node"]?.string ?? "", requests: [:])
        for (key, count) in value["requests"]?.object ?? [:] { requests[key] = count.integer }
        for (key, text) in value["labels"]?.object ?? [:] { labels[key] = text.string }
    }
}
