import Events
import Kubernetes
import Operators
import Providers
import Releases

/// Removes what names on a command line stand for, as far as it is groundcrew's and nobody else needs it.
struct OperatorRemover: Sendable {
    var targets: InstallTargets
    var registry: ProviderRegistry
    /// Where the providers' own operators are, instead of the namespaces that they name.
    var namespace: String?
    /// Whether what groundcrew has adopted may go, too.
    var removesAdopted: Bool
    /// For each of them.
    var timeout: Duration
    var client: KubernetesClient
    var driver: ReleaseEngine

    private var survey: OperatorSurvey { OperatorSurvey(client: client, engine: driver) }

    /// The last operator first, until one fails: what went before is told all the same.
    func removeAll(
        _ events: any EventSink
    ) async throws -> (removals: [OperatorRemoval], failure: (any Error)?) {
        var removals: [OperatorRemoval] = []
        let items = try items()
        // Those that stay, by the words that go before "needs it".
        var remainders: [(item: OperatorDefinition, words: String)] = []
        for item in items.reversed() {
            let needers = remainders.filter { $0.item.needs.contains { $0.name == item.name } }.map(\.words)
            do {
                let removal = try await remove(item, neededBy: needers, among: items, events)
                if let words = removal.remainder { remainders.append((item, words)) }
                removals.append(removal)
            } catch let error as CancellationError {
                throw error
            } catch {
                let isLast = removals.count + 1 == items.count
                return (removals, isLast ? error : PartialFailure(underlying: error))
            }
        }
        return (removals, nil)
    }

    /// Of the providers all that they need; what is shared goes alone where it is named itself.
    private func items() throws -> [OperatorDefinition] {
        var items: [OperatorDefinition] = []
        let named = Set(targets.shared.map(\.name))
        let ofProviders = try targets.providers.flatMap { try registry.operators(of: $0) }
        let shared = try targets.shared.flatMap { try registry.operators(with: $0) }.filter { named.contains($0.name) }
        for item in ofProviders + shared where !items.contains(where: item.isSame) { items.append(item) }
        return items
    }

    /// - Parameter needers: operators that stay and need this one.
    private func remove(
        _ item: OperatorDefinition, neededBy needers: [String], among items: [OperatorDefinition],
        _ events: any EventSink
    ) async throws -> OperatorRemoval {
        var release = try await release(of: item)
        let isNamed = targets.shared.contains(where: item.isSame)
        // No flag says where a file has put what is shared, nor by which name somebody else has installed it.
        if release.here == nil,
            let own = release.elsewhere.first(where: { release.isOwn($0) && (item.isShared || $0.name != item.name) })
        {
            release = release.at(own)
        }
        func removal(_ fate: OperatorRemoval.Fate) -> OperatorRemoval {
            OperatorRemoval(release: release, fate: fate, isShared: item.isShared, isNamed: isNamed)
        }
        if let refusal = OperatorRemoval.refusal(release, removesAdopted: removesAdopted) { return removal(refusal) }
        guard needers.isEmpty else { return removal(.needed(needers)) }
        let others = try await users(of: item, besides: items)
        guard others.isEmpty else { return removal(.needed(others)) }
        if item.isShared, let objects = try await OperatorUse(client: client).objects(of: item) {
            return removal(.needed([objects]))
        }
        let removed = try await driver.uninstall(
            release.here?.name ?? item.name, namespace: release.namespace, timeout: timeout, phase: .operators,
            events: events)
        return removal(removed.map { .removed($0.record) } ?? .absent)
    }

    /// With the releases of other names that what works in the cluster belongs to.
    private func release(of item: OperatorDefinition) async throws -> OperatorRelease {
        let sight = try await survey.sight(
            of: item, in: place(of: item), origins: try origins(of: item))
        var release = sight.releases
        let known = [release.here].compactMap(\.self) + release.elsewhere
        release.elsewhere += sight.holders.filter { holder in
            !known.contains { $0.name == holder.name && $0.namespace == holder.namespace }
        }
        return release
    }

    private func place(of item: OperatorDefinition) -> String {
        guard let namespace, targets.placed.contains(where: item.isSame) else { return item.namespace }
        return namespace
    }

    /// The labels that prove that groundcrew made it, for the providers that are named first.
    private func origins(of item: OperatorDefinition) throws -> [ReleaseLabels] {
        guard !item.isShared else { return [.prerequisite] }
        let providers = try registry.providers(needing: item)
        let named = providers.filter { provider in targets.providers.contains { $0.name == provider.name } }
        let others = providers.filter { provider in !named.contains { $0.name == provider.name } }
        return (named + others).map { .origin(provider: $0.name, role: .operator) }
    }

    /// Operators that need it, work in the cluster, whoever installed them, and are not to go with it.
    private func users(of item: OperatorDefinition, besides leaving: [OperatorDefinition]) async throws -> [String] {
        var users: [String] = []
        for provider in try registry.providers(needing: item)
        where !targets.providers.contains(where: { $0.name == provider.name }) {
            for other in provider.definition.operators where !leaving.contains(where: other.isSame) {
                users += try await user(other, "\(other.name) of provider \(provider.name)")
            }
        }
        for other in registry.sharedOperators where !other.isSame(as: item) && !leaving.contains(where: other.isSame) {
            let needed = try registry.operators(with: other)
            if needed.contains(where: item.isSame) { users += try await user(other, other.name) }
        }
        return users
    }

    /// Its title where it is there; what cannot be looked at counts as there: nothing is removed on a guess.
    private func user(_ item: OperatorDefinition, _ title: String) async throws -> [String] {
        let isHidden: Bool
        do {
            let sight = try await survey.sight(of: item, in: item.namespace, origins: try origins(of: item))
            if sight.isThere { return [title] }
            isHidden = !sight.unseen.isEmpty
        } catch let error as KubernetesError where error.code == .forbidden {
            isHidden = true
        }
        return isHidden ? ["\(title), which could not be looked at,"] : []
    }
}
