import Kubernetes
import Providers
import Value

extension DeploymentEngine {
    /// The versions of the provider's operators, by the operator's name; those that are not known are left out.
    ///
    /// - Parameters:
    ///   - planned: of operators that the run installs, and what counts while they are still to come.
    ///   - areInstalled: whether they have come; what runs tells best what is there.
    func versions(
        of provider: Provider, _ planned: [String: String]?, areInstalled: Bool
    ) async throws -> [String: String] {
        guard !provider.definition.defaults.isEmpty else { return [:] }
        guard let planned else { return try await runningVersions(of: provider) }
        if areInstalled { return planned.merging(try await runningVersions(of: provider)) { $1 } }
        guard provider.definition.operators.contains(where: { planned[$0.name] == nil }) else { return planned }
        do {
            return planned.merging(try await runningVersions(of: provider)) { first, _ in first }
        } catch is KubernetesError {
            // A plan can be made without a cluster; what needs one says why it cannot be asked.
            return planned
        }
    }

    /// The versions of the operators that are in the cluster: whoever installed them, and under whatever release, their
    /// Deployments say it in the label `app.kubernetes.io/version`.
    ///
    /// An operator that says nothing, or whose Deployment may not be read, is left out.
    private func runningVersions(of provider: Provider) async throws -> [String: String] {
        var versions: [String: String] = [:]
        for item in provider.definition.operators {
            guard let selector = item.podSelector else { continue }
            let found = try await deployments(selector, namespace: item.namespace)
            // Of several, the one where the provider puts it.
            let own = found.first { $0["metadata"]?["namespace"]?.string == item.namespace } ?? found.first
            versions[item.name] = own?["metadata"]?["labels"]?["app.kubernetes.io/version"]?.string
        }
        return versions
    }

    /// Of all namespaces, or of one where only that may be read.
    private func deployments(_ selector: String, namespace: String) async throws -> [Value] {
        for place in [nil, namespace] {
            do {
                return try await client.listAll(
                    .deployments, namespace: place, options: ListOptions(labelSelector: selector)
                ).items
            } catch let error as KubernetesError where error.code == .forbidden {
                continue
            }
        }
        return []
    }
}
