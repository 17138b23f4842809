public import Value

/// A GatewayClass of a cluster.
public struct GatewayClassFact: Sendable, Hashable {
    public var name: String
    public var controller: String
    /// Nil while its controller has not said.
    public var isAccepted: Bool?
    /// Why it is not.
    public var message: String
    /// What its controller says that it can, in Gateway API's words; nil where it says nothing of that.
    public var features: Set<String>?

    public init(
        name: String, controller: String, isAccepted: Bool?, message: String = "", features: Set<String>? = nil
    ) {
        self.name = name
        self.controller = controller
        self.isAccepted = isAccepted
        self.message = message
        self.features = features
    }

    public init(_ object: Value) {
        name = object["metadata"]?["name"]?.string ?? ""
        controller = object["spec"]?["controllerName"]?.string ?? ""
        let accepted = Condition("Accepted", in: object["status"]?["conditions"], of: object.generation)
        switch accepted?.truth {
        case .yes: isAccepted = true
        case .no: isAccepted = false
        case .open, nil: isAccepted = nil
        }
        message = accepted.map { $0.message.isEmpty ? $0.reason : $0.message } ?? ""
        // Texts before 1.3 of the Gateway API, objects since.
        let list = object["status"]?["supportedFeatures"]?.array ?? []
        features = list.isEmpty ? nil : Set(list.compactMap { $0["name"]?.string ?? $0.string })
    }

    /// Whether a route of its Gateways may say how long a request takes; nil where neither the class nor its controller
    /// tells. The standard one has settings of its own instead.
    var takesTimeouts: Bool? {
        if isStandard || Self.untimedControllers.contains(controller) { return false }
        if let features { return features.contains("HTTPRouteRequestTimeout") }
        return Self.timedControllers.contains(controller) ? true : nil
    }

    /// Those of which every report of conformance since Gateway API 1.1 has it: Envoy Gateway, Istio, Cilium and Contour.
    private static let timedControllers: Set<String> = [
        "gateway.envoyproxy.io/gatewayclass-controller", "istio.io/gateway-controller", "io.cilium/gateway-controller",
        "projectcontour.io/gateway-controller",
    ]

    /// GKE's accepts no route that says it, with reason UnsupportedValue (kserve/kserve#5311), up to its report for
    /// Gateway API 1.6.
    private static let untimedControllers: Set<String> = ["networking.gke.io/gateway"]

    public var isStandard: Bool { controller == StandardGateway.controller }

    /// Why no Gateway for requests from outside can be of it; nil where one can.
    var refusal: String? {
        if Self.meshControllers.contains(controller) { return "is for traffic within a mesh" }
        switch isAccepted {
        case true?: return nil
        case false?: return "is not accepted by its controller\(message.isEmpty ? "" : ": \(message)")"
        case nil: return "is accepted by nobody yet: its controller \(controller) has not said"
        }
    }

    /// Whose Gateways take no requests from outside.
    private static let meshControllers: Set<String> = [
        "istio.io/mesh-controller", "istio.io/unmanaged-gateway", "io.cilium/mesh-controller",
    ]
}
