import Kubernetes
import Providers
import Value

extension DeploymentEngine {
    /// The versions of the provider's operators, by the operator's name; those that are not known are left out, and those
    /// that may not be looked at are named.
    ///
    /// - Parameters:
    ///   - planned: of operators that the run installs, and what counts while they are still to come.
    ///   - areInstalled: whether they have come; what runs tells best what is there.
    func versions(
        of provider: Provider, _ planned: [String: String]?, areInstalled: Bool
    ) async throws -> SeenVersions {
        guard !provider.definition.defaults.isEmpty else { return SeenVersions() }
        guard let planned else { return try await runningVersions(of: provider) }
        if areInstalled {
            return try await runningVersions(of: provider).joined(with: planned) { running, _ in running }
        }
        let others = provider.definition.operators.map(\.name).filter { planned[$0] == nil }
        guard !others.isEmpty else { return SeenVersions(known: planned) }
        do {
            return try await runningVersions(of: provider).joined(with: planned) { _, planned in planned }
        } catch is KubernetesError {
            // A plan can be made without a cluster; what needs one says why it cannot be asked.
            return SeenVersions(known: planned, unseen: Set(others))
        }
    }

    /// The versions of the operators that are in the cluster: whoever installed them, and under whatever release, their
    /// Deployments say it in the label `app.kubernetes.io/version`.
    ///
    /// An operator that says nothing, or whose Deployment may not be read, is left out.
    private func runningVersions(of provider: Provider) async throws -> SeenVersions {
        var versions = SeenVersions()
        for item in provider.definition.operators {
            guard let selector = item.podSelector else { continue }
            let found = try await deployments(selector, namespace: item.namespace)
            // Of several, the one where the provider puts it.
            let own = found.content.first { $0["metadata"]?["namespace"]?.string == item.namespace }
            guard let one = own ?? found.content.first else {
                if !found.isWhole { versions.unseen.insert(item.name) }
                continue
            }
            versions.known[item.name] = one["metadata"]?["labels"]?["app.kubernetes.io/version"]?.string
        }
        return versions
    }

    /// Of all namespaces, or of one where only that may be read, which is then not all there may be.
    private func deployments(
        _ selector: String, namespace: String
    ) async throws -> (content: [Value], isWhole: Bool) {
        for place in [nil, namespace] {
            do {
                let found = try await client.listAll(
                    .deployments, namespace: place, options: ListOptions(labelSelector: selector)
                ).items
                return (found, place == nil)
            } catch let error as KubernetesError where error.code == .forbidden {
                continue
            }
        }
        return ([], false)
    }
}

/// The versions of operators, as far as they can be seen.
struct SeenVersions: Sendable, Equatable {
    /// By the operator's name.
    var known: [String: String] = [:]
    /// Operators that may be there, where the caller may not look.
    var unseen: Set<String> = []

    func joined(with planned: [String: String], _ choice: (String, String) -> String) -> SeenVersions {
        SeenVersions(known: known.merging(planned, uniquingKeysWith: choice), unseen: unseen.subtracting(planned.keys))
    }
}
