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
    /// Whether nothing is removed, and what would be is told.
    var isPlan = false
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
        var leaving: [ReleaseRecord] = []
        for item in items.reversed() {
            let needers = remainders.filter { $0.item.needs.contains { $0.name == item.name } }
                .map { OperatorNeeder($0.words) }
            do {
                let removal = try await remove(item, neededBy: needers, among: items, leaving, events)
                if let record = removal.leaving { leaving.append(record) }
                if let words = removal.remainder { remainders.append((item, words)) }
                removals.append(removal)
            } catch let error as CancellationError {
                throw error
            } catch {
                let isLast = removals.count + 1 == items.count
                return (removals, isLast && leaving.isEmpty ? error : PartialFailure(underlying: error))
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

    /// - Parameters:
    ///   - needers: operators that stay and need this one.
    ///   - leaving: releases that are removed before it.
    private func remove(
        _ item: OperatorDefinition, neededBy needers: [OperatorNeeder], among items: [OperatorDefinition],
        _ leaving: [ReleaseRecord], _ events: any EventSink
    ) async throws -> OperatorRemoval {
        let (seen, outsider) = try await look(at: item)
        var release = seen
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
        if let refusal = OperatorRemoval.refusal(release, removesAdopted: removesAdopted) {
            guard case .absent = refusal, release.elsewhere.isEmpty, let outsider else { return removal(refusal) }
            return removal(.foreign(outsider))
        }
        if item.isShared, !isNamed, let here = release.here, here.labels.contains(all: .installedByName) {
            return removal(.named)
        }
        guard needers.isEmpty else { return removal(.needed(needers)) }
        let others = try await users(of: item, besides: items)
        guard others.isEmpty else { return removal(.needed(others)) }
        if item.isShared,
            let object = try await OperatorUse(client: client).objects(
                of: item, besides: leaving + [release.here].compactMap(\.self))
        {
            return removal(.needed([object]))
        }
        if isPlan { return removal(release.here.map { .removable($0) } ?? .absent) }
        let removed = try await driver.uninstall(
            release.here?.name ?? item.name, namespace: release.namespace, timeout: timeout, phase: .operators,
            events: events)
        return removal(removed.map { .removed($0.record) } ?? .absent)
    }

    /// With the releases of other names that what works in the cluster belongs to, and whose it is where none holds it.
    private func look(
        at item: OperatorDefinition
    ) async throws -> (release: OperatorRelease, outsider: OperatorOwner?) {
        let sight = try await survey.sight(
            of: item, in: place(of: item), origins: try origins(of: item))
        var release = sight.releases
        let known = [release.here].compactMap(\.self) + release.elsewhere
        release.elsewhere += sight.holders.filter { holder in
            !known.contains { $0.name == holder.name && $0.namespace == holder.namespace }
        }
        return (release, sight.outsider(hasPods: item.podSelector != nil))
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
    private func users(of item: OperatorDefinition, besides leaving: [OperatorDefinition]) async throws
        -> [OperatorNeeder]
    {
        var users: [OperatorNeeder] = []
        for provider in try registry.providers(needing: item)
        where !targets.providers.contains(where: { $0.name == provider.name }) {
            for other in provider.definition.operators where !leaving.contains(where: other.isSame) {
                users += try await user(
                    other, "\(other.name) of provider \(provider.name)", removal: provider.name)
            }
            guard try registry.needs(of: provider).contains(where: item.isSame) else { continue }
            users += try await deployments(of: provider)
        }
        for other in registry.sharedOperators where !other.isSame(as: item) && !leaving.contains(where: other.isSame) {
            let needed = try registry.operators(with: other)
            if needed.contains(where: item.isSame) {
                users += try await user(other, other.name, removal: other.name)
            }
        }
        return users
    }

    /// The first deployment of a provider that needs it for them; what cannot be looked at counts as there.
    private func deployments(of provider: Provider) async throws -> [OperatorNeeder] {
        let origin = ReleaseLabels.origin(provider: provider.name, role: .deployment)
        let words = "of provider \(provider.name)"
        do {
            let found = try await driver.list(namespace: nil).releases
                .first { $0.status != "uninstalled" && $0.labels.contains(all: origin) }
            guard let id = found.map({ "\($0.namespace)/\($0.name)" }) else { return [] }
            return [OperatorNeeder("deployment \(id) \(words)", removal: "groundcrew deployments delete \(id)")]
        } catch let error as KubernetesError where error.code == .forbidden {
            return [OperatorNeeder("a deployment \(words), which could not be looked for,")]
        }
    }

    /// Its title where it is there; what cannot be looked at counts as there: nothing is removed on a guess.
    ///
    /// - Parameter name: what `uninstall` knows it by: its own of a shared one, else its provider's.
    private func user(
        _ item: OperatorDefinition, _ title: String, removal name: String
    ) async throws -> [OperatorNeeder] {
        let isHidden: Bool
        do {
            let sight = try await survey.sight(of: item, in: item.namespace, origins: try origins(of: item))
            if sight.isThere { return [OperatorNeeder(title, removal: "groundcrew uninstall \(name)")] }
            isHidden = !sight.unseen.isEmpty
        } catch let error as KubernetesError where error.code == .forbidden {
            isHidden = true
        }
        return isHidden ? [OperatorNeeder("\(title), which could not be looked at,")] : []
    }
}
