public import Releases
public import Value

/// What to install instead of what an operator's definition says; nil leaves it.
public struct OperatorOverride: Sendable {
    public var chart: String?
    public var repository: String?
    /// One version, or a range of them as Helm reads it.
    public var version: String?
    /// What `version` is to conditions once its chart was found; nil before, and for a version that needs no looking up.
    var settledVersion: String?
    public var namespace: String?
    /// Merged over the definition's.
    public var values: Object
    /// What becomes of a change that fails.
    public var onFailure: ReleaseOptions.OnFailure?

    public init(values: Object = [:]) { self.values = values }
}
