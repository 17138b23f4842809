import Value

/// The GatewayClasses of a cluster; null where it knows of none.
enum GatewayClassList {
    static func value(of facts: JudgedFacts) throws(UnknownReason) -> Value {
        let classes = try facts.known(.gatewayClassObjects)
        guard !classes.isNull else { return .null }
        return .array(ClusterObject.all(classes).map(entry))
    }

    private static func entry(of object: ClusterObject) -> Value {
        let controller = object.value["spec"]?["controllerName"]?.string ?? ""
        let accepted = object.conditions { type, _ in type == "Accepted" }.first
        return [
            "name": .string(object.name), "controller": .string(controller),
            "accepted": .bool(accepted?.status == "True"), "words": .string(refusal(accepted, controller)),
            // Their Gateways are for traffic within a mesh.
            "mesh": .bool(meshControllers.contains(controller)),
        ]
    }

    /// Why it is not accepted; "" where it is.
    private static func refusal(_ accepted: ClusterObject.Condition?, _ controller: String) -> String {
        switch accepted?.status {
        case "True": return ""
        case "False": return accepted?.words ?? ""
        default: return "its controller \(controller) has not said whether it takes it; it may not run"
        }
    }

    private static let meshControllers: Set<String> = [
        "istio.io/mesh-controller", "istio.io/unmanaged-gateway", "io.cilium/mesh-controller",
    ]
}
