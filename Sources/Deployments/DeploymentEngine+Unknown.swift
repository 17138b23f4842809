import Kubernetes
import Providers
import Readiness
import Releases
import Value

extension DeploymentEngine {
    /// Deployments of providers that are not loaded, as far as their releases tell.
    ///
    /// - Parameter namespace: nil means all that were looked into.
    func unknownDeployments(in namespace: String?, _ releases: SeenReleases) async throws -> [DeploymentStatus] {
        let role: ReleaseLabels = [ReleaseLabels.roleKey: ReleaseLabels.Role.deployment.rawValue]
        let known = Set(registry.providers.map(\.name))
        let entries = (releases.index?.entries(labelled: role) ?? []).filter { entry in
            entry.status != "uninstalled" && (namespace == nil || entry.namespace == namespace)
                && !(entry.labels[ReleaseLabels.providerKey].map(known.contains) ?? false)
        }
        return try await concurrently(entries, limit: ReadingLimits.concurrentReads) { entry in
            try await unknownDeployment(entry, releases)
        }
        .compactMap(\.self)
    }

    /// Nil where its provider is loaded after all, by its chart's name.
    private func unknownDeployment(
        _ entry: ReleaseIndex.Entry, _ releases: SeenReleases
    ) async throws -> DeploymentStatus? {
        guard let read = try await read(entry, releases),
            let provider = UnknownProvider(labels: entry.labels, chart: read.content?.chartName, in: registry)
        else { return nil }
        var status = Self.status(of: provider, entry.name, entry.namespace, read.content?.values)
        status.unseen += read.unseen
        status.isReleaseUnseen = !read.unseen.isEmpty
        return status
    }

    /// A release's record as far as it can be read; nil where the release is gone meanwhile.
    func read(_ entry: ReleaseIndex.Entry, _ releases: SeenReleases) async throws -> Seen<ReleaseRecord?>? {
        let what = "release \(entry.namespace)/\(entry.name)"
        do {
            return Seen(content: try await releases.index?.record(entry))
        } catch let error as ReleaseError where error.code == .recordUnreadable {
            return Seen(content: nil, unseen: [Unseen(unreadable: what, error)])
        } catch let error as KubernetesError where error.code == .forbidden {
            return Seen(content: nil, unseen: [Unseen(what, error)].compactMap(\.self))
        } catch let error as KubernetesError where error.isNotFound {
            return nil
        }
    }

    /// The release of that name, where it is a deployment of a provider that is not loaded; nil, too, where releases may
    /// not be seen.
    ///
    /// - Throws: `ReleaseError` with code `recordUnreadable`.
    func unknownDeployment(
        _ name: String, namespace: String
    ) async throws -> (provider: UnknownProvider, status: DeploymentStatus)? {
        let found = try await unlessForbidden { try await driver.record(name, namespace: namespace) }
        guard case let record?? = found, let provider = UnknownProvider(of: record, in: registry) else { return nil }
        return (provider, Self.status(of: provider, name, namespace, record.values))
    }

    /// Why there is nothing of that name to work on.
    ///
    /// - Parameter provider: the one that is meant; nil means all.
    func missing(_ name: String, _ namespace: String, provider: String?) async throws -> DeploymentError {
        if let provider {
            let others = try await unlessForbidden { try await find(name, namespace: namespace) }
            guard case let (other, _)?? = others else { return try await absent(name, namespace, provider: provider) }
            let owner = other.provider.name
            return DeploymentError(
                .notFound, "\(namespace)/\(name) is a deployment of \(owner), not of \(provider)",
                hint: "say --provider \(owner), or leave it out")
        }
        guard let found = try await unknownDeployment(name, namespace: namespace) else {
            return try await absent(name, namespace, provider: nil)
        }
        return found.provider.refusal(of: found.status.id)
    }

    /// Who may not see every release cannot say that there is no deployment: its provider may not be loaded.
    private func absent(_ name: String, _ namespace: String, provider: String?) async throws -> DeploymentError {
        if let gone = try await goneDeployment(name, namespace: namespace, provider: provider), let lack = gone.lack {
            return lack.refusal(of: gone.id)
        }
        let seen = try await releases(in: [namespace])
        guard let unseen = seen.unseen[namespace] else { return Self.notFound(name, namespace) }
        return DeploymentError(
            .unseen, "whether there is a deployment \(name) in namespace \(namespace) is unknown: \(unseen.text)",
            hint: "ask for the right, or use another context")
    }

    private static func status(
        of provider: UnknownProvider, _ name: String, _ namespace: String, _ values: Object?
    ) -> DeploymentStatus {
        var status = DeploymentStatus(
            name: name, namespace: namespace, provider: provider.name, model: values?["modelId"]?.string,
            engine: values?["engine"]?.string, phase: .unknown, message: provider.message, desired: nil, ready: nil,
            pods: [], causes: [], endpoint: nil, patience: nil)
        status.unknownProvider = provider
        status.unseen = [Unseen(deployment: status.id, of: provider)]
        return status
    }
}
