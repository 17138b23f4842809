import Deployments
import Exposure
import Operators
import Providers

/// A model that is to be exposed, and what there was to choose from.
struct ExposedModel: Sendable {
    var exposure: DeploymentExposure
    var facts: ExposureFacts
}

extension BootstrapRun {
    /// How models are exposed that the file wants to be, by their places.
    ///
    /// - Throws: `BootstrapError` that names the place for what cannot be done, `KubernetesError` for a cluster that cannot be
    ///   asked.
    func exposures(of models: [DeploymentPlan], in file: BootstrapFile) async throws -> [Int: ExposedModel] {
        var found: [Int: ExposedModel] = [:]
        for (index, model) in models.enumerated() {
            guard case .gateway? = model.request.exposure else { continue }
            let facts = try await engine.exposureFacts(for: model.request)
            do {
                guard let exposure = try await engine.exposure(of: model, considering: facts) else { continue }
                found[index] = ExposedModel(exposure: exposure, facts: facts)
            } catch {
                throw file.located(error, model: index, registry)
            }
        }
        return found
    }

    /// What routes need that is not there, or that groundcrew has brought and looks after.
    func gatewayOperators(
        for models: [Int: ExposedModel], in file: BootstrapFile
    ) throws(ProviderError) -> [OperatorDefinition] {
        let name = StandardGateway.operatorName
        let isNamed = file.operators[name] != nil || file.existing[name] != nil
        let isNeeded = models.values.contains { model in
            let plan = model.exposure.plan
            guard model.exposure.values != nil, plan.controller == StandardGateway.controller else { return false }
            return plan.needsOperator || isNamed || model.facts.isStandardOwn
        }
        guard isNeeded else { return [] }
        guard let item = registry.sharedOperators.first(where: { $0.name == name }) else {
            throw ProviderError(
                .invalidDefinition,
                "there is no shared operator \(name), and nothing in the cluster takes requests from outside")
        }
        return [item]
    }

    /// Says of operators that routes alone need whose deployments those are.
    static func note(_ exposed: [Int: ExposedModel], of models: [DeploymentPlan], on operators: inout [OperatorPlan]) {
        var providers: [String] = []
        for index in exposed.keys.sorted() where !providers.contains(models[index].provider.name) {
            providers.append(models[index].provider.name)
        }
        for index in operators.indices where operators[index].providers.isEmpty {
            operators[index].providers = providers
        }
    }
}
