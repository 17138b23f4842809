public import Value

/// Which Gateway a deployment's route goes through, and which requests it takes; nothing is changed yet.
public struct ExposurePlan: Sendable, Hashable {
    public enum Parent: Sendable, Hashable {
        /// - listener: its name; nil for all that take the route.
        case existing(GatewayName, listener: String?)
        /// One of the deployment's own, of this class.
        case made(gatewayClass: String)
    }

    /// What was passed over.
    public struct Rejection: Sendable, Hashable {
        /// Such as `Gateway infra/web`.
        public var name: String
        public var reason: String

        public var value: Value { ["name": .string(name), "reason": .string(reason)] }
    }

    public var namespace: String
    public var deployment: String
    public var parent: Parent
    /// Why this one.
    public var reason: String
    public var rejected: [Rejection]
    public var hostname: String?
    /// Without a slash at its end, unless it is nothing else.
    public var path: String
    /// Of the listener.
    public var port: Int64
    public var scheme: String
    /// Whether the standard Gateway has to be installed first.
    public var needsOperator: Bool
    /// `group/version` of the route and of a Gateway that is made.
    public var apiVersion: String
    /// Whose words about the route count; nil where it is not known, so that everybody's do.
    public var controller: String?
    /// How long a request may take, in Gateway API's words; nil leaves it to the Gateway's controller.
    public var timeout: String?

    /// As long as the model needs: many controllers end an answer after some seconds where nobody says a time.
    static let unlimited = "0s"

    /// The Gateway that takes the requests, made or there.
    public var gateway: GatewayName {
        switch parent {
        case .existing(let name, _): name
        case .made: GatewayName(namespace: namespace, name: Self.gatewayName(deployment))
        }
    }

    /// Why a route is as it is of which nobody says anything this time.
    public static let kept = "kept from before"

    /// The release that holds the route of a deployment, and the route's own name.
    public static func routeName(_ deployment: String) -> String { "\(deployment)-route" }

    static func gatewayName(_ deployment: String) -> String { "\(deployment)-gateway" }

    /// Where clients send their requests to, once the Gateway has an address.
    ///
    /// - Parameters:
    ///   - address: of the Gateway; nil where it has none and the route no name of a host.
    ///   - api: the path of the API behind the route, such as `/v1`.
    public func url(address: String?, api: String) -> String? {
        // A name with a star stands for many.
        let named = hostname.flatMap { $0.hasPrefix("*") ? nil : $0 }
        guard let host = named ?? address else { return nil }
        let isUsual = port == (scheme == "https" ? 443 : 80)
        let place = host.contains(":") ? "[\(host)]" : host
        return "\(scheme)://\(place)\(isUsual ? "" : ":\(port)")\(prefix)\(api)"
    }

    /// The path before that of the API.
    public var prefix: String { path == "/" ? "" : path }

    public var value: Value {
        var value: Object = ["gateway": .string("\(gateway)")]
        switch parent {
        case .existing(_, let listener): value["listener"] = listener.map(Value.string) ?? .null
        case .made(let name): value["gatewayClass"] = .string(name)
        }
        value["hostname"] = hostname.map(Value.string) ?? .null
        value["path"] = .string(path)
        value["reason"] = .string(reason)
        value["rejected"] = .array(rejected.map(\.value))
        value["needsOperator"] = .bool(needsOperator)
        return .object(value)
    }
}

extension ExposurePlan {
    /// A name that the route takes requests for; nil where it takes all.
    public var askedHost: String? {
        hostname.map { $0.hasPrefix("*.") ? "\(deployment)\($0.dropFirst())" : $0 }
    }
}
