public import Kubernetes
public import Providers
public import Releases
import Value

/// Looks at what a cluster has of operators.
public struct OperatorSurvey: Sendable {
    private let client: KubernetesClient
    private let engine: ReleaseEngine

    public init(client: KubernetesClient, engine: ReleaseEngine) {
        self.client = client
        self.engine = engine
    }

    /// What there is of one operator.
    ///
    /// - Throws: `KubernetesError` when not even the operator's own namespace can be looked at; what else is forbidden is
    ///   named in the result.
    public func sight(of plan: OperatorPlan) async throws -> OperatorSight {
        try await sight(
            of: plan.definition, in: plan.release.namespace, origins: [plan.release.labels] + plan.sharedOrigins)
    }

    /// - Parameters:
    ///   - namespace: where it is asked for.
    ///   - origins: as `OperatorRelease.find` takes them.
    /// - Throws: as `sight(of:)`.
    public func sight(
        of item: OperatorDefinition, in namespace: String, origins: [ReleaseLabels]
    ) async throws -> OperatorSight {
        var sight = OperatorSight(
            releases: try await OperatorRelease.find(item.name, namespace: namespace, origins: origins, with: engine))
        if let blindness = sight.releases.blindness { sight.unseen.append(blindness) }
        sight.workloads = try await workloads(item.podSelector, in: namespace, &sight)
        sight.crdCount = item.crds.count(where: { !$0.isOptional })
        // Its own release says all else that matters.
        if let here = sight.releases.here, sight.releases.isOwn(here), here.status != "uninstalled" {
            sight.holders = try await holders(&sight)
            return sight
        }
        for crd in item.crds {
            do {
                guard let found = try await client.getIfPresent(.customResourceDefinitions, crd.name) else { continue }
                sight.crds.append(.init(found))
                if crd.isOptional { sight.optionalCRDs.insert(crd.name) }
            } catch let error as KubernetesError where error.code == .forbidden {
                sight.unseen.append("CRD \(crd.name): \(error)")
            }
        }
        for sign in item.signs { sight.signs += try await objects(of: sign, &sight) }
        sight.holders = try await holders(&sight)
        sight.holders += try await namesakes(of: item, &sight)
        return sight
    }

    /// Releases of its chart under other names, where CRDs are all that there is: those in `crds/` name no release.
    ///
    /// What serves a model is none, whatever its chart is called.
    private func namesakes(
        of item: OperatorDefinition, _ sight: inout OperatorSight
    ) async throws -> [ReleaseRecord] {
        guard !sight.crds.isEmpty, sight.workloads.isEmpty, sight.holders.isEmpty, sight.releases.blindness == nil
        else { return [] }
        let known = [sight.releases.here].compactMap(\.self) + sight.releases.elsewhere
        do {
            return try await engine.list(namespace: nil).releases.filter { record in
                let role = record.labels[ReleaseLabels.roleKey]
                return record.status != "uninstalled" && role != ReleaseLabels.Role.deployment.rawValue
                    && item.hasName(record) && !known.contains(record)
            }
        } catch let error as KubernetesError where error.code == .forbidden {
            sight.unseen.append("releases of all namespaces: \(error)")
            return []
        }
    }

    /// Nothing where the type is not served.
    private func objects(
        of sign: OperatorDefinition.Sign, _ sight: inout OperatorSight
    ) async throws -> [OperatorSight.Found] {
        let plural = String(sign.crd.prefix { $0 != "." })
        do {
            let type = try await client.resourceType(
                group: String(sign.crd.dropFirst(plural.count + 1)), resource: plural)
            return try await client.listAll(
                type, namespace: type.isNamespaced ? sign.namespace : nil, options: ListOptions(metadataOnly: true)
            ).items.map(OperatorSight.Found.init).filter { sign.isMeant($0.name) }
        } catch let error as KubernetesError where error.code == .resourceTypeNotFound {
            return []
        } catch let error as KubernetesError where error.code == .forbidden {
            sight.unseen.append("\(plural): \(error)")
            return []
        }
    }

    private func workloads(
        _ selector: String?, in namespace: String, _ sight: inout OperatorSight
    ) async throws -> [OperatorSight.Workload] {
        guard let selector else { return [] }
        var found: [Value] = []
        for type in [ResourceType.deployments, .daemonSets] {
            let options = ListOptions(labelSelector: selector)
            do {
                found += try await client.listAll(type, namespace: nil, options: options).items
            } catch let error as KubernetesError where error.code == .forbidden {
                sight.unseen.append("\(type.plural) of all namespaces: \(error)")
                do {
                    // Who may not look everywhere may look where it belongs.
                    found += try await client.listAll(type, namespace: namespace, options: options).items
                } catch let error as KubernetesError where error.code == .forbidden {
                    continue  // It is named already.
                }
            }
        }
        return found.map(OperatorSight.Workload.init)
    }

    /// The releases that objects say they belong to; a label that names none proves nothing.
    private func holders(_ sight: inout OperatorSight) async throws -> [ReleaseRecord] {
        var places: [OperatorDecision.Place] = []
        for place in sight.objects.compactMap(\.release) where !places.contains(place) { places.append(place) }
        var records: [ReleaseRecord] = []
        for place in places {
            if let here = sight.releases.here, OperatorJudge.place(here) == place {
                if here.status != "uninstalled" { records.append(here) }
                continue
            }
            do {
                guard let record = try await engine.record(place.name, namespace: place.namespace),
                    record.status != "uninstalled"
                else { continue }
                records.append(record)
            } catch let error as KubernetesError where error.code == .forbidden {
                sight.unseen.append("release \(place.namespace)/\(place.name): \(error)")
            } catch let error as ReleaseError where error.code == .recordUnreadable {
                sight.unseen.append("release \(place.namespace)/\(place.name): \(error.message)")
            }
        }
        return records
    }
}
