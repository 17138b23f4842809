/// What `.Release` says in templates.
public struct ReleaseIdentity: Sendable, Hashable {
    public var name: String
    public var namespace: String
    public var revision: Int
    /// False for an install, true for an upgrade or a rollback.
    public var isUpgrade: Bool

    public init(name: String, namespace: String, revision: Int = 1, isUpgrade: Bool = false) {
        self.name = name
        self.namespace = namespace
        self.revision = revision
        self.isUpgrade = isUpgrade
    }

    public var isInstall: Bool { !isUpgrade }
}
