import Models
public import Providers
import Value

extension Settings {
    /// The request with what it leaves open, as far as these settings say it: flags and files win over settings, and
    /// settings over what providers and charts have built in.
    ///
    /// Values of providers go with the request, for whichever is chosen in the end. The token's Secret is left out for a
    /// model that the catalog knows to be public, which needs none.
    /// - Parameter choosesNamespace: whether the request's namespace is only a default.
    /// - Throws: `SettingsError` with code `badValue` for a provider that is not known.
    public func applied(
        to request: DeploymentRequest, from registry: ProviderRegistry, choosesNamespace: Bool
    ) throws(SettingsError) -> DeploymentRequest {
        var request = placed(request, choosesNamespace: choosesNamespace)
        if request.provider == nil, let provider {
            guard registry.providers.contains(where: { $0.name == provider }) else {
                throw SettingsError(
                    .badValue, "the settings name the provider '\(provider)', which is not known",
                    hint: "groundcrew config set provider NAME, or unset provider; groundcrew providers list shows them"
                )
            }
            request.provider = provider
            request.isProviderOfSettings = true
        }
        for provider in registry.providers {
            let own = ownValues(of: provider.name, for: request.model)
            if !own.isEmpty { request.providerValues[provider.name] = own }
        }
        request.commonValues = commonValues
        return request
    }

    /// What a provider serves the model with where nobody says otherwise.
    private func ownValues(of provider: String, for model: Model) -> Object {
        var own = values(of: provider)
        // Each deployment serves its own.
        own["modelId"] = nil
        if let hfTokenSecret, own[Self.tokenKey] == nil, model.isGated != false {
            own[Self.tokenKey] = .string(hfTokenSecret)
        }
        return own
    }

    private static let tokenKey = DeploymentKnob.hfTokenSecret.path[0]

    /// The request in the namespace that the settings name, where its own is only a default.
    public func placed(_ request: DeploymentRequest, choosesNamespace: Bool) -> DeploymentRequest {
        guard choosesNamespace, let namespace else { return request }
        var request = request
        request.namespace = namespace
        return request
    }
}
