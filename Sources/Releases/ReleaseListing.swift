/// Releases, and what lies among their records and cannot be read.
public struct ReleaseListing: Sendable, Equatable {
    /// Sorted by namespace and name, or as they were asked for.
    public var releases: [ReleaseRecord]
    public var unreadable: [UnreadableRecord]
    /// What could not be looked at, so that releases may be missing.
    public var gaps: [RecordGap]
    /// How many fit what was asked for besides, beyond its limit.
    public var omitted = 0

    public init(
        releases: [ReleaseRecord] = [], unreadable: [UnreadableRecord] = [], gaps: [RecordGap] = []
    ) {
        self.releases = releases
        self.unreadable = unreadable
        self.gaps = gaps
    }
}

/// A Secret or ConfigMap with the labels of a release record that is none, or a broken one. Anyone who may create such
/// objects in a namespace can make one.
public struct UnreadableRecord: Sendable, Equatable, CustomStringConvertible {
    public var namespace: String
    /// Its name.
    public var object: String
    /// The release that its label names; nil where it names none.
    public var release: String?
    /// Follows the object's name.
    public var problem: String
    public var kind: RecordKind

    public init(
        namespace: String, object: String, release: String?, problem: String, kind: RecordKind = .secret
    ) {
        self.namespace = namespace
        self.object = object
        self.release = release
        self.problem = problem
        self.kind = kind
    }

    public var description: String { "the release record in \(kind.title) \(namespace)/\(object) \(problem)" }
}
