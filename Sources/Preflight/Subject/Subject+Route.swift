import Value

extension Subject {
    /// A deployment that is to be reached through a Gateway.
    public struct Route: Sendable, Hashable {
        /// As `namespace/name`.
        public var deployment: String
        /// Of the Gateway that is made; nil where none is named.
        public var gatewayClass: String?
        /// One that is there, as `namespace/name`; nil where one is made.
        public var gateway: String?

        public init(deployment: String, gatewayClass: String? = nil, gateway: String? = nil) {
            self.deployment = deployment
            self.gatewayClass = gatewayClass
            self.gateway = gateway
        }
    }
}

extension Subject.Route {
    var value: Value {
        [
            "deployment": .string(deployment), "gatewayClass": .string(gatewayClass ?? ""),
            "gateway": .string(gateway ?? ""),
        ]
    }
}
