import Charts
import Kubernetes
import Providers
import Readiness
import Releases
import Value

/// Deployments whose releases are there, and whose objects are not: somebody has deleted them, or they were never made.
extension DeploymentEngine {
    /// - Parameters:
    ///   - namespace: nil means all that were looked into.
    ///   - found: deployments whose objects have been seen.
    func goneDeployments(
        in namespace: String?, _ releases: SeenReleases, besides found: [FoundDeployment]
    ) async throws -> [DeploymentStatus] {
        let role: ReleaseLabels = [ReleaseLabels.roleKey: ReleaseLabels.Role.deployment.rawValue]
        let seen = Set(found.map { "\($0.namespace)/\($0.name)" })
        let entries = (releases.index?.entries(labelled: role) ?? []).filter { entry in
            Self.isSettled(entry.status) && (namespace == nil || entry.namespace == namespace)
                && !seen.contains("\(entry.namespace)/\(entry.name)")
        }
        return try await concurrently(entries, limit: ReadingLimits.concurrentReads) { entry in
            try await goneDeployment(entry, releases)
        }
        .compactMap(\.self)
    }

    private func goneDeployment(
        _ entry: ReleaseIndex.Entry, _ releases: SeenReleases
    ) async throws -> DeploymentStatus? {
        guard let provider = provider(in: entry.labels),
            let lack = try await lack(of: provider, entry.name, namespace: entry.namespace),
            let read = try await read(entry, releases)
        else { return nil }
        var status = Self.gone(provider, entry.name, entry.namespace, read.content?.values, lack)
        status.unseen = read.unseen
        status.isReleaseUnseen = !read.unseen.isEmpty
        return status
    }

    /// The one of that name; nil, too, where releases may not be seen.
    ///
    /// - Parameter named: the provider that is meant; nil means all.
    /// - Throws: `ReleaseError` with code `recordUnreadable`.
    func goneDeployment(
        _ name: String, namespace: String, provider named: String?
    ) async throws -> DeploymentStatus? {
        let found = try await unlessForbidden { try await driver.record(name, namespace: namespace) }
        guard case let record?? = found, Self.isSettled(record.status),
            record.labels[ReleaseLabels.roleKey] == ReleaseLabels.Role.deployment.rawValue,
            let provider = provider(in: record.labels), named == nil || provider.name == named,
            let lack = try await lack(of: provider, name, namespace: namespace)
        else { return nil }
        return Self.gone(provider, name, namespace, record.values, lack)
    }

    /// Nobody is at work on a release of such a status, so that what it holds should be there.
    private static func isSettled(_ status: String) -> Bool { status == "deployed" || status == "failed" }

    private func provider(in labels: ReleaseLabels) -> Provider? {
        labels[ReleaseLabels.providerKey].flatMap { name in registry.providers.first { $0.name == name } }
    }

    /// What is not there of a deployment; nil where it is there, and where it may not be looked for.
    private func lack(
        of provider: Provider, _ name: String, namespace: String
    ) async throws -> DeploymentStatus.Lack? {
        guard let resource = provider.definition.resource else { return nil }
        let rest = "groundcrew deployments delete \(namespace)/\(name) removes the rest"
        guard let type = try await resourceType(of: provider) else {
            return DeploymentStatus.Lack(
                words: "its \(resource.kind) is gone with the type: the cluster serves no \(resource.name)",
                hint: "\(provider.installation) and deploy it again, or \(rest)")
        }
        let object = try await unlessForbidden { try await client.getIfPresent(type, name, namespace: namespace) }
        guard case .some(.none) = object else { return nil }
        return DeploymentStatus.Lack(
            words: "its \(resource.kind) is gone, and its release is still there",
            hint: "deploy it again, or \(rest)")
    }

    private static func gone(
        _ provider: Provider, _ name: String, _ namespace: String, _ values: Object?, _ lack: DeploymentStatus.Lack
    ) -> DeploymentStatus {
        var status = DeploymentStatus(
            name: name, namespace: namespace, provider: provider.name, model: values?["modelId"]?.string,
            engine: values?["engine"]?.string ?? provider.chart.values["engine"]?.string, phase: .failed,
            message: "\(lack.words): \(lack.hint)", desired: nil, ready: nil, pods: [], causes: [], endpoint: nil,
            patience: nil)
        status.lack = lack
        return status
    }
}

extension DeploymentStatus {
    /// What is not there of a deployment whose release is.
    struct Lack: Sendable {
        var words: String
        /// What to do about it.
        var hint: String

        /// For whoever would work on it.
        func refusal(of id: String) -> DeploymentError {
            DeploymentError(.notFound, "deployment \(id) cannot be used: \(words)", hint: hint)
        }
    }
}
