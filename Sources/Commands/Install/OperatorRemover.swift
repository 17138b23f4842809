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
    /// Whether objects that a provider's operator looks after keep it; another provider's deployments always do.
    var keepsUsed = true
    /// Whether CRDs stay that could go: nil leaves what goes with a release to it, and takes nothing else away.
    var keepsCRDs: Bool?
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
        let own: [Look]
        do {
            own = try await ownLooks(at: items)
        } catch let error as CancellationError {
            throw error
        } catch {
            return ([], error)
        }
        for item in items.reversed() {
            let needers = remainders.filter { $0.item.needs.contains { $0.name == item.name } }
                .map { OperatorNeeder($0.words) }
            do {
                let look: Look
                if let seen = own.first(where: { $0.item.isSame(as: item) }) {
                    look = seen
                } else {
                    look = try await self.look(at: item)
                }
                let removal = try await remove(look, neededBy: needers, among: items, own, leaving, events)
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
    ///   - own: what there is of the providers' own operators.
    ///   - leaving: releases that are removed before it.
    private func remove(
        _ look: Look, neededBy needers: [OperatorNeeder], among items: [OperatorDefinition], _ own: [Look],
        _ leaving: [ReleaseRecord], _ events: any EventSink
    ) async throws -> OperatorRemoval {
        let (item, release) = (look.item, look.release)
        let isNamed = targets.shared.contains(where: item.isSame)
        func removal(_ fate: OperatorRemoval.Fate) -> OperatorRemoval {
            OperatorRemoval(release: release, fate: fate, isShared: item.isShared, isNamed: isNamed)
        }
        if let refusal = OperatorRemoval.refusal(release, removesAdopted: removesAdopted) {
            guard case .absent = refusal, release.elsewhere.isEmpty, let outsider = look.outsider else {
                return removal(refusal)
            }
            return removal(.foreign(outsider))
        }
        if item.isShared, !isNamed, let here = release.here, here.labels.contains(all: .installedByName) {
            return removal(.named)
        }
        guard needers.isEmpty else { return removal(.needed(needers)) }
        let others = try await users(of: item, besides: items)
        guard others.isEmpty else { return removal(.needed(others)) }
        let objects = try await objects(of: look, own, leaving)
        guard objects.isEmpty else {
            var kept = removal(.needed(objects))
            kept.isInUse = !item.isShared
            return kept
        }
        if isPlan {
            var end = removal(release.here.map { .removable($0) } ?? .absent)
            end.crds = try await crdFates(of: item, release, leaving)
            return end
        }
        try await protectCRDs(of: release.here)
        let removed = try await driver.uninstall(
            release.here?.name ?? item.name, namespace: release.namespace, timeout: timeout, phase: .operators,
            events: events)
        var end = removal(removed.map { .removed($0.record) } ?? .absent)
        end.stays = removed?.left ?? []
        end.crds = try await settleCRDs(of: item, release, leaving, named: end.stays)
        // Of what came after the release, the last word counts.
        end.stays.removeAll { left in end.crds.contains { left.isAbout($0) } }
        return end
    }

    /// Objects in the cluster that need it; of a provider's own none where they do not count.
    private func objects(
        of look: Look, _ own: [Look], _ leaving: [ReleaseRecord]
    ) async throws -> [OperatorNeeder] {
        let use = OperatorUse(client: client)
        guard !look.item.isShared else {
            let object = try await use.objects(
                of: look.item, besides: leaving + [look.release.here].compactMap(\.self))
            return [object].compactMap(\.self)
        }
        guard keepsUsed else { return [] }
        // What their releases hold goes with them.
        let going = own.map(\.release).filter {
            OperatorRemoval.refusal($0, removesAdopted: removesAdopted) == nil
        }
        return try await use.objects(
            of: crds(of: look.item), besides: leaving + going.compactMap(\.here))
    }

    /// What a cluster has of one operator.
    private struct Look {
        var item: OperatorDefinition
        /// The one that is meant.
        var release: OperatorRelease
        /// Whose it is where no release holds it.
        var outsider: OperatorOwner?
    }

    /// At the providers' own, before any is removed: what one of them holds may keep another.
    private func ownLooks(at items: [OperatorDefinition]) async throws -> [Look] {
        var looks: [Look] = []
        for item in items where !item.isShared { looks.append(try await look(at: item)) }
        return looks
    }

    /// With the releases of other names that what works in the cluster belongs to, and whose it is where none holds it.
    private func look(at item: OperatorDefinition) async throws -> Look {
        let sight = try await survey.sight(
            of: item, in: place(of: item), origins: try origins(of: item))
        var release = sight.releases
        let known = [release.here].compactMap(\.self) + release.elsewhere
        release.elsewhere += sight.holders.filter { holder in
            !known.contains { $0.name == holder.name && $0.namespace == holder.namespace }
        }
        // No flag says where a file has put what is shared, nor by which name somebody else has installed it. What holds it
        // beside another operator is that one's.
        if release.here == nil,
            let own = release.elsewhere.first(where: {
                release.isOwn($0) && release.isNamed($0) && (item.isShared || $0.name != item.name)
            })
        {
            release = release.at(own)
        }
        return Look(item: item, release: release, outsider: sight.outsider(hasPods: item.podSelector != nil))
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
        // Whose operator it is, too, and who has no other that says so already.
        if users.isEmpty { users += try await sharersDeployments(of: item) }
        for other in registry.sharedOperators where !other.isSame(as: item) && !leaving.contains(where: other.isSame) {
            let needed = try registry.operators(with: other)
            if needed.contains(where: item.isSame) {
                users += try await user(other, other.name, removal: other.name)
            }
        }
        return users
    }

    /// The first deployment of a provider that needs it for them; what cannot be looked at counts as there.
    func deployments(of provider: Provider) async throws -> [OperatorNeeder] {
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
