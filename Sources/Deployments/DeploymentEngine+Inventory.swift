import Charts
import Kubernetes
import Providers
import Releases
import Value
import YAML

extension DeploymentEngine {
    /// Every deployment of every provider, also those that other tools made; of a provider that is not loaded those that
    /// groundcrew's releases hold, in phase `unknown`; and in phase `failed` those of which nothing but the release is there.
    ///
    /// Objects, pods and records come in one list each; only the record of a release that holds a deployment is read.
    /// - Parameters:
    ///   - namespace: nil means all.
    ///   - fallback: the namespace to look in where the whole cluster's list is forbidden; the inventory is then
    ///     incomplete and says so. Nil lets that be an error.
    /// - Throws: `KubernetesError` when no provider's deployments may be listed.
    public func inventory(namespace: String?, fallback: String? = nil) async throws -> DeploymentInventory {
        try await inventory(namespace: namespace, fallback: fallback, releases: nil)
    }

    /// - Parameter releases: where they have been read already.
    func inventory(
        namespace: String?, fallback: String?, releases: SeenReleases?
    ) async throws -> DeploymentInventory {
        var inventory = DeploymentInventory(namespace: namespace)
        var found: [FoundDeployment] = []
        var refusal: KubernetesError?
        // Where something was looked at.
        var seen: [String?] = []
        for kind in try await kinds(&inventory) {
            let (type, providers) = (kind.type, kind.providers)
            let title = providers.map(\.definition.title).joined(separator: ", ")
            var place = namespace
            do {
                var objects: [Value]
                do {
                    objects = try await client.listAll(type, namespace: namespace, options: kind.options).items
                } catch {
                    guard namespace == nil, let fallback,
                        let unseen = Unseen("\(title)'s deployments of other namespaces", error)
                    else { throw error }
                    inventory.isComplete = false
                    if kind.isCustom { inventory.isDecided = false }
                    inventory.unseen.append(unseen)
                    place = fallback
                    objects = try await client.listAll(type, namespace: fallback, options: kind.options).items
                }
                seen.append(place)
                found += objects.map { object in
                    FoundDeployment(
                        object: object, provider: Self.provider(of: object, among: providers),
                        namespace: object["metadata"]?["namespace"]?.string ?? place ?? client.defaultNamespace)
                }
            } catch let error as KubernetesError where error.code == .forbidden {
                inventory.isComplete = false
                // Who may not look at plain Deployments hardly has any; a custom resource is what a role is about.
                if kind.isCustom {
                    refusal = error
                    inventory.hidden += providers.map(\.name)
                    inventory.isDecided = false
                }
                let scope = place.map { "in namespace \($0)" } ?? "of all namespaces"
                if let unseen = Unseen("\(title)'s deployments \(scope)", error) { inventory.unseen.append(unseen) }
            }
        }
        if let refusal, seen.isEmpty { throw refusal }
        if seen.isEmpty, !inventory.isComplete {
            inventory.isDecided = false
            inventory.isBlind = true
        }
        if let narrow = seen.first, !seen.contains(namespace) { inventory.namespace = narrow }
        let place = inventory.namespace ?? fallback ?? client.defaultNamespace
        let releases = try await known(
            releases, in: Self.released(found).union([place]), preferAll: namespace == nil)
        inventory.deployments =
            (try await described(found, releases: releases)
            + unknownDeployments(in: inventory.namespace, releases)
            + goneDeployments(in: inventory.namespace, releases, besides: found))
            .sorted { ($0.namespace, $0.name) < ($1.namespace, $1.name) }
        // Of a release that is not seen there may be a deployment that nothing else tells of.
        if releases.unseen[place] != nil || (inventory.namespace == nil && !releases.seesAll) {
            inventory.isComplete = false
        }
        // Who may see no release cannot say that there is nothing, and who sees some not that there are no more.
        if inventory.deployments.isEmpty || releases.partial.contains(place), let unseen = releases.unseen[place] {
            inventory.unseen.append(unseen)
        } else if inventory.namespace == nil, let unseen = releases.elsewhere {
            inventory.unseen.append(unseen)
        }
        for unseen in inventory.deployments.flatMap(\.unseen) where !inventory.unseen.contains(unseen) {
            inventory.unseen.append(unseen)
        }
        return inventory
    }

