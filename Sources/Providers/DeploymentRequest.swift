public import Models
public import Value

/// What a user asks for when deploying a model; what is left open is groundcrew's choice, or the provider's chart's.
public struct DeploymentRequest: Sendable {
    public var model: Model
    /// The deployment's and its release's name: a DNS label.
    public var name: String
    public var namespace: String
    public var provider: String?
    /// Of the provider's chart, the knobs among them: only what was asked for.
    public var values: Object

    public init(model: Model, name: String? = nil, namespace: String, values: Object = [:]) {
        self.model = model
        self.name = name ?? model.deploymentName
        self.namespace = namespace
        self.values = values
    }

    /// Nil where it was not asked for; setting nil leaves the value as it is.
    public subscript(knob: DeploymentKnob) -> Value? {
        get { knob.path.reduce(Value.object(values)) { $0?[$1] } }
        set {
            guard let newValue else { return }
            let nested = knob.path.reversed().reduce(newValue) { .object([$1: $0]) }
            values = values.merged(with: nested.object ?? [:])
        }
    }

    /// The values of a provider's chart: only what was asked for, so that the chart's defaults stay in force.
    public var chartValues: Object { (["modelId": .string(model.id)] as Object).merged(with: values) }

    /// As selection rules see it: every knob, those that are not asked for null.
    public var value: Value {
        var request: Object = [
            "name": .string(name), "namespace": .string(namespace), "provider": provider.map(Value.string) ?? .null,
        ]
        for name in DeploymentKnob.topLevelNames { request[name] = .null }
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
