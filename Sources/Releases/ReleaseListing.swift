/// Releases, and what lies among their records and cannot be read.
public struct ReleaseListing: Sendable, Equatable {
    /// Sorted by namespace and name.
    public var releases: [ReleaseRecord]
    public var unreadable: [UnreadableRecord]

    public init(releases: [ReleaseRecord] = [], unreadable: [UnreadableRecord] = []) {
        self.releases = releases
        self.unreadable = unreadable
    }
}

/// A Secret with the labels of a release record that is none, or a broken one. Anyone who may create Secrets in a
/// namespace can make one.
public struct UnreadableRecord: Sendable, Equatable, CustomStringConvertible {
    public var namespace: String
    public var secret: String
    /// The release that its label names; nil where it names none.
    public var release: String?
    /// Follows the Secret's name.
    public var problem: String

    public init(namespace: String, secret: String, release: String?, problem: String) {
        self.namespace = namespace
        self.secret = secret
        self.release = release
        self.problem = problem
    }

    public var description: String { "the release record in Secret \(namespace)/\(secret) \(problem)" }
}
