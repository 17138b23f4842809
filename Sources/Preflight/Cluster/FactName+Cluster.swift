extension FactName {
    /// The time by the API server and by this machine.
    static let serverTime: FactName = "serverTime"
    /// What the API server says of its own health.
    static let serverHealth: FactName = "serverHealth"
    /// Whether the registries answer that images and charts come from.
    static let registries: FactName = "registries"
    /// The objects of CRDs that a former installation left.
    static let leftObjects: FactName = "leftObjects"
}

/// Lists that check files declare and variables are made from.
extension FactName {
    static let namespaceObjects: FactName = "objects/namespaces"
    /// Those that are wanted alone, for who may not list all.
    static let wantedNamespaces: FactName = "objects/namespaces?namespaces=wanted"
    static let serviceObjects: FactName = "objects/services"
    static let endpointSlices: FactName = "objects/endpointslices.discovery.k8s.io"
    static let deploymentObjects: FactName = "objects/deployments.apps"
    static let definitionObjects: FactName = "objects/customresourcedefinitions.apiextensions.k8s.io"
    static let validatingWebhooks: FactName = "objects/validatingwebhookconfigurations.admissionregistration.k8s.io"
    static let mutatingWebhooks: FactName = "objects/mutatingwebhookconfigurations.admissionregistration.k8s.io"
    static let clusterRoleObjects: FactName = "objects/clusterroles.rbac.authorization.k8s.io"
    static let clusterRoleBindings: FactName = "objects/clusterrolebindings.rbac.authorization.k8s.io"
    static let gatewayClassObjects: FactName = "objects/gatewayclasses.gateway.networking.k8s.io"
    static let networkPolicies: FactName = "objects/networkpolicies.networking.k8s.io?namespaces=wanted"
}
