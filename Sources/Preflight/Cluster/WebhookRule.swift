import Value

/// Which requests a webhook takes part in, as `rules` of an admission configuration say.
struct WebhookRule: Sendable, Hashable {
    private var groups: [String]
    private var resources: [String]
    private var operations: [String]
    private var scope: String

    init(_ rule: Value) {
        groups = ClusterObject.texts(rule["apiGroups"])
        resources = ClusterObject.texts(rule["resources"])
        operations = ClusterObject.texts(rule["operations"])
        scope = rule["scope"]?.string ?? "*"
    }

    /// Whether it takes part when such an object is made or changed; versions do not count, because the server converts.
    func catches(_ kind: WantedWork.Kind) -> Bool {
        guard operations.contains(where: { ["*", "CREATE", "UPDATE"].contains($0) }),
            groups.contains(where: { $0 == "*" || $0 == kind.group }),
            scope == "*" || scope == (kind.isNamespaced ? "Namespaced" : "Cluster")
        else { return false }
        return resources.contains { Self.names(kind.resource, $0) }
    }

    /// `pods/*` means pods, too; `pods/exec` does not.
    private static func names(_ resource: String, _ pattern: String) -> Bool {
        let parts = pattern.split(separator: "/", maxSplits: 1)
        guard let first = parts.first, first == "*" || first == resource else { return false }
        return parts.count == 1 || parts[1] == "*"
    }
}
