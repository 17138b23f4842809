import Charts
public import Events
import Kubernetes
import Value

extension NativeDriver {
    public func uninstall(
        _ name: String, namespace: String, timeout: Duration, phase: Event.Phase, events: any EventSink
    ) async throws -> ReleaseRecord? {
        let keys = try await storage.keys(release: name, namespace: namespace)
        guard let lastKey = keys.last else { return nil }
        // The server has answered: from here on the work goes on through a restart of it.
        return try await patient(within: timeout).uninstall(
            lastKey, keys, deadline: Deadline(timeout, clock: clock),
            progress: Progress(sink: events, phase: phase, release: "\(namespace)/\(name)"))
    }

    private func uninstall(
        _ lastKey: ReleaseStorage.Key, _ keys: [ReleaseStorage.Key], deadline: Deadline, progress: Progress
    ) async throws -> ReleaseRecord {
        var record = try await storage.read(lastKey)
        var hasChanged = false
        do {
            if record.status != .uninstalled {
                try await remove(&record, keys: keys, deadline: deadline, progress: progress, hasChanged: &hasChanged)
            }
            hasChanged = true
            for key in keys { try await storage.delete(key) }
        } catch {
            throw ReleaseError.ending(error, release: progress.release, hasChanged: hasChanged)
        }
        record.set(.uninstalled, description: "Uninstallation complete")
        return record.summary
    }

    /// - Parameter hasChanged: becomes true as soon as anything in the cluster may be other than before.
    private func remove(
        _ record: inout StoredRelease, keys: [ReleaseStorage.Key], deadline: Deadline, progress: Progress,
        hasChanged: inout Bool
    ) async throws {
        let release = progress.release
        let storage = storage
        let hooks = HookRunner(
            client: client, reader: ObjectReader(client: client, namespace: record.namespace, crds: []),
            applier: Applier(client: client, deadline: deadline, release: release), progress: progress,
            save: { try await storage.update(&$0) })
        // Failed revisions after the deployed one may have left objects of their own.
        let deployed = keys.last { $0.status == ReleaseStatus.deployed.rawValue }
        let living = try await storage.read(keys.filter { $0.revision >= (deployed?.revision ?? 0) })
        let history = ReleaseHistory(keys: keys, last: living.last, deployed: nil, failed: living)
        let objects = KindOrder.uninstall.sorted(try await formerObjects(history)) { $0.type.kind }
        try await AccessCheck(client: client, release: release)
            .require(try await rightsToRemove(objects, of: record))

        hasChanged = true
        record.set(.uninstalling, description: "Deletion in progress (or silently failed)")
        record.setInfo("deleted", .string(now))
        try await hooks.run(.preDelete, of: &record)
        try await storage.update(&record)
        progress.say("removing \(objects.count) object\(objects.count == 1 ? "" : "s")")
        let remover = Remover(client: client, release: record.name, namespace: record.namespace)
        // CRDs last: by then the release's own objects are gone, and what is left belongs to others.
        for part in [objects.filter { !$0.isCRD }, objects.filter(\.isCRD)] {
            let (removed, remarks) = try await remover.remove(part, removesCRDs: true)
            remarks.forEach(progress.warn)
            try await remover.waitUntilGone(removed, deadline: deadline, progress: progress)
        }
        try await hooks.run(.postDelete, of: &record)
    }

    /// What the removal needs, CRDs aside: those that may not be removed stay, and are told.
    private func rightsToRemove(
        _ objects: [ReleaseObject], of record: StoredRelease
    ) async throws -> [AccessRequest] {
        var list = AccessList()
        list.add(["update", "delete"], .secrets, in: record.namespace)
        for object in objects where !object.isCRD { list.add(["get", "delete"], object.type, in: object.namespace) }
        for object in try await hookObjects(of: record, for: [.preDelete, .postDelete]) where !object.isCRD {
            list.add(["get", "create", "patch", "delete"], object.type, in: object.namespace)
        }
        return list.requests
    }
}
