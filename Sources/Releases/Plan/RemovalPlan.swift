/// All that a removal is going to do, made before anything is changed.
struct RemovalPlan: Sendable {
    /// The last revision.
    var record: StoredRelease
    /// All revisions, whose records go with the release unless its history is kept.
    var keys: [ReleaseStorage.Key]
    /// Of every revision that may have left some, in Helm's order of removal; none for what is kept as history alone.
    var objects: [ReleaseObject]
    /// Names of the CRDs that its revisions brought from `crds/`; they stay.
    var crds: [String] = []
    /// What the hooks around it make.
    var hookObjects: [ReleaseObject]
    var options = RemovalOptions()

    /// Helm's words for a revision that is kept.
    static let doneDescription = "Uninstallation complete"

    /// Nothing is left but the history.
    var isUninstalled: Bool { record.status == .uninstalled }
}