    /// - Parameter provider: of the deployment, where several share its name.
    /// - Throws: `DeploymentError` with code `notFound`, `unseen` where it may be of a release that the caller may not see,
    ///   and `invalidRequest` where several are called so.
    public func show(
        _ name: String, namespace: String, provider: String? = nil
    ) async throws -> DeploymentStatus {
        guard let found = try await find(name, namespace: namespace, provider: provider) else {
            if provider == nil, let other = try await unknownDeployment(name, namespace: namespace) {
                return other.status
            }
            if let gone = try await goneDeployment(name, namespace: namespace, provider: provider) { return gone }
            throw try await missing(name, namespace, provider: provider)
        }
        return try await described([found.deployment], releases: nil)[0]
    }

    /// The provider's object of that name, of the first type that has one.
    ///
    /// - Parameter provider: whose alone is meant; nil means all.
    /// - Throws: `KubernetesError` with code `forbidden` where it may be of a type at which the caller may not look;
    ///   `DeploymentError` with code `invalidRequest` where several are called so.
    func find(
        _ name: String, namespace: String, provider named: String? = nil
    ) async throws -> (deployment: FoundDeployment, type: ResourceType)? {
        var unused = DeploymentInventory()
        var refusal: KubernetesError?
        var all: [(deployment: FoundDeployment, type: ResourceType)] = []
        for kind in try await kinds(&unused) {
            if let named, !kind.providers.contains(where: { $0.name == named }) { continue }
            do {
                guard let object = try await client.getIfPresent(kind.type, name, namespace: namespace),
                    kind.holds(object)
                else { continue }
                let provider = Self.provider(of: object, among: kind.providers)
                guard named == nil || provider.name == named else { continue }
                all.append((FoundDeployment(object: object, provider: provider, namespace: namespace), kind.type))
            } catch let error as KubernetesError where error.code == .forbidden {
                // Another provider may have it.
                refusal = refusal ?? error
            }
        }
        if all.count > 1 {
            // The one of a release of that name is meant, if there is one; to guess between others could remove the wrong.
            let released = all.filter { $0.deployment.release == name }
            guard released.count == 1 else {
                let kinds = all.map { "\($0.deployment.provider.name)'s \($0.type.kind)" }.joined(separator: " and ")
                throw DeploymentError(
                    .invalidRequest, "two deployments are called \(namespace)/\(name): \(kinds)",
                    hint: "say whose is meant: "
                        + all.map { "--provider \($0.deployment.provider.name)" }.joined(separator: ", or "))
            }
            return released[0]
        }
        if let found = all.first { return found }
        if let refusal { throw refusal }
        return nil
    }

    /// What deployments are, each with its providers: two may make the same kind of object.
    private func kinds(_ inventory: inout DeploymentInventory) async throws -> [DeploymentKind] {
        var kinds: [DeploymentKind] = []
        for provider in registry.providers {
            guard let resource = provider.definition.resource else { continue }
            guard let type = try await resourceType(of: provider) else {
                inventory.absent.append(
                    .init(
                        name: provider.name, title: provider.definition.title, resource: resource.name,
                        folder: provider.chartsFolder))
                continue
            }
            if resource.isCustom { inventory.hasOperator = true }
            let kind = DeploymentKind(type: type, selector: resource.selector, providers: [provider])
            if let known = kinds.firstIndex(where: { $0.isSame(as: kind) }) {
                kinds[known].providers.append(provider)
            } else {
                kinds.append(kind)
            }
        }
        return kinds
    }

