import Value
import YAML

/// What an operator looks after that takes requests from outside: Gateways of its class.
struct SimulatedGateways: Sendable {
    /// The GatewayClass that it makes.
    var className: String
    var controller: String

    init(_ fields: YAMLFields) throws {
        className = try fields.requiredString("class")
        controller = try fields.requiredString("controller")
        try fields.rejectUnknown(known: ["class", "controller"])
    }
}

/// The types of Gateway API, where the cluster serves them.
struct GatewayTypes {
    static let group = "gateway.networking.k8s.io"
    /// On what a controller makes for a Gateway: the Gateway's name.
    static let nameLabel = "gateway.networking.k8s.io/gateway-name"

    var classes: ResourceDefinition
    var gateways: ResourceDefinition
    var routes: ResourceDefinition
    /// Nil where the cluster serves none.
    var pools: ResourceDefinition?

    init?(_ cluster: Cluster) {
        guard let classes = cluster.definition(group: Self.group, plural: "gatewayclasses"),
            let gateways = cluster.definition(group: Self.group, plural: "gateways"),
            let routes = cluster.definition(group: Self.group, plural: "httproutes")
        else { return nil }
        self.classes = classes
        self.gateways = gateways
        self.routes = routes
        pools = cluster.definition(group: "inference.networking.k8s.io", plural: "inferencepools")
    }
}

extension Value {
    /// Of an HTTPRoute: what it leads to, over all its rules.
    var backendReferences: [Value] {
        (self[at: "spec", "rules"]?.array ?? []).flatMap { $0["backendRefs"]?.array ?? [] }
    }

    /// Whether a reference to a parent, or a status of one, means this Gateway.
    ///
    /// - Parameter namespace: of the object that refers to it.
    func isParent(_ gateway: Value, in namespace: String) -> Bool {
        self["kind"]?.string ?? "Gateway" == "Gateway" && self["name"]?.string == gateway.name
            && self["namespace"]?.string ?? namespace == gateway.namespace
    }
}
