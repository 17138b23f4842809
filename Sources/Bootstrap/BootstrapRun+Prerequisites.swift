import Deployments
import Operators
import Providers

/// A shared operator that some models of a file need besides their providers' own.
struct ModelPrerequisite: Sendable {
    var definition: OperatorDefinition
    /// Of the models that need it, by name, each once.
    var providers: [String]
}

extension BootstrapRun {
    /// What models need that is not there, or that groundcrew has brought and looks after: each once.
    ///
    /// - Throws: as `DeploymentEngine.prerequisites`.
    func prerequisites(of models: [DeploymentPlan], in file: BootstrapFile) async throws -> [ModelPrerequisite] {
        let named = Set(file.operators.keys).union(file.existing.keys)
        var found: [ModelPrerequisite] = []
        for model in models {
            for item in try await engine.prerequisites(of: model, named: named) {
                let name = model.provider.name
                guard let index = found.firstIndex(where: { $0.definition.name == item.name }) else {
                    found.append(ModelPrerequisite(definition: item, providers: [name]))
                    continue
                }
                if !found[index].providers.contains(name) { found[index].providers.append(name) }
            }
        }
        return found
    }

    /// Says of operators that only some models need whose those are.
    static func note(_ prerequisites: [ModelPrerequisite], on operators: inout [OperatorPlan]) {
        for item in prerequisites {
            guard let index = operators.firstIndex(where: { $0.name == item.definition.name }) else { continue }
            let known = operators[index].providers
            operators[index].providers = known + item.providers.filter { !known.contains($0) }
        }
    }
}
