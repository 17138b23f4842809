import Kubernetes
import Providers
import Readiness
import Value

extension DeploymentEngine {
    /// Which logs tell of a deployment: a container of each of its pods.
    ///
    /// - Parameters:
    ///   - provider: of the deployment, where several share its name.
    ///   - pod: the only pod that is asked for; nil means all.
    ///   - container: nil means each pod's own default.
    /// - Throws: `DeploymentError` with code `notFound` where there is no such deployment or pod, `unknownProvider` for one
    ///   of a provider that is not loaded, and `failed` where there is no pod or none has such a container.
    ///   `KubernetesError` where pods may not be listed.
    public func logs(
        of name: String, namespace: String, provider: String? = nil, pod: String? = nil, container: String? = nil
    ) async throws -> LogSelection {
        let id = "\(namespace)/\(name)"
        guard let found = try await find(name, namespace: namespace, provider: provider)?.deployment else {
            throw try await missing(name, namespace, provider: provider)
        }
        let pods = try await readPods(of: found)
        guard !pods.isEmpty else {
            let status = try await described([found])[0]
            throw DeploymentError(
                .failed,
                "deployment \(id) has no pods whose logs could be read: it is \(status.phase.rawValue): \(status.message)",
                hint: "groundcrew deployments show \(id) says more")
        }
        let selection = LogSelection(of: pods, pod: pod, container: container)
        let names = pods.compactMap { $0["metadata"]?["name"]?.string }.sorted()
        if let pod, !names.contains(pod) {
            throw DeploymentError(
                .notFound, "deployment \(id) has no pod \(pod)", hint: "its pods are \(names.joined(separator: ", "))")
        }
        guard !selection.sources.isEmpty else {
            throw DeploymentError(.failed, selection.problems.joined(separator: "; "))
        }
        return selection
    }

    /// The pods that the provider's contract names as the deployment's.
    ///
    /// - Throws: `KubernetesError` where they may not be listed.
    private func readPods(of found: FoundDeployment) async throws -> [Value] {
        let object = try await inContext(found.object, of: found.provider)
        let text: String?
        do {
            text = try found.provider.definition.readiness.podSelector(of: object)
        } catch {
            throw DeploymentError(
                .failed, "the pods of deployment \(found.namespace)/\(found.name) cannot be told: \(error.message)",
                underlying: error)
        }
        guard let text else {
            throw DeploymentError(.failed, "provider \(found.provider.name) does not say which pods are a deployment's")
        }
        guard PodSelector(text)?.isPossible ?? true else { return [] }
        return try await client.listAll(
            .pods, namespace: found.namespace, options: ListOptions(labelSelector: text)
        ).items
    }
}
