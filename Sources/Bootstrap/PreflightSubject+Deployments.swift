import Charts
import Expressions
import Operators
import Preflight
import Providers
import Readiness
import Value

extension PreflightSubject.Wanted {
    /// The deployment as the provider's chart will ask for it.
    func value(_ deployment: PreflightSubject.Deployment) throws(ProviderError) -> Subject.Deployment {
        let values = values(deployment)
        let need = provider.definition.gpus
        var nodeSelector: [String: String] = [:]
        for (key, label) in values["nodeSelector"]?.object ?? [:] { nodeSelector[key] = label.string ?? label.json() }
        var wanted = Subject.Deployment(
            name: deployment.name, namespace: deployment.namespace, provider: provider.name, model: deployment.model,
            workers: try count(need?.workers, "workers", values, deployment),
            perWorker: try count(need?.perWorker, "GPUs of a worker", values, deployment),
            accelerator: provider.definition.capabilities.accelerators.first ?? "nvidia",
            tolerations: PreflightSubject.tolerations(values.object ?? [:]), nodeSelector: nodeSelector,
            podSelector: try podSelector(deployment))
        let pod = WorkerPod(values, of: "deployment \(deployment.namespace)/\(deployment.name)")
        try pod.describe(&wanted)
        wanted.serving = Subject.Deployment.Serving(values: values)
        wanted.source = deployment.source
        return wanted
    }

    private func values(_ deployment: PreflightSubject.Deployment) -> Value {
        Value.object(provider.chart.values).merged(with: .object(deployment.values)).withWholeNumbers
    }

    /// Those of the operators that its deployments need by the provider's word.
    var neededCRDs: [OperatorDefinition.CRD] {
        let needs = provider.definition.needs.map(\.name)
        return operators.filter { needs.contains($0.name) }.flatMap(\.crds)
    }

    /// What its deployments need besides the provider's own CRDs.
    func alternatives() throws(ProviderError) -> [Subject.Alternatives] {
        do {
            return try provider.definition.requirements.oneOf.compactMap { item in
                let needing = try deployments.filter { try item.when.isTrue(["deployment": values($0)]) }
                guard !needing.isEmpty else { return nil }
                return Subject.Alternatives(
                    crds: item.crds, neededBy: needing.map { "\($0.namespace)/\($0.name)" }, words: item.words,
                    hint: item.hint,
                    isBundled: try operators.contains { plan in
                        try plan.crds.contains { item.crds.contains($0.name) }
                            || item.bundled.isTrue(variables(of: plan))
                    })
            }
        } catch {
            throw ProviderError(
                .invalidDefinition, "a condition of provider \(provider.name) cannot be judged: \(error)",
                underlying: error)
        }
    }

    /// What tells the deployment's own pods from others, by the provider's contract.
    private func podSelector(_ deployment: PreflightSubject.Deployment) throws(ProviderError) -> String? {
        let object: Value = [
            "metadata": ["name": .string(deployment.name), "namespace": .string(deployment.namespace)]
        ]
        do {
            return try provider.definition.readiness.podSelector(of: object)
        } catch {
            throw ProviderError(
                .invalidDefinition,
                "provider \(provider.name) cannot tell the pods of \(deployment.namespace)/\(deployment.name): \(error)",
                underlying: error)
        }
    }

    /// A number that is none, or below zero, must not pass for none.
    private func count(
        _ expression: Expression?, _ what: String, _ values: Value, _ deployment: PreflightSubject.Deployment
    ) throws(ProviderError) -> Int64 {
        guard let expression else { return 0 }
        let name = "deployment \(deployment.namespace)/\(deployment.name)"
        let result: Value
        do {
            result = try expression.evaluate(["deployment": values]).withWholeNumbers
        } catch {
            throw ProviderError(
                .invalidDefinition,
                "\(name): provider \(provider.name) cannot tell the number of \(what) from its values: \(error)",
                underlying: error)
        }
        guard case .integer(let count) = result, (0...PreflightLimits.count).contains(count) else {
            throw ProviderError(
                .unsupported,
                "\(name): the number of \(what) is \(result.json()); it must be whole, and from 0 to "
                    + "\(PreflightLimits.count)")
        }
        return count
    }
}
