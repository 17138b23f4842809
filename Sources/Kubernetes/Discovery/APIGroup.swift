/// An API group and the versions of it that the server serves.
public struct APIGroup: Sendable, Hashable {
    /// Empty for the core group.
    public var name: String
    /// In the server's order, the preferred one first.
    public var versions: [String]

    public init(name: String, versions: [String]) {
        self.name = name
        self.versions = versions
    }

    public var groupVersions: [GroupVersion] { versions.map { GroupVersion(group: name, version: $0) } }
}

/// All that the server serves, and what it could not say.
public struct DiscoveryReport: Sendable {
    /// In the server's order of groups and versions.
    public var groupVersions: [GroupVersion]
    public var types: [ResourceType]
    /// Group versions that discovery lists and that did not answer, such as those of a broken aggregated API.
    public var failures: [(groupVersion: GroupVersion, error: KubernetesError)]
}
