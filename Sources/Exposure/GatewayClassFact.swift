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

    /// Whether a route of its Gateways may say how long a request takes; those that say nothing of it are not known to
    /// refuse it, and the standard one has settings of its own instead.
    var takesTimeouts: Bool {
        !isStandard && features?.contains("HTTPRouteRequestTimeout") ?? true
    }

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
