public import Exposure
public import Models
public import Value

/// What a user asks for when deploying a model; what is left open is groundcrew's choice, or the provider's chart's.
public struct DeploymentRequest: Sendable {
    public var model: Model
    /// The deployment's and its release's name: a DNS label.
    public var name: String
    public var namespace: String
    public var provider: String?
    /// Whether the cluster's settings name the provider, and not who asks for the deployment.
    public var isProviderOfSettings = false
    /// Of the provider's chart, the knobs among them: only what was asked for.
    public var values: Object
    /// What holds for every deployment, whoever serves it: taken where the provider's chart has it and nothing else was asked
    /// for.
    public var commonValues: Object = [:]
    /// What is said of each provider's values beforehand, by its name: below all that was asked for, and only of the
    /// provider that serves it in the end.
    public var providerValues: [String: Object] = [:]
    /// How it is to be reached from outside the cluster; nil leaves that as it is.
    public var exposure: ExposureRequest?
    /// A runtime that is in the cluster and is to be used: only providers that take one can serve it then.
    public private(set) var runtime: String?
    /// What becomes of it when it fails or does not become ready; nil leaves it as it is then.
    public var onFailure: OperatorDefinition.FailurePolicy?

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

    /// Names a runtime that is in the cluster; an empty name stands for the chart's own.
    public mutating func use(runtime name: String) {
        values[RuntimeRules.valueName] = .string(name)
        runtime = name.isEmpty ? nil : name
    }

    /// As that provider gets it: with what is said of its values beforehand, and nothing of others'.
    public func settled(for provider: String) -> DeploymentRequest {
        var request = self
        request.values = (providerValues[provider] ?? [:]).merged(with: values)
        request.providerValues = [:]
        return request
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

    /// Whether `hfTokenSecret` may be the name of a Secret. It is never told: it may be the token itself.
    ///
    /// - Throws: `ProviderError` with code `unsupported`.
    public func validateToken() throws(ProviderError) {
        guard let name = self[.hfTokenSecret]?.string, !name.isEmpty, !KubernetesName.isSubdomain(name) else { return }
        throw ProviderError(
            .unsupported, "hfTokenSecret \(Self.noSecret)",
            hint: "the token itself belongs into a Secret with the key HF_TOKEN; give the Secret's name")
    }

    /// Goes behind the place of what should name one.
    public static let noSecret = "is not the name of a Secret: lower-case letters, digits, dashes and dots"

    private static func requireLabel(_ text: String, _ what: String, longest: Int) throws(ProviderError) {
        guard KubernetesName.isLabel(text, longest: longest) else {
            throw ProviderError(
                .unsupported,
                "\(what) '\(text)' is not a DNS label: use at most \(longest) lower-case letters, digits and dashes",
                hint: "choose another \(what): --\(what), or \(what) in a bootstrap file")
        }
    }
}
