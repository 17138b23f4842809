public import Models
public import Value

/// What a user asks for when deploying a model; nil leaves a choice to groundcrew or to the provider's chart.
public struct DeploymentRequest: Sendable {
    public var model: Model
    /// The deployment's and its release's name: a DNS label.
    public var name: String
    public var namespace: String
    public var provider: String?
    public var engine: String?
    public var mode: String?
    public var replicas: Int64?
    public var servedModelName: String?
    public var routerMode: String?
    /// Name of the Secret that holds the token, never the token.
    public var hfTokenSecret: String?
    public var contextLength: Int64?
    public var enforceEager: Bool?
    public var enablePrefixCaching: Bool?
    public var trustRemoteCode: Bool?
    /// GPUs for each worker.
    public var gpu: Int64?
    /// Memory for each worker, as a Kubernetes quantity.
    public var memory: String?
    public var engineArgs: Object
    /// Further values of the provider's chart; they win over the fields above.
    public var values: Object

    public init(model: Model, name: String? = nil, namespace: String) {
        self.model = model
        self.name = name ?? model.deploymentName
        self.namespace = namespace
        engineArgs = [:]
        values = [:]
    }

    /// The values of a provider's chart: only what was asked for, so that the chart's defaults stay in force.
    public var chartValues: Object {
        var values: Object = ["modelId": .string(model.id)]
        values["engine"] = engine.map(Value.string)
        values["mode"] = mode.map(Value.string)
        values["replicas"] = replicas.map(Value.integer)
        values["servedModelName"] = servedModelName.map(Value.string)
        values["routerMode"] = routerMode.map(Value.string)
        values["hfTokenSecret"] = hfTokenSecret.map(Value.string)
        values["contextLength"] = contextLength.map(Value.integer)
        values["enforceEager"] = enforceEager.map(Value.bool)
        values["enablePrefixCaching"] = enablePrefixCaching.map(Value.bool)
        values["trustRemoteCode"] = trustRemoteCode.map(Value.bool)
        var resources: Object = [:]
        resources["gpu"] = gpu.map(Value.integer)
        resources["memory"] = memory.map(Value.string)
        if !resources.isEmpty { values["resources"] = .object(resources) }
        if !engineArgs.isEmpty { values["engineArgs"] = .object(engineArgs) }
        return Value.object(values).merged(with: .object(self.values)).object ?? values
    }

    /// As selection rules see it: every field, unset ones null.
    public var value: Value {
        var request: Object = [
            "name": .string(name), "namespace": .string(namespace), "provider": provider.map(Value.string) ?? .null,
        ]
        for key in [
            "engine", "mode", "replicas", "servedModelName", "routerMode", "hfTokenSecret", "contextLength",
            "enforceEager", "enablePrefixCaching", "trustRemoteCode", "resources", "engineArgs",
        ] {
            request[key] = .null
        }
        for (key, value) in chartValues { request[key] = value }
        return Value.object(request).withWholeNumbers
    }
}

extension DeploymentRequest {
    /// - Throws: `ProviderError` with code `unsupported` when name or namespace is not a DNS label, or the name is too
    ///   long for the names that providers derive from it.
    public func validateNames() throws(ProviderError) {
        try Self.requireLabel(name, "name", longest: 45)
        try Self.requireLabel(namespace, "namespace", longest: 63)
    }

    /// Whether `text` is a DNS label of at most `longest` characters.
    public static func isLabel(_ text: String, longest: Int) -> Bool {
        let bytes = Array(text.utf8)
        return !bytes.isEmpty && bytes.count <= longest && bytes.first != UInt8(ascii: "-")
            && bytes.last != UInt8(ascii: "-")
            && bytes.allSatisfy { byte in
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "-")
            }
    }

    private static func requireLabel(_ text: String, _ what: String, longest: Int) throws(ProviderError) {
        guard isLabel(text, longest: longest) else {
            throw ProviderError(
                .unsupported,
                "\(what) '\(text)' is not a DNS label: use at most \(longest) lower-case letters, digits and dashes")
        }
    }
}
