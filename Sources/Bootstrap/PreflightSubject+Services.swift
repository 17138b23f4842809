import Expressions
import Operators
import Preflight
import Providers
import Releases
import Value

extension PreflightSubject.Wanted {
    func value(_ plan: OperatorPlan) -> Subject.Operator {
        Subject.Operator(
            name: plan.release.name, provider: provider.name, namespace: plan.release.namespace,
            version: version(of: plan), chart: plan.chart, podSelector: plan.podSelector,
            crds: plan.crds.map(\.name))
    }

    /// What conditions compare: a chart whose version is not known yet is taken to be as new as the provider's own.
    private func version(of plan: OperatorPlan) -> String {
        plan.version ?? OperatorVersion.whole(ownVersion(plan)) ?? "0.0.0"
    }

    private func ownVersion(_ plan: OperatorPlan) -> String {
        provider.definition.operators.first { $0.name == plan.name }?.version ?? plan.definition.version
    }

    /// What conditions see of an operator.
    func variables(of plan: OperatorPlan) -> [String: Value] {
        [
            "operator": [
                "name": .string(plan.release.name), "version": .string(version(of: plan)),
                "values": Value.object(plan.release.values).withWholeNumbers,
            ]
        ]
    }

    /// What each of the operators needs by its version and values; with a URL that the user gives, what any may need.
    func services(
        _ kind: KeyPath<ProviderDefinition.Requirements, ProviderDefinition.Service?>, given url: String?
    ) throws(ProviderError) -> [Subject.Service] {
        guard let service = provider.definition.requirements[keyPath: kind] else { return [] }
        do {
            return try operators.compactMap { plan in
                let variables = variables(of: plan)
                guard try url != nil || service.when.isTrue(variables) else { return nil }
                return Subject.Service(
                    neededBy: ["\(plan.release.name) \(version(of: plan))"],
                    url: try url ?? service.url.render(variables), needsJetStream: service.needsJetStream,
                    isBundled: try url == nil && service.bundled.isTrue(variables), isGiven: url != nil,
                    monitor: service.monitor.map {
                        .init(namespace: $0.namespace, podSelector: $0.podSelector, port: Int($0.port))
                    })
            }
        } catch {
            throw ProviderError(
                .invalidDefinition, "a condition of provider \(provider.name) cannot be judged: \(error)",
                underlying: error)
        }
    }
}
