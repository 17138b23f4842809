/// A kind of object and where the server serves it.
public struct ResourceType: Sendable, Hashable, CustomStringConvertible {
    /// Empty for the core group.
    public var group: String
    public var version: String
    public var kind: String
    /// The name in paths, in the plural and lower case.
    public var plural: String
    public var singular: String
    public var shortNames: [String]
    public var isNamespaced: Bool
    /// What discovery says the server does with it; says nothing about the caller's rights. Empty when not discovered.
    public var verbs: Set<String>
    /// Such as `status` and `scale`.
    public var subresources: Set<String>

    public init(
        group: String, version: String, kind: String, plural: String, singular: String = "", shortNames: [String] = [],
        isNamespaced: Bool, verbs: Set<String> = [], subresources: Set<String> = []
    ) {
        self.group = group
        self.version = version
        self.kind = kind
        self.plural = plural
        self.singular = singular
        self.shortNames = shortNames
        self.isNamespaced = isNamespaced
        self.verbs = verbs
        self.subresources = subresources
    }

    public var groupVersion: GroupVersion { GroupVersion(group: group, version: version) }
    public var apiVersion: String { groupVersion.description }

    /// Such as `deployments.apps`, as RBAC errors and kubectl write it.
    public var description: String { group.isEmpty ? plural : "\(plural).\(group)" }

    /// The path below the server's URL, percent-encoded.
    ///
    /// - Throws: `KubernetesError` with code `invalidRequest` when a part cannot be a segment of a path.
    public func path(
        namespace: String? = nil, name: String? = nil, subresource: String? = nil
    ) throws(KubernetesError) -> String {
        var path = groupVersion.path
        if isNamespaced, let namespace {
            path += "/namespaces/" + (try PathSegment.encoded(namespace, as: "namespace"))
        }
        path += "/" + (try PathSegment.encoded(plural, as: "resource"))
        if let name { path += "/" + (try PathSegment.encoded(name, as: "name")) }
        if let subresource { path += "/" + (try PathSegment.encoded(subresource, as: "subresource")) }
        return path
    }
}

extension GroupVersion {
    var path: String { group.isEmpty ? "/api/\(version)" : "/apis/\(group)/\(version)" }
}
