import Charts
import Models
public import Providers
import Value

extension DeploymentPlan {
    /// The plan of a deployment of which an earlier run's values stay where nobody says otherwise: what the user names
    /// wins over them, and they win over settings.
    ///
    /// They stay only for the same model with the same provider, and only those that its chart still takes.
    /// - Parameter keeping: nil where the request is all there is to say.
    /// - Throws: as `init` does; `DeploymentError` with code `invalidRequest` where only what is kept stands in the way.
    public static func settled(
        _ request: DeploymentRequest, from registry: ProviderRegistry, considering facts: SelectionFacts = .none,
        keeping: KeptDeployment?
    ) throws -> DeploymentPlan {
        func plain() throws -> DeploymentPlan {
            try DeploymentPlan(request, from: registry, considering: facts)
        }
        guard let keeping, let whole = try completed(request, keeping, registry) else { return try plain() }
        do {
            let plan = try DeploymentPlan(whole, from: registry, considering: facts)
            return plan.provider.name == keeping.former.provider ? plan : try plain()
        } catch let failure {
            let other: DeploymentPlan
            // What is wrong without it, too, is told as it is.
            do { other = try plain() } catch { throw failure }
            // A provider that is chosen anew need not be able to do what the former one did.
            guard other.provider.name == keeping.former.provider else { return other }
            throw DeploymentError(
                .invalidRequest, "\(failure); revision \(keeping.former.revision) of \(other.id) set values that stay",
                hint: "name others in their place, or --reset-values takes the defaults (groundcrew release get values "
                    + "\(request.name) --namespace \(request.namespace) shows them); nothing was changed",
                underlying: failure)
        }
    }

    /// The request with what is kept; nil where that is nothing.
    private static func completed(
        _ request: DeploymentRequest, _ keeping: KeptDeployment, _ registry: ProviderRegistry
    ) throws -> DeploymentRequest? {
        let former = keeping.former
        guard former.model == request.model.id, request.provider == nil || request.provider == former.provider,
            let provider = registry.providers.first(where: { $0.name == former.provider })
        else { return nil }
        var values = former.values
        values["modelId"] = nil
        // They follow what is installed.
        for item in provider.definition.defaults { values[item.key] = nil }
        if keeping.choosesEngine { values["engine"] = nil }
        func whole() -> DeploymentRequest {
            var whole = request
            whole.values = request.values.merged(with: values).merged(with: keeping.named)
            return whole
        }
        for violation in try provider.chart.violations(of: whole().settled(for: provider.name).chartValues) {
            guard case .key(let key)? = violation.path.steps.first, keeping.named[key] == nil else { continue }
            values[key] = nil
        }
        return whole()
    }
}
