import Kubernetes
public import Providers
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
    /// The labels that prove that groundcrew made a release for this provider.
    public var origin: ReleaseLabels
    /// The same of the providers that have the operator, too: whichever came first made the release for all of them.
    public var sharedOrigins: [ReleaseLabels]

    /// - Parameters:
    ///   - namespace: nil means the one that the provider's definition names.
    ///   - others: providers that have the same operator.
    /// - Throws: `KubernetesError` when not even that namespace can be looked at, `ReleaseError` with code
    ///   `invalidRequest` for a name that no namespace can have.
    public static func find(
        _ item: ProviderDefinition.Operator, of provider: Provider, sharedWith others: [Provider] = [],
        namespace: String? = nil, with driver: ReleaseEngine
    ) async throws -> OperatorRelease {
        let namespace = namespace ?? item.namespace
        try ReleaseRequest.validate(namespace: namespace)
        var blindness: String?
        let listing: ReleaseListing
        do {
            listing = try await driver.list(name: item.name, namespace: nil)
        } catch let error as KubernetesError where error.code == .forbidden {
            listing = try await driver.list(name: item.name, namespace: namespace)
            blindness = "other namespaces could not be looked at: \(error)"
        }
        return OperatorRelease(
            name: item.name, namespace: namespace, listing: listing, blindness: blindness,
            origin: .origin(provider: provider.name, role: .operator),
            sharedOrigins: others.map { .origin(provider: $0.name, role: .operator) })
    }

    init(
        name: String, namespace: String, listing: ReleaseListing, blindness: String? = nil, origin: ReleaseLabels,
        sharedOrigins: [ReleaseLabels] = []
    ) {
        self.name = name
        self.namespace = namespace
        self.blindness = blindness
        self.origin = origin
        self.sharedOrigins = sharedOrigins
        let living = listing.releases.filter { $0.status != "uninstalled" || $0.labels.contains(all: origin) }
        here = living.first { $0.namespace == namespace }
        elsewhere = living.filter { $0.namespace != namespace }
        unreadable = listing.unreadable
    }

    /// Whether groundcrew made that release for this provider, or for one that shares the operator.
    public func isOwn(_ record: ReleaseRecord) -> Bool {
        ([origin] + sharedOrigins).contains { record.labels.contains(all: $0) }
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
