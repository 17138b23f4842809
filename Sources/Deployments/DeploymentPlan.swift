import Charts
import Models
public import Providers
public import Value

/// A deployment as it will be made: every choice taken, nothing changed yet.
public struct DeploymentPlan: Sendable {
    public var request: DeploymentRequest
    public var selection: ProviderSelection
    /// `group/version` of the provider's resource that the cluster serves; nil for providers without one.
    public var apiVersion: String?
    /// The chart's values, without its defaults.
    public var values: Object
    /// What becomes of what an earlier run made of it; nil where there was none, or its release cannot be seen.
    public var former: FormerValues?

    public var provider: Provider { selection.provider }

    /// `namespace/name`.
    public var id: String { "\(request.namespace)/\(request.name)" }

    /// The name that clients ask for.
    public var servedName: String { Self.servedName(in: mergedValues) ?? request.model.id }

    /// The same from a chart's values, its defaults among them; nil where they say none.
    static func servedName(in values: Object) -> String? {
        let names = [values["servedModelName"]?.string, values["modelId"]?.string]
        return names.lazy.compactMap(\.self).first { !$0.isEmpty }
    }

    /// Whether no worker is asked for, so that nothing can answer although all is as it should be.
    var isScaledToZero: Bool { provider.workers(for: values) == 0 }

    /// With the chart's defaults.
    private var mergedValues: Object { provider.chart.values.merged(with: values) }
}

extension DeploymentPlan {
    /// Chooses provider and engine, and checks what needs no cluster: names, capabilities, the chart's schema, the model's
    /// limits. The API version is left open, and so is whether a gated model has its token, which `checkGate` tells.
    ///
    /// - Parameter facts: what the cluster has, where it was asked.
    /// - Throws: `ProviderError`, `RenderError` and `DeploymentError` for what cannot be deployed anywhere.
    public init(
        _ request: DeploymentRequest, from registry: ProviderRegistry, considering facts: SelectionFacts = .none
    ) throws {
        try request.validateNames()
        try registry.checkNames(in: request)
        if let other = request.values["modelId"], other != .string(request.model.id) {
            throw ProviderError(
                .unsupported,
                "modelId is \(other.json()) among the values, and the model is \(request.model.id): name it once",
                hint: "leave modelId out of the values (--set, -f)")
        }
        selection = try ProviderSelection.select(for: request, from: registry, considering: facts)
        var request = request.settled(for: selection.provider.name)
        request[.engine] = .string(selection.engine)
        request.values = try selection.provider.known(among: request.commonValues).merged(with: request.values)
        try request.validateToken()
        self.request = request
        values = request.chartValues
        try Self.checkContext(request)
        // Rendering lets the chart's schema refuse wrong values.
        _ = try Renderer().render(
            selection.provider.chart, values: values,
            release: ReleaseIdentity(name: request.name, namespace: request.namespace))
    }

    private static func checkContext(_ request: DeploymentRequest) throws(DeploymentError) {
        guard let asked = request[.contextLength]?.integer, let most = request.model.contextLength,
            asked > most
        else { return }
        throw DeploymentError(
            .invalidRequest, "contextLength \(asked) is more than the \(most) tokens of \(request.model.id)",
            hint: "ask for at most \(most)")
    }

    /// A gated model without a token would crash-loop (F39); a public one never needs a token (F40).
    ///
    /// - Throws: `DeploymentError` with code `tokenMissing`.
    public func checkGate() throws(DeploymentError) {
        let secret = request[.hfTokenSecret]?.string ?? ""
        guard request.model.isGated == true, secret.isEmpty else { return }
        throw DeploymentError(
            .tokenMissing, "\(request.model.id) is gated: its weights need a Hugging Face token",
            hint: DeploymentEngine.secretCommand("hf-token", request.namespace)
                + ", then name hf-token as hfTokenSecret "
                + "(--hf-token-secret)")
    }
}
