import Charts
import Kubernetes
import Value

extension ReleasePlanner {
    /// Plans the removal of a release, and checks the rights for it; nil when there is none.
    ///
    /// - Throws: `ReleaseError` with code `invalidRequest` where nothing but the history is left, and that is to be kept.
    func removal(of release: ReleaseName, options: RemovalOptions = RemovalOptions()) async throws -> RemovalPlan? {
        let keys = try await storage.keys(release: release.name, namespace: release.namespace)
        guard let lastKey = keys.last else { return nil }
        let record = try await storage.read(lastKey)
        guard record.status != .uninstalled else {
            guard !options.keepsHistory else {
                throw ReleaseError(
                    .invalidRequest, "it is uninstalled already, and its history is kept",
                    hint: "without --keep-history the history goes, too", release: release.description)
            }
            return RemovalPlan(record: record, keys: keys, objects: [], hookObjects: [], options: options)
        }
        // Failed revisions after the deployed one may have left objects of their own.
        let deployed = keys.lastDeployed
        let living = try await storage.read(keys.filter { $0.revision >= (deployed?.revision ?? 0) })
        let history = ReleaseHistory(keys: keys, last: living.last, deployed: nil, failed: living)
        let plan = RemovalPlan(
            record: record, keys: keys,
            objects: KindOrder.uninstall.sorted(try await formerObjects(history)) { $0.type.kind },
            crds: Array(Set(living.flatMap(\.broughtCRDs))).sorted(),
            hookObjects: try await hookObjects(
                of: record, for: options.runsHooks ? [.preDelete, .postDelete] : []),
            options: options)
        try await AccessCheck(client: client, release: release).require(Self.needs(of: plan))
        return plan
    }

    /// What the removal needs, CRDs aside: those that may not be removed stay, and are told.
    private static func needs(of plan: RemovalPlan) -> AccessNeeds {
        var needs = AccessNeeds()
        needs.add(
            plan.options.keepsHistory ? ["update"] : ["update", "delete"], plan.record.kind.type,
            in: plan.record.namespace)
        needs.remove(plan.objects.filter { !$0.isCRD })
        needs.make(plan.hookObjects.filter { !$0.isCRD }, removing: true)
        return needs
    }
}
