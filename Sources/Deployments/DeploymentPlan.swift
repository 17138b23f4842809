public import Providers
public import Value

/// A deployment as it will be made: every choice taken, nothing changed yet.
public struct DeploymentPlan: Sendable {
    public var request: DeploymentRequest
    public var selection: ProviderSelection
    /// `group/version` of the provider's resource that the cluster serves; nil for providers without one.
    public var apiVersion: String?
    /// The chart's values, without its defaults.
    public var values: Object

    public var provider: Provider { selection.provider }

    /// `namespace/name`.
    public var id: String { "\(request.namespace)/\(request.name)" }
}
