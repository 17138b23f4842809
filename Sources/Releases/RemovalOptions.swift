public import Kubernetes

/// How a release is removed; Helm's flags of the same names.
public struct RemovalOptions: Sendable, Hashable {
    /// The revisions stay, the last one as uninstalled, so that they can be looked at and gone back to.
    public var keepsHistory: Bool
    public var runsHooks: Bool
    /// What becomes of what the release's objects own.
    public var cascade: DeleteOptions.Propagation
    /// Until all is gone. What CRDs define is waited for in any case, since a CRD with objects stays.
    public var waits: Bool
    /// Of a revision that is kept, instead of what Helm says.
    public var description: String?

    public init(
        keepsHistory: Bool = false, runsHooks: Bool = true, cascade: DeleteOptions.Propagation = .background,
        waits: Bool = true, description: String? = nil
    ) {
        self.keepsHistory = keepsHistory
        self.runsHooks = runsHooks
        self.cascade = cascade
        self.waits = waits
        self.description = description
    }
}
