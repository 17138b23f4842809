import Kubernetes
public import Releases
public import Value

/// What the cluster's release records say of one operator: who made what lies under its name, and where.
public struct OperatorRelease: Sendable, Equatable {
    public var name: String
    /// Where it is asked for.
    public var namespace: String
    /// The release of that name in that namespace, whoever made it; nil too when it is only kept as history.
    public var here: ReleaseRecord?
    /// Releases of that name in other namespaces, whoever made them.
    public var elsewhere: [ReleaseRecord]
    /// Records of that name that cannot be read, in any namespace.
    public var unreadable: [UnreadableRecord]
    /// Why other namespaces were not looked at; nil when they were.
    public var blindness: String?
    /// The labels that prove that groundcrew made a release of it: for the asking provider, and for others that have the
    /// same operator, since whichever came first made the release for all of them.
    public var origins: [ReleaseLabels]

    /// - Parameter origins: the labels that prove that groundcrew made a release of it, those of the asking provider first.
    /// - Throws: `KubernetesError` when not even that namespace can be looked at, `ReleaseError` with code
    ///   `invalidRequest` for a name that no namespace can have.
    public static func find(
        _ name: String, namespace: String, origins: [ReleaseLabels], with engine: ReleaseEngine
    ) async throws -> OperatorRelease {
        try ReleaseRequest.validate(namespace: namespace)
        var blindness: String?
        let listing: ReleaseListing
        do {
            listing = try await engine.list(name: name, namespace: nil)
        } catch let error as KubernetesError where error.code == .forbidden {
            listing = try await engine.list(name: name, namespace: namespace)
            blindness = "other namespaces could not be looked at: \(error)"
        }
        return OperatorRelease(
            name: name, namespace: namespace, listing: listing, blindness: blindness, origins: origins)
    }

    init(
        name: String, namespace: String, listing: ReleaseListing, blindness: String? = nil, origins: [ReleaseLabels]
    ) {
        self.name = name
        self.namespace = namespace
        self.blindness = blindness
        self.origins = origins
        let living = listing.releases.filter { record in
            record.status != "uninstalled" || origins.first.map { record.labels.contains(all: $0) } ?? false
        }
        here = living.first { $0.namespace == namespace }
        // What is kept as history alone works nowhere.
        elsewhere = living.filter { $0.namespace != namespace && $0.status != "uninstalled" }
        unreadable = listing.unreadable
    }

    /// Whether groundcrew made that release for this provider, or for one that shares the operator.
    public func isOwn(_ record: ReleaseRecord) -> Bool {
        origins.contains { record.labels.contains(all: $0) }
    }

    /// Where and what a release is and who made it, for people.
    public func words(_ record: ReleaseRecord) -> String {
        "\(record.namespace)/\(record.name) (chart \(record.chartTitle), revision \(record.revision)) "
            + (isOwn(record) ? "was installed by groundcrew" : "was not installed by groundcrew")
    }

    /// The same for machines.
    public func value(_ record: ReleaseRecord) -> Value {
        [
            "name": .string(record.name), "namespace": .string(record.namespace),
            "chart": .string(record.chartName), "version": .string(record.chartVersion),
            "revision": .integer(Int64(record.revision)), "status": .string(record.status),
            "installedByGroundcrew": .bool(isOwn(record)),
        ]
    }
}
