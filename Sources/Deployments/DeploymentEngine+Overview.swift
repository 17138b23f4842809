import Kubernetes
public import Operators
public import Preflight
import Providers
import Releases

extension DeploymentEngine {
    /// Looks at everything once, and leaves out what the caller may not see, which it names.
    ///
    /// - Parameters:
    ///   - namespace: of the deployments; nil means all.
    ///   - fallback: as `inventory` takes it.
    ///   - plans: what an installation of everything would install.
    ///   - decider: says whose each of them is that is there, and what becomes of it; nil leaves that out.
    ///   - gatherer: reads what there is of accelerators; nil leaves them out.
    public func overview(
        namespace: String?, fallback: String, plans: [OperatorPlan] = [], decider: OperatorDecider? = nil,
        gatherer: FactGatherer? = nil
    ) async throws -> ClusterOverview {
        async let identity = client.identity()
        async let version = version()
        async let accelerators = accelerators(gatherer)
        let all = try operators()
        let releases = try await releases(
            in: Set(all.filter { !$0.0.isEmpty }.map(\.1.namespace) + [namespace ?? fallback]), preferAll: true)
        // What no provider needs is shown once it is there.
        let items = all.filter { !$0.0.isEmpty || Self.isInstalled($0.1, releases) }
        async let operators = concurrently(items, limit: ReadingLimits.concurrentReads) { providers, item in
            let seen = try await state(of: item, providers, releases)
            let plan = plans.first {
                $0.definition.isSame(as: item) && (item.isShared || $0.providers.first == providers.first?.name)
            }
            guard let plan, let decider else { return seen }
            return try await decided(seen, plan, by: decider)
        }
        var unseen: [Unseen] = []
        var deployments: DeploymentInventory?
        do {
            deployments = try await inventory(namespace: namespace, fallback: fallback, releases: releases)
        } catch {
            guard let forbidden = Unseen("deployments", error) else { throw error }
            unseen.append(forbidden)
        }
        let states = try await operators + others(than: all, releases)
        let served = try await version
        let broken = (releases.index?.unreadable ?? []).map(Unseen.init(record:))
        for gap in served.unseen + states.flatMap(\.unseen) + (deployments?.unseen ?? []) + broken
        where !unseen.contains(gap) { unseen.append(gap) }
        return ClusterOverview(
            identity: try await identity, version: served.content, operators: states.map(\.content),
            deployments: deployments, unseen: unseen, accelerators: try await accelerators)
    }

    private func accelerators(_ gatherer: FactGatherer?) async throws -> AcceleratorOverview? {
        guard let gatherer else { return nil }
        return AcceleratorOverview(try await gatherer.gather(AcceleratorOverview.facts, for: Subject()))
    }

    /// Whether groundcrew made a release of what all providers share, or has adopted one.
    private static func isInstalled(_ item: OperatorDefinition, _ releases: SeenReleases) -> Bool {
        (releases.index?.entries(labelled: .prerequisite) ?? []).contains {
            ($0.labels[ReleaseLabels.adoptedKey] ?? $0.name) == item.name && $0.status != "uninstalled"
        }
    }

    /// Operators that groundcrew installed, by their releases' labels, and of which nothing that is loaded knows.
    private func others(
        than items: [([Provider], OperatorDefinition)], _ releases: SeenReleases
    ) async throws -> [Seen<ClusterOverview.Operator>] {
        var others: [Seen<ClusterOverview.Operator>] = []
        for role in [ReleaseLabels.Role.operator, .prerequisite] {
            for entry in releases.index?.entries(labelled: [ReleaseLabels.roleKey: role.rawValue]) ?? []
            where entry.status != "uninstalled" {
                let provider = entry.labels[ReleaseLabels.providerKey]
                let name = entry.labels[ReleaseLabels.adoptedKey] ?? entry.name
                let isKnown = items.contains { providers, item in
                    guard item.name == name else { return false }
                    return item.isShared ? role == .prerequisite : providers.contains { $0.name == provider }
                }
                guard !isKnown else { continue }
                var state = ClusterOverview.Operator(
                    provider: provider ?? "", name: name, namespace: entry.namespace, status: entry.status)
                state.isOwn = true
                state.owner = OperatorOwner(entry.labels[ReleaseLabels.adoptedKey] == nil ? .groundcrew : .adopted)
                others.append(try await versioned(state, entry, releases))
            }
        }
        return others
    }

