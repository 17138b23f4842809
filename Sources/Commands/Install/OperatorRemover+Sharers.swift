import Operators
import Providers

extension OperatorRemover {
    /// Deployments of providers that are not named, and whose own operator this is, too.
    func sharersDeployments(of item: OperatorDefinition) async throws -> [OperatorNeeder] {
        guard !item.isShared else { return [] }
        var found: [OperatorNeeder] = []
        for provider in sharers(of: item) where !targets.providers.contains(where: { $0.name == provider.name }) {
            if provider.definition.resource?.isCustom ?? false {
                found += try await OperatorUse(client: client).deployments(of: provider)
            } else {
                found += try await deployments(of: provider)
            }
        }
        return found
    }

    /// CRDs whose objects would have nobody to look after them: of a provider those of all its operators, whichever brings
    /// them.
    ///
    /// What comes with an operator that others have, too, goes with that one.
    func crds(of item: OperatorDefinition) -> [OperatorDefinition.CRD] {
        let sharers = sharers(of: item)
        let names = Set(sharers.map(\.name))
        var found: [OperatorDefinition.CRD] = []
        for other in sharers.flatMap(\.definition.operators)
        where names.isSuperset(of: self.sharers(of: other).map(\.name)) {
            found += other.crds.filter { crd in !found.contains { $0.name == crd.name } }
        }
        return found
    }

    /// Providers that have it among their own.
    private func sharers(of item: OperatorDefinition) -> [Provider] {
        registry.providers.filter { $0.definition.operators.contains(where: item.isSame) }
    }
}
