import Charts
public import Value
import YAML

/// What only some deployments of a provider need, and a shared operator brings.
extension ProviderRegistry {
    public struct Prerequisite: Sendable {
        public var definition: OperatorDefinition
        /// Those of which one is enough, as `plural.group`.
        public var crds: [String]
    }

    /// Those of a deployment, in the order of its provider's definition; whether the cluster has them is not asked.
    ///
    /// - Parameter values: of the provider's chart, without its defaults.
    /// - Throws: `ProviderError` with code `invalidDefinition` for an operator that is not shared, or not there, and for a
    ///   condition that cannot be judged.
    public func prerequisites(of provider: Provider, for values: Object) throws(ProviderError) -> [Prerequisite] {
        let merged = Value.object(provider.chart.values.merged(with: values)).withWholeNumbers
        var found: [Prerequisite] = []
        for (index, item) in provider.definition.requirements.oneOf.enumerated() {
            guard let name = item.operatorName, try item.isNeeded(by: merged) else { continue }
            found.append(
                Prerequisite(definition: try shared(name, at: index, of: provider.definition), crds: item.crds))
        }
        return found
    }

    /// - Throws: `ProviderError`, located, for an operator that is not shared, or that brings none of what is needed.
    func checkPrerequisites(of provider: Provider) throws(ProviderError) {
        for (index, item) in provider.definition.requirements.oneOf.enumerated() {
            guard let name = item.operatorName else { continue }
            let brought = try shared(name, at: index, of: provider.definition).crds.map(\.name)
            guard item.crds.contains(where: { brought.contains($0) }) else {
                throw Self.fault(
                    "is \(name), which brings none of \(item.crds.joined(separator: ", "))", at: index,
                    of: provider.definition)
            }
        }
    }

    private func shared(
        _ name: String, at index: Int, of definition: ProviderDefinition
    ) throws(ProviderError) -> OperatorDefinition {
        if let item = sharedOperators.first(where: { $0.name == name }) { return item }
        if let one = broken.first(where: { $0.kind == .sharedOperator && $0.answers(to: name) }) { throw one.error }
        let known = sharedOperators.map(\.name)
        throw Self.fault(
            "is \(name), which is not one of those that are shared\(known.isEmpty ? "" : ": ")"
                + known.joined(separator: ", ") + CloseNames.question(name, among: known), at: index, of: definition)
    }

    private static func fault(_ message: String, at index: Int, of definition: ProviderDefinition) -> ProviderError {
        let path = ValuePath([.key("requirements"), .key("oneOf"), .index(index), .key("operator")])
        guard let cause = definition.fields?.error(at: path, message) else {
            return ProviderError(.invalidDefinition, "provider \(definition.name): \(path) \(message)")
        }
        return ProviderError(.invalidDefinition, "\(cause)", underlying: cause)
    }
}
