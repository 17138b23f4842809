import Value

/// Collects what lost its owner, and carries out foreground and orphaning deletions.
struct GarbageCollector: Controller {
    func reconcile(_ cluster: inout Cluster, _ time: inout ControllerTime) {
        var owned: [(ResourceDefinition, Value)] = []
        var ending: [(ResourceDefinition, Value)] = []
        var living: Set<String> = []
        for definition in cluster.definitions where definition.isStored {
            for object in cluster.store.objects[definition.key]?.values ?? [:].values {
                living.insert(object.uid)
                if !object.ownerReferences.isEmpty { owned.append((definition, object)) }
                if object.isBeingDeleted, !object.finalizers.isEmpty { ending.append((definition, object)) }
            }
        }
        for (definition, object) in ending { finish(object, definition, owned, &cluster, time) }
        for (definition, object) in owned.sorted(by: { $0.1.name < $1.1.name }) {
            let hasOwner = object.ownerReferences.contains { living.contains($0["uid"]?.string ?? "") }
            guard !hasOwner, let live = cluster.object(definition, object.namespace, object.name) else { continue }
            cluster.deleteAsController(live, definition, time)
        }
    }

    private func finish(
        _ object: Value, _ definition: ResourceDefinition, _ owned: [(ResourceDefinition, Value)],
        _ cluster: inout Cluster, _ time: ControllerTime
    ) {
        let uid = object.uid
        let dependents = owned.filter { $0.1.ownerReferences.contains { $0["uid"]?.string == uid } }
        if object.finalizers.contains("foregroundDeletion") {
            var isBlocked = false
            for (type, dependent) in dependents {
                guard let live = cluster.object(type, dependent.namespace, dependent.name) else { continue }
                cluster.deleteAsController(live, type, time)
                let blocks = dependent.ownerReferences.contains {
                    $0["uid"]?.string == uid && $0["blockOwnerDeletion"]?.bool == true
                }
                if blocks, cluster.object(type, dependent.namespace, dependent.name) != nil { isBlocked = true }
            }
            if !isBlocked { release(object, definition, "foregroundDeletion", &cluster) }
        } else if object.finalizers.contains("orphan") {
            for (type, dependent) in dependents {
                guard var live = cluster.object(type, dependent.namespace, dependent.name) else { continue }
                let others = live.ownerReferences.filter { $0["uid"]?.string != uid }
                if others.isEmpty {
                    live[at: "metadata", "ownerReferences"] = Optional<Value>.none
                } else {
                    live[at: "metadata", "ownerReferences"] = .array(others)
                }
                cluster.update(type, live)
            }
            release(object, definition, "orphan", &cluster)
        }
    }

    private func release(
        _ object: Value, _ definition: ResourceDefinition, _ finalizer: String, _ cluster: inout Cluster
    ) {
        guard var live = cluster.object(definition, object.namespace, object.name) else { return }
        let rest = live.finalizers.filter { $0 != finalizer }
        if rest.isEmpty, !Admission.waitsForOthers(live, definition) {
            cluster.removeForGood(live, definition)
        } else {
            live[at: "metadata", "finalizers"] = .array(rest.map(Value.string))
            cluster.update(definition, live)
        }
    }
}
