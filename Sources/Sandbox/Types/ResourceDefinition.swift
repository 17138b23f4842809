/// A resource type as discovery tells it: what is served under which names.
struct ResourceDefinition: Sendable, Hashable {
    var group: String
    /// Served versions, the preferred one first.
    var versions: [String]
    var kind: String
    var plural: String
    var singular: String
    var shortNames: [String] = []
    var categories: [String] = []
    var isNamespaced: Bool
    var verbs: [String] = Self.allVerbs
    var hasStatus = false
    var hasScale = false
    /// True where the server counts changes of the specification in `metadata.generation`.
    var countsGenerations = false
    var isCustom = false
    var storageVersion: String

    static let allVerbs = ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"]

    var key: ResourceKey { ResourceKey(group: group, plural: plural) }
    /// `deployments.apps`, or `pods` in the core group.
    var groupResource: String { group.isEmpty ? plural : "\(plural).\(group)" }
    func apiVersion(_ version: String) -> String { group.isEmpty ? version : "\(group)/\(version)" }
    var isStored: Bool { verbs.contains("get") }
}

struct ResourceKey: Hashable, Sendable {
    var group: String
    var plural: String
}
