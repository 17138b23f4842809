/// Labels of a release's record beside Helm's own, such as `helm upgrade --labels` sets.
///
/// Helm 3.13 and later carry them over to the next revision.
public typealias ReleaseLabels = [String: String]

extension ReleaseLabels {
    /// Whose part a release plays: the proof that groundcrew made it.
    public enum Role: String, Sendable, CaseIterable { case `operator`, deployment, prerequisite, route }

    /// Helm's own, which no user sets.
    public static let reservedKeys: Set<String> = ["name", "owner", "status", "version", "createdAt", "modifiedAt"]

    public static let providerKey = "groundcrew/provider"
    public static let roleKey = "groundcrew/role"
    /// On releases that somebody else made, and that became groundcrew's by the user's word: the name of the operator that
    /// they are, whatever the release is called.
    public static let adoptedKey = "groundcrew/adopted"

    /// On releases of what providers share that the user asked for by name: they stay when the providers go.
    public static let namedKey = "groundcrew/named"

    /// The labels of a release that groundcrew makes for a provider.
    public static func origin(provider: String, role: Role) -> ReleaseLabels {
        [providerKey: provider, roleKey: role.rawValue]
    }

    /// The labels of a release that groundcrew makes for all providers that need it.
    public static let prerequisite: ReleaseLabels = [roleKey: Role.prerequisite.rawValue]

    /// What such a release has besides when the user installed it by its name.
    public static let installedByName: ReleaseLabels = [namedKey: "true"]

    /// Whether every label of `other` is here with the same value.
    public func contains(all other: ReleaseLabels) -> Bool {
        other.allSatisfy { self[$0.key] == $0.value }
    }
}
