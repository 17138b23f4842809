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
    /// Releases of that name in other namespaces, whoever made them, and those that were adopted under another name.
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
        func look(in namespace: String?) async throws -> (listing: ReleaseListing, adopted: ReleaseListing) {
            let listing = try await engine.list(name: name, namespace: namespace)
            return (listing, try await engine.adopted(as: name, namespace: namespace))
        }
        let found: (listing: ReleaseListing, adopted: ReleaseListing)
        do {
            found = try await look(in: nil)
        } catch let error as KubernetesError where error.code == .forbidden {
            found = try await look(in: namespace)
            blindness = "other namespaces could not be looked at: \(error)"
        }
        return OperatorRelease(
            name: name, namespace: namespace, listing: found.listing, adopted: found.adopted, blindness: blindness,
            origins: origins)
    }

    init(
        name: String, namespace: String, listing: ReleaseListing, adopted: ReleaseListing = ReleaseListing(),
        blindness: String? = nil, origins: [ReleaseLabels]
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
        elsewhere =
            (living.filter { $0.namespace != namespace } + adopted.releases.filter { $0.name != name })
            .filter { $0.status != "uninstalled" }
        unreadable = listing.unreadable + adopted.unreadable.filter { !listing.unreadable.contains($0) }
    }

    /// The same, with that release as the one that is meant.
    public func at(_ record: ReleaseRecord) -> OperatorRelease {
        var release = self
        release.elsewhere = ([here].compactMap(\.self) + elsewhere).filter { $0 != record }
        release.here = record
        release.namespace = record.namespace
        return release
    }

    /// Whether groundcrew made that release for this provider, or for one that shares the operator.
    public func isOwn(_ record: ReleaseRecord) -> Bool {
        origins.contains { record.labels.contains(all: $0) }
    }

    /// Whether its record says that it is this operator: groundcrew's releases are named after what they are, and what it
    /// has adopted has that name on a label. What is not may hold objects of the operator all the same, beside its own.
    public func isNamed(_ record: ReleaseRecord) -> Bool {
        guard let adopted = record.labels[ReleaseLabels.adoptedKey] else { return record.name == name }
        return adopted == name
    }

    /// Whether somebody else made it, and groundcrew has it by the user's word.
    public func isAdopted(_ record: ReleaseRecord) -> Bool {
        isOwn(record) && record.labels[ReleaseLabels.adoptedKey] != nil
    }

    /// The provider for which groundcrew made a release that is not this operator's; nil where groundcrew made none.
    public func otherProvider(of record: ReleaseRecord) -> String? {
        guard !isOwn(record), record.labels[ReleaseLabels.roleKey] == ReleaseLabels.Role.operator.rawValue else {
            return nil
        }
        return record.labels[ReleaseLabels.providerKey]
    }

    /// Where and what a release is and who made it, for people.
    public func words(_ record: ReleaseRecord) -> String {
        let origin =
            isAdopted(record)
            ? "was adopted by groundcrew, which did not install it"
            : isOwn(record)
                ? "was installed by groundcrew"
                : otherProvider(of: record).map { "was installed by groundcrew for provider \($0)" }
                    ?? "was not installed by groundcrew"
        return "\(record.namespace)/\(record.name) (chart \(record.chartTitle), revision \(record.revision)) \(origin)"
    }

    /// The same for machines.
    public func value(_ record: ReleaseRecord) -> Value {
        [
            "name": .string(record.name), "namespace": .string(record.namespace),
            "chart": .string(record.chartName), "version": .string(record.chartVersion),
            "revision": .integer(Int64(record.revision)), "status": .string(record.status),
            "installedByGroundcrew": .bool(isOwn(record) && !isAdopted(record)),
            "adopted": .bool(isAdopted(record)),
        ]
    }
}
