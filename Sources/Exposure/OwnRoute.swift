public import Value

/// A route that a provider's operator makes by itself.
public struct OwnRoute: Sendable, Hashable {
    /// Why no other is made, in words.
    public var reason: String
    /// Of the HTTPRoute, in the deployment's namespace; nil where the provider does not say, so that nobody can look at it.
    public var name: String?
    /// What the paths of requests for the deployment begin with: without a slash at its end, unless it is nothing else.
    public var path: String

    public init(_ reason: String, name: String? = nil, path: String = "/") {
        self.reason = reason
        self.name = name
        self.path = path
    }

    /// The Gateway that an HTTPRoute goes through, the first of several; nil where it names none.
    public static func gateway(of object: Value) -> GatewayName? {
        guard let parent = parent(of: object), let name = parent["name"]?.string else { return nil }
        let own = object["metadata"]?["namespace"]?.string ?? ""
        return GatewayName(namespace: parent["namespace"]?.string ?? own, name: name)
    }

    /// The route as it stands.
    ///
    /// - Parameters:
    ///   - object: the HTTPRoute.
    ///   - gateway: its Gateway; of one that is not seen, nothing but the usual port and scheme can be said.
    ///   - api: the path of the API behind the route, such as `/v1`.
    /// - Returns: nil where the HTTPRoute names no Gateway.
    public func standing(
        _ object: Value, through gateway: Value?, to deployment: String, api: String
    ) -> ExposedRoute? {
        guard let name = Self.gateway(of: object), let parent = Self.parent(of: object) else { return nil }
        let section = parent["sectionName"]?.string
        let listener = Self.listener(section, of: gateway.map(GatewayFact.init)?.listeners ?? [])
        let plan = ExposurePlan(
            namespace: object["metadata"]?["namespace"]?.string ?? "", deployment: deployment,
            parent: .existing(name, listener: section ?? listener?.name), reason: reason, rejected: [],
            hostname: object["spec"]?["hostnames"]?.array?.first?.string ?? listener?.hostname, path: path,
            port: listener?.port ?? 80, scheme: listener?.scheme ?? "http", needsOperator: false,
            apiVersion: object["apiVersion"]?.string ?? "", controller: nil)
        return ExposedRoute(
            plan: plan, api: api, isPool: false, hasPicker: false, name: object["metadata"]?["name"]?.string)
    }

    private static func parent(of object: Value) -> Value? {
        (object["spec"]?["parentRefs"]?.array ?? []).first { $0["kind"]?.string ?? "Gateway" == "Gateway" }
    }

    /// The one that is named, else the first, those without encryption before others: they can be asked from here.
    private static func listener(_ name: String?, of listeners: [GatewayFact.Listener]) -> GatewayFact.Listener? {
        guard let name else { return listeners.first { $0.proto == "HTTP" } ?? listeners.first }
        return listeners.first { $0.name == name }
    }
}