    /// Of every provider, and what they share, each once with the providers that need it.
    ///
    /// Providers that mean one release have one operator: it is told as the first of them describes it.
    private func operators() throws(ProviderError) -> [([Provider], OperatorDefinition)] {
        var items: [([Provider], OperatorDefinition)] = []
        for provider in registry.providers {
            for item in provider.definition.operators {
                if let index = items.firstIndex(where: { $0.1.isSame(as: item) }) {
                    items[index].0.append(provider)
                } else {
                    items.append(([provider], item))
                }
            }
        }
        for item in registry.sharedOperators {
            items.append((try registry.providers(needing: item), item))
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

    /// With whose it is, and what becomes of it: a release of another name, an add-on and another tool's work show, too.
    private func decided(
        _ seen: Seen<ClusterOverview.Operator>, _ plan: OperatorPlan, by decider: OperatorDecider
    ) async throws -> Seen<ClusterOverview.Operator> {
        var seen = seen
        let decided: OperatorPlan
        do {
            decided = try await decider.decided(plan)
        } catch {
            guard let unseen = Unseen("what there is of operator \(plan.name)", error) else { throw error }
            // Where its release is not to be seen, that is told already.
            if seen.unseen.isEmpty { seen.unseen.append(unseen) }
            return seen
        }
        seen.content.owner = decided.owner
        seen.content.decision = decided.decision
        guard let owner = decided.owner, seen.content.status != ClusterOverview.Operator.unreadable else { return seen }
        switch owner.kind {
        case .nobody, .unknown: return seen
        case .groundcrew, .adopted, .helm:
            seen.content.namespace = owner.release?.namespace ?? seen.content.namespace
            seen.content.status = owner.status ?? seen.content.status
        case .addOn, .tool:
            seen.content.namespace = decided.decision?.release.namespace ?? seen.content.namespace
            seen.content.status = ClusterOverview.Operator.installed
        }
        seen.content.isOwn = owner.kind == .groundcrew || owner.kind == .adopted
        seen.content.version = decided.decision?.version ?? seen.content.version
        return seen
    }

    /// An operator's release is wherever the user had groundcrew put it, by the labels that say so.
    private func state(
        of item: OperatorDefinition, _ providers: [Provider], _ releases: SeenReleases
    ) async throws -> Seen<ClusterOverview.Operator> {
        var state = ClusterOverview.Operator(
            provider: providers.map(\.name).joined(separator: ","), name: item.name, namespace: item.namespace,
            status: ClusterOverview.Operator.absent)
        let origins: [ReleaseLabels] =
            item.isShared ? [.prerequisite] : providers.map { .origin(provider: $0.name, role: .operator) }
        let here = releases.entry(item.name, namespace: item.namespace)
        let all = [here].compactMap { $0 } + (releases.index?.entries(named: item.name) ?? [])
        // Other people's releases of that name are shown only where the operator belongs.
        let own = all.first { entry in origins.contains { entry.labels.contains(all: $0) } }
        guard let entry = own ?? here else {
            // Where only some namespaces may be seen, it may be in another.
            guard !releases.seesAll else { return Seen(content: state) }
            state.status = ClusterOverview.Operator.unknown
            return Seen(content: state, unseen: releases.unseen[item.namespace].map { [$0] } ?? [])
        }
        state.namespace = entry.namespace
        state.status = entry.status
        state.isOwn = own != nil
        return try await versioned(state, entry, releases)
    }

    /// With the version that its release's record says.
    private func versioned(
        _ state: ClusterOverview.Operator, _ entry: ReleaseIndex.Entry, _ releases: SeenReleases
    ) async throws -> Seen<ClusterOverview.Operator> {
        var state = state
        do {
            let record = try await releases.index?.record(entry)
            state.version = record?.chartVersion
            return Seen(content: state)
        } catch let error as ReleaseError where error.code == .recordUnreadable {
            // What its labels say is not what it holds.
            state.status = ClusterOverview.Operator.unreadable
            return Seen(
                content: state,
                unseen: [Unseen(unreadable: "release \(entry.namespace)/\(entry.name)", error)])
        }
    }
}
