public import Value

/// The values of the chart that makes routes, and back.
public enum ExposureChart {
    /// Of the chart within the binary.
    public static let name = "exposure"

    /// - Parameter api: the path of the API behind the route, such as `/v1`.
    public static func values(_ plan: ExposurePlan, _ backend: ExposureBackend, api: String) -> Object {
        var values: Object = [
            "deployment": .string(plan.deployment), "apiVersion": .string(plan.apiVersion), "path": .string(plan.path),
            "api": .string(api), "port": .integer(plan.port), "scheme": .string(plan.scheme),
            "timeout": .string(plan.timeout ?? ""),
        ]
        values["hostname"] = plan.hostname.map(Value.string)
        values["controller"] = plan.controller.map(Value.string)
        switch plan.parent {
        case .existing(let gateway, let listener):
            var place: Object = ["namespace": .string(gateway.namespace), "name": .string(gateway.name)]
            place["listener"] = listener.map(Value.string)
            values["gateway"] = .object(place)
        case .made(let name): values["gateway"] = ["className": .string(name)]
        }
        switch backend {
        case .service(let name, let port): values["service"] = ["name": .string(name), "port": .integer(port)]
        case .pool(.named(let name)): values["pool"] = ["name": .string(name)]
        case .pool(.made(let selector, let port, let engine)):
            values["pool"] = [
                "selector": .object(Object(selector.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) })),
                "port": .integer(port), "engine": .string(engine),
            ]
        }
        return values
    }

    /// What the values of a release say of its route; nil where they are not those of one.
    public static func route(_ values: Object, in namespace: String) -> ExposedRoute? {
        guard let deployment = values["deployment"]?.string, let apiVersion = values["apiVersion"]?.string,
            let gateway = values["gateway"]
        else { return nil }
        func text(_ value: Value?) -> String? { value?.string.flatMap { $0.isEmpty ? nil : $0 } }
        let parent: ExposurePlan.Parent
        if let name = text(gateway["className"]) {
            parent = .made(gatewayClass: name)
        } else if let name = text(gateway["name"]) {
            parent = .existing(
                GatewayName(namespace: text(gateway["namespace"]) ?? namespace, name: name),
                listener: text(gateway["listener"]))
        } else {
            return nil
        }
        let plan = ExposurePlan(
            namespace: namespace, deployment: deployment, parent: parent, reason: "as it is", rejected: [],
            hostname: text(values["hostname"]), path: text(values["path"]) ?? "/",
            port: values["port"]?.integer ?? 80, scheme: text(values["scheme"]) ?? "http", needsOperator: false,
            apiVersion: apiVersion, controller: text(values["controller"]), timeout: text(values["timeout"]))
        let isPool = values["pool"]?.isNull == false
        return ExposedRoute(
            plan: plan, api: text(values["api"]) ?? "/v1", isPool: isPool,
            hasPicker: isPool && text(values["pool"]?["name"]) == nil)
    }
}

/// A route as its release holds it, or as a provider's operator made it.
public struct ExposedRoute: Sendable, Hashable {
    public var plan: ExposurePlan
    /// The path of the API behind it.
    public var api: String
    public var isPool: Bool
    /// Whether an endpoint picker was made with it.
    public var hasPicker: Bool
    /// The name of the route, and of a pool that was made with it.
    public var name: String

    /// - Parameter name: nil for that of the route that groundcrew makes.
    public init(plan: ExposurePlan, api: String, isPool: Bool, hasPicker: Bool, name: String? = nil) {
        self.plan = plan
        self.api = api
        self.isPool = isPool
        self.hasPicker = hasPicker
        self.name = name ?? ExposurePlan.routeName(plan.deployment)
    }

    public var pickerName: String { "\(name)-epp" }
}