    /// The provider whose chart's name the object bears, else the first.
    private static func provider(of object: Value, among providers: [Provider]) -> Provider {
        let chart = object["metadata"]?["labels"]?["app.kubernetes.io/name"]?.string
        return providers.first { $0.name == chart } ?? providers[0]
    }

    static func notFound(_ name: String, _ namespace: String) -> DeploymentError {
        DeploymentError(
            .notFound, "there is no deployment \(name) in namespace \(namespace)",
            hint: "groundcrew deployments list -n \(namespace) lists those there, -A those of all namespaces")
    }

    // MARK: - Releases

    /// With what the release's values tell, where groundcrew or Helm made it.
    private func described(_ found: [FoundDeployment], releases: SeenReleases?) async throws -> [DeploymentStatus] {
        let statuses = try await described(found)
        let releases = try await known(releases, in: Self.released(found))
        return try await concurrently(
            Array(zip(found, statuses)), limit: ReadingLimits.concurrentReads
        ) { found, status in
            try await completed(status, found, releases)
        }
    }

    /// Namespaces of objects that say that a release holds them.
    private static func released(_ found: [FoundDeployment]) -> Set<String> {
        Set(found.filter { $0.release != nil }.map(\.namespace))
    }

    private func known(
        _ releases: SeenReleases?, in namespaces: Set<String>, preferAll: Bool = false
    ) async throws -> SeenReleases {
        guard var releases else { return try await self.releases(in: namespaces, preferAll: preferAll) }
        guard let looked = releases.namespaces else { return releases }
        releases.add(try await self.releases(in: namespaces.subtracting(looked)))
        return releases
    }

    private func completed(
        _ status: DeploymentStatus, _ found: FoundDeployment, _ releases: SeenReleases
    ) async throws -> DeploymentStatus {
        var status = status
        guard let release = found.release else { return status }
        guard let entry = releases.entry(release, namespace: found.namespace) else {
            if let unseen = releases.unseen[found.namespace] {
                status.unseen.append(unseen)
                status.isReleaseUnseen = true
            }
            return status
        }
        do {
            let record = try await releases.index?.record(entry)
            guard let record, try Self.holds(record, found) else { return status }
            status.model = record.values["modelId"]?.string
            status.engine = record.values["engine"]?.string ?? found.provider.chart.values["engine"]?.string
            status.servedName = DeploymentPlan.servedName(
                in: found.provider.chart.values.merged(with: record.values))
        } catch let error as ReleaseError where error.code == .recordUnreadable {
            status.unseen.append(Unseen(unreadable: "release \(found.namespace)/\(release)", error))
            status.isReleaseUnseen = true
        } catch let error as KubernetesError where error.code == .forbidden || error.isNotFound {
            // Listed and not to be read, or gone meanwhile.
            guard let unseen = Unseen("release \(found.namespace)/\(release)", error) else { return status }
            status.unseen.append(unseen)
            status.isReleaseUnseen = true
        }
        return status
    }

    /// Whether the release made the object: labels alone prove nothing, because people copy manifests.
    static func holds(_ record: ReleaseRecord, _ found: FoundDeployment) throws -> Bool {
        guard record.chartName == found.provider.name else { return false }
        let held: [Value]
        do {
            held = try YAML.decodeAll(record.manifest, file: "release \(record.name)", rules: .helm).map(\.value)
        } catch {
            throw ReleaseError(
                .recordUnreadable, "its manifest is not YAML: \(error)",
                release: "\(record.namespace)/\(record.name)", underlying: error)
        }
        return held.contains { $0["metadata"]?["name"]?.string == found.name }
    }

    /// Nil where the provider's CRD is not installed, which means that it has no deployments.
    func resourceType(of provider: Provider) async throws -> ResourceType? {
        guard let resource = provider.definition.resource else { return nil }
        for version in resource.versions {
            do {
                return try await client.resourceType(apiVersion: version, kind: resource.kind)
            } catch let error as KubernetesError where error.code == .resourceTypeNotFound {
                continue
            }
        }
        return nil
    }
}
