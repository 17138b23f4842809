/// What a cluster has that could take a deployment's requests, as far as it was asked and may be seen.
public struct ExposureFacts: Sendable, Hashable {
    /// Whether a cluster was asked at all.
    public var wasAsked: Bool
    /// Nil where they may not be seen.
    public var classes: [GatewayClassFact]?
    /// Nil where they may not be seen.
    public var gateways: [GatewayFact]?
    /// Versions in which HTTPRoutes are served, the preferred first.
    public var routeVersions: [String]
    /// Versions in which InferencePools are served.
    public var poolVersions: [String]
    /// Of the deployment's namespace; nil where they may not be seen.
    public var namespaceLabels: [String: String]?
    /// Whether the standard Gateway of the cluster is one that groundcrew has set up, pools included.
    public var isStandardOwn = false
    /// What the deployment's route goes through by now.
    public var former: ExposurePlan.Parent?

    public init(
        classes: [GatewayClassFact]? = [], gateways: [GatewayFact]? = [], routeVersions: [String] = ["v1"],
        poolVersions: [String] = [], namespaceLabels: [String: String]? = [:]
    ) {
        wasAsked = true
        self.classes = classes
        self.gateways = gateways
        self.routeVersions = routeVersions
        self.poolVersions = poolVersions
        self.namespaceLabels = namespaceLabels
    }

    private init() {
        self.init(classes: nil, gateways: nil, namespaceLabels: nil)
        wasAsked = false
    }

    /// For plans without a cluster.
    public static let unasked = ExposureFacts()

    func gatewayClass(_ name: String) -> GatewayClassFact? { classes?.first { $0.name == name } }
}
