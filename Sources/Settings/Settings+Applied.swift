import Models
public import Providers
import Value

extension Settings {
    /// The request with what it leaves open, as far as these settings say it: flags and files win over settings, and
    /// settings over what providers and charts have built in.
    ///
    /// The token's Secret is left out for a model that the catalog knows to be public, which needs none.
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
        }
        if hasValues, let chosen = Self.provider(for: request, from: registry) {
            var own = values(of: chosen)
            // Each deployment serves its own.
            own["modelId"] = nil
            request.values = own.merged(with: request.values)
            // They are this provider's, and would mean something else to another.
            if !own.isEmpty, Self.provider(for: request, from: registry) != chosen { request.provider = chosen }
        }
        request.commonValues = commonValues
        if let hfTokenSecret, request[.hfTokenSecret] == nil, request.model.isGated != false {
            request[.hfTokenSecret] = .string(hfTokenSecret)
        }
        return request
    }

    /// The request in the namespace that the settings name, where its own is only a default.
    public func placed(_ request: DeploymentRequest, choosesNamespace: Bool) -> DeploymentRequest {
        guard choosesNamespace, let namespace else { return request }
        var request = request
        request.namespace = namespace
        return request
    }

    /// Nil where none can be chosen; why not is for whoever plans the deployment to tell.
    private static func provider(for request: DeploymentRequest, from registry: ProviderRegistry) -> String? {
        do { return try ProviderSelection.select(for: request, from: registry).provider.name } catch { return nil }
    }
}
