public import Value

/// A Gateway of a cluster, and whom it takes routes from.
public struct GatewayFact: Sendable, Hashable {
    public var id: GatewayName
    public var className: String
    /// Nil while its controller has not said.
    public var isProgrammed: Bool?
    /// What its controller says where it is not.
    public var message: String
    /// The release of groundcrew's whose part it is and with which it goes, in its own namespace; nil where it stands by
    /// itself.
    public var owner: String?
    public var listeners: [Listener]

    public struct Listener: Sendable, Hashable {
        public var name: String
        public var port: Int64
        /// In Gateway API's words: HTTP, HTTPS, TLS.
        public var proto: String
        /// Nil for all.
        public var hostname: String?
        public var from: From
        /// Of the kinds that it names; empty for those that its protocol gives.
        public var kinds: [String]

        public init(
            name: String, port: Int64 = 80, proto: String = "HTTP", hostname: String? = nil, from: From = .same,
            kinds: [String] = []
        ) {
            self.name = name
            self.port = port
            self.proto = proto
            self.hostname = hostname
            self.from = from
            self.kinds = kinds
        }
    }

    /// The namespaces from which routes may come.
    public enum From: Sendable, Hashable {
        case same, all, nothing
        /// By the labels of namespaces: a selector as Kubernetes has them.
        case selector(Value)
    }

    public init(
        id: GatewayName, className: String, isProgrammed: Bool?, message: String = "", owner: String? = nil,
        listeners: [Listener]
    ) {
        self.id = id
        self.className = className
        self.isProgrammed = isProgrammed
        self.message = message
        self.owner = owner
        self.listeners = listeners
    }

    /// On a Gateway that a provider's chart makes for one deployment: `own`.
    static let ownLabel = "groundcrew/gateway"

    public init(_ object: Value) {
        id = GatewayName(of: object)
        className = object["spec"]?["gatewayClassName"]?.string ?? ""
        let labels = object["metadata"]?["labels"]
        let isOwned =
            labels?["app.kubernetes.io/name"]?.string == ExposureChart.name || labels?[Self.ownLabel]?.string == "own"
        owner = isOwned ? labels?["app.kubernetes.io/instance"]?.string : nil
        let programmed = Condition("Programmed", in: object["status"]?["conditions"], of: object.generation)
        switch programmed?.truth {
        case .yes: isProgrammed = true
        case .no: isProgrammed = false
        case .open, nil: isProgrammed = nil
        }
        message = programmed.map { $0.message.isEmpty ? $0.reason : $0.message } ?? ""
        listeners = (object["spec"]?["listeners"]?.array ?? []).map(Listener.init)
    }
}

extension GatewayFact.Listener {
    init(_ value: Value) {
        name = value["name"]?.string ?? ""
        port = value["port"]?.integer ?? 0
        proto = value["protocol"]?.string ?? ""
        hostname = value["hostname"]?.string.flatMap { $0.isEmpty ? nil : $0 }
        let allowed = value["allowedRoutes"]
        kinds = (allowed?["kinds"]?.array ?? []).compactMap { $0["kind"]?.string }
        switch allowed?["namespaces"]?["from"]?.string {
        case "All": from = .all
        case "Selector": from = .selector(allowed?["namespaces"]?["selector"] ?? [:])
        case "None": from = .nothing
        default: from = .same
        }
    }

    /// The scheme of its URLs.
    var scheme: String { proto == "HTTPS" ? "https" : "http" }

    /// Why it takes no route from there; nil where it does.
    ///
    /// - Parameters:
    ///   - gateway: the namespace of its Gateway.
    ///   - labels: of the namespace; nil where they cannot be seen.
    ///   - hostname: of the route; nil for all.
    func refusal(of namespace: String, labels: [String: String]?, gateway: String, hostname: String?) -> String? {
        guard ["HTTP", "HTTPS"].contains(proto) else { return "speaks \(proto)" }
        guard kinds.isEmpty || kinds.contains("HTTPRoute") else { return "takes no HTTPRoute" }
        switch from {
        case .all: break
        case .nothing: return "takes routes from no namespace"
        case .same:
            guard namespace == gateway else { return "takes routes from its own namespace only" }
        case .selector(let selector):
            guard let labels else {
                return "takes routes from namespaces with certain labels, and those of \(namespace) cannot be seen"
            }
            guard Self.selects(selector, labels) else {
                return "takes routes from namespaces with labels that \(namespace) does not have"
            }
        }
        guard let own = self.hostname, let hostname else { return nil }
        return Self.meet(own, hostname) ? nil : "is for \(own)"
    }

    /// Whether there is a name that both stand for.
    private static func meet(_ first: String, _ second: String) -> Bool {
        if first == second { return true }
        func covers(_ pattern: String, _ name: String) -> Bool {
            pattern.hasPrefix("*.") && name.hasSuffix(pattern.dropFirst()) && name.utf8.count > pattern.utf8.count - 1
        }
        return covers(first, second) || covers(second, first)
    }

    /// One without requirements fits all.
    private static func selects(_ selector: Value, _ labels: [String: String]) -> Bool {
        let wanted = selector["matchLabels"]?.object ?? [:]
        guard wanted.allSatisfy({ labels[$0.key] == $0.value.string }) else { return false }
        return (selector["matchExpressions"]?.array ?? []).allSatisfy { expression in
            let label = labels[expression["key"]?.string ?? ""]
            let values = (expression["values"]?.array ?? []).compactMap(\.string)
            switch expression["operator"]?.string {
            case "In": return label.map(values.contains) ?? false
            case "NotIn": return !(label.map(values.contains) ?? false)
            case "Exists": return label != nil
            case "DoesNotExist": return label == nil
            default: return false
            }
        }
    }
}
