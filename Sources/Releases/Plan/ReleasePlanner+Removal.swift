import Charts
import Kubernetes
import Value

extension ReleasePlanner {
    /// Plans the removal of a release, and checks the rights for it; nil when there is none.
    func removal(of release: ReleaseName) async throws -> RemovalPlan? {
        let keys = try await storage.keys(release: release.name, namespace: release.namespace)
        guard let lastKey = keys.last else { return nil }
        let record = try await storage.read(lastKey)
        guard record.status != .uninstalled else {
            return RemovalPlan(record: record, keys: keys, objects: [], hookObjects: [])
        }
        // Failed revisions after the deployed one may have left objects of their own.
        let deployed = keys.last { $0.status == ReleaseStatus.deployed.rawValue }
        let living = try await storage.read(keys.filter { $0.revision >= (deployed?.revision ?? 0) })
        let history = ReleaseHistory(keys: keys, last: living.last, deployed: nil, failed: living)
        let plan = RemovalPlan(
            record: record, keys: keys,
            objects: KindOrder.uninstall.sorted(try await formerObjects(history)) { $0.type.kind },
            hookObjects: try await hookObjects(of: record, for: [.preDelete, .postDelete]))
        try await AccessCheck(client: client, release: release.description).require(Self.rights(for: plan))
        return plan
    }

    /// What the removal needs, CRDs aside: those that may not be removed stay, and are told.
    private static func rights(for plan: RemovalPlan) -> [AccessRequest] {
        var list = AccessList()
        list.add(["update", "delete"], .secrets, in: plan.record.namespace)
        for object in plan.objects where !object.isCRD {
            list.add(["get", "delete"], object.type, in: object.namespace)
        }
        for object in plan.hookObjects where !object.isCRD {
            list.add(["get", "create", "patch", "delete"], object.type, in: object.namespace)
        }
        return list.requests
    }
}
