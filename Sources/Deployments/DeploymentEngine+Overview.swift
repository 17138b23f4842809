import Kubernetes
import Providers
import Releases

extension DeploymentEngine {
    /// Looks at everything once, and leaves out what the caller may not see, which it names.
    ///
    /// - Parameters:
    ///   - namespace: of the deployments; nil means all.
    ///   - fallback: as `inventory` takes it.
    public func overview(namespace: String?, fallback: String) async throws -> ClusterOverview {
        async let identity = client.identity()
        async let version = version()
        let items = try operators()
        let releases = try await releases(
            in: Set(items.map(\.1.namespace) + [namespace ?? fallback]), preferAll: true)
        async let operators = concurrently(items, limit: ReadingLimits.concurrentReads) { providers, item in
            try await state(of: item, providers, releases)
        }
        var unseen: [Unseen] = []
        var deployments: DeploymentInventory?
        do {
            deployments = try await inventory(namespace: namespace, fallback: fallback, releases: releases)
        } catch {
            guard let forbidden = Unseen("deployments", error) else { throw error }
            unseen.append(forbidden)
        }
        let states = try await operators
        let served = try await version
        let broken = (releases.index?.unreadable ?? []).map(Unseen.init(record:))
        for gap in served.unseen + states.flatMap(\.unseen) + (deployments?.unseen ?? []) + broken
        where !unseen.contains(gap) { unseen.append(gap) }
        return ClusterOverview(
            identity: try await identity, version: served.content, operators: states.map(\.content),
            deployments: deployments, unseen: unseen)
    }

    /// Of every provider, and what they share, each once with the providers that need it.
    private func operators() throws(ProviderError) -> [([Provider], OperatorDefinition)] {
        var items: [([Provider], OperatorDefinition)] = []
        for provider in registry.providers {
            for item in provider.definition.operators { items.append(([provider], item)) }
        }
        for item in registry.sharedOperators {
            let providers = try registry.providers(needing: item)
            if !providers.isEmpty { items.append((providers, item)) }
        }
        return items
    }

    private func version() async throws -> Seen<ServerVersion?> {
        do {
            return Seen(content: try await client.serverVersion())
        } catch {
            guard let unseen = Unseen("the server's version", error) else { throw error }
            return Seen(content: nil, unseen: [unseen])
        }
    }

    /// An operator's release is wherever the user had groundcrew put it, by the labels that say so.
    private func state(
        of item: OperatorDefinition, _ providers: [Provider], _ releases: SeenReleases
    ) async throws -> Seen<ClusterOverview.Operator> {
        var state = ClusterOverview.Operator(
            provider: providers.map(\.name).joined(separator: ","), name: item.name, namespace: item.namespace,
            status: ClusterOverview.Operator.absent)
        let origin: ReleaseLabels =
            item.isShared ? .prerequisite : .origin(provider: providers[0].name, role: .operator)
        let here = releases.entry(item.name, namespace: item.namespace)
        let all = [here].compactMap { $0 } + (releases.index?.entries(named: item.name) ?? [])
        // Other people's releases of that name are shown only where the operator belongs.
        let own = all.first { $0.labels.contains(all: origin) }
        guard let entry = own ?? here else {
            // Where only some namespaces may be seen, it may be in another.
            guard !releases.seesAll else { return Seen(content: state) }
            state.status = ClusterOverview.Operator.unknown
            return Seen(content: state, unseen: releases.unseen[item.namespace].map { [$0] } ?? [])
        }
        state.namespace = entry.namespace
        state.status = entry.status
        state.isOwn = own != nil
        do {
            let record = try await releases.index?.record(entry)
            state.version = record?.chartVersion
            return Seen(content: state)
        } catch let error as ReleaseError where error.code == .recordUnreadable {
            return Seen(
                content: state,
                unseen: [Unseen(unreadable: "release \(entry.namespace)/\(entry.name)", error)])
        }
    }
}
