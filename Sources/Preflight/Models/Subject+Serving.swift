public import Value

extension Subject.Deployment {
    /// How its model is served, as far as checks of models look at it.
    public struct Serving: Sendable, Hashable {
        /// Such as `vllm`; empty where it is not known.
        public var engine: String
        /// The name of the Secret with the token by which pods fetch the model; empty for none.
        public var tokenSecret: String
        /// Where pods fetch it; empty for the public hub.
        public var endpoint: String
        /// The longest request that is asked for, in tokens; nil for the model's own limit.
        public var contextLength: Int64?

        public init(
            engine: String = "", tokenSecret: String = "", endpoint: String = "", contextLength: Int64? = nil
        ) {
            self.engine = engine
            self.tokenSecret = tokenSecret
            self.endpoint = endpoint
            self.contextLength = contextLength
        }

        /// By the names that every chart has for them.
        public init(values: Value) {
            self.init(
                engine: values["engine"]?.string ?? "", tokenSecret: values["hfTokenSecret"]?.string ?? "",
                endpoint: values["hub"]?["endpoint"]?.string ?? "", contextLength: values["contextLength"]?.integer)
        }

        public var value: Value {
            [
                "engine": .string(engine), "tokenSecret": .string(tokenSecret),
                "endpoint": .string(HubTarget.redacted(endpoint)),
                "contextLength": contextLength.map(Value.integer) ?? .null,
            ]
        }
    }

    /// The repository's id; nil where no model is named.
    var modelID: String? {
        guard let id = model["id"]?.string, !id.isEmpty else { return nil }
        return id
    }

    /// As messages name it.
    var place: String { "\(namespace)/\(name)" }
}
