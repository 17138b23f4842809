import Value

extension Cluster {
    /// Deletes as far as finalizers, grace and dependents allow, and returns what the server answers.
    mutating func delete(_ target: Target, _ options: DeleteOptions, date: Timestamp) throws -> Value {
        guard let object = store.object(target.key, target.namespace, target.name) else {
            throw StatusError.notFound(target.definition, target.name)
        }
        if let uid = options.uid, uid != object.uid {
            throw StatusError.deletePrecondition(target.definition, target.name, "UID", uid, object.uid)
        }
        if let version = options.resourceVersion, version != object[at: "metadata", "resourceVersion"]?.string {
            throw StatusError.deletePrecondition(
                target.definition, target.name, "ResourceVersion", version,
                object[at: "metadata", "resourceVersion"]?.string ?? "")
        }
        if target.key == ResourceDefinition.namespaces.key,
            ["default", "kube-system", "kube-public"].contains(target.name)
        {
            throw StatusError.forbidden(.namespaces, target.name, "this namespace may not be deleted")
        }
        if let left = startDeletion(object, target.definition, options, date: date) { return presented(left, target) }
        var details: Object = ["name": .string(target.name)]
        if !target.definition.group.isEmpty { details["group"] = .string(target.definition.group) }
        details["kind"] = .string(target.definition.plural)
        details["uid"] = .string(object.uid)
        return [
            "kind": "Status", "apiVersion": "v1", "metadata": [:], "status": "Success", "details": .object(details),
        ]
    }

    mutating func deleteCollection(
        _ target: Target, _ request: APIRequest, _ options: DeleteOptions, date: Timestamp
    ) throws -> Value {
        let selected = try select(target, request)
        for object in selected { _ = startDeletion(object, target.definition, options, date: date) }
        return [
            "kind": .string("\(target.definition.kind)List"), "apiVersion": .string(target.apiVersion),
            "metadata": ["resourceVersion": .string(String(store.version))],
            "items": .array(selected.map { presented($0, target) }),
        ]
    }

    /// Marks an object for deletion, or removes it.
    ///
    /// - Returns: the object while something still holds it; nil when it is gone.
    mutating func startDeletion(
        _ object: Value, _ definition: ResourceDefinition, _ options: DeleteOptions, date: Timestamp
    ) -> Value? {
        var object = object
        var finalizers = object.finalizers.filter { !["orphan", "foregroundDeletion"].contains($0) }
        switch options.propagation {
        case .foreground: finalizers.append("foregroundDeletion")
        case .orphan: finalizers.append("orphan")
        case .background, nil:
            finalizers += object.isBeingDeleted ? object.finalizers.filter { !finalizers.contains($0) } : []
        }
        if finalizers != object.finalizers {
            object[at: "metadata", "finalizers"] = finalizers.isEmpty ? nil : .array(finalizers.map(Value.string))
        }
        let grace = Self.gracePeriod(object, definition, options)
        let isHeld = !finalizers.isEmpty || grace > 0 || Admission.waitsForOthers(object, definition)
        guard isHeld else {
            _ = removeForGood(object, definition)
            return nil
        }
        if !object.isBeingDeleted {
            object[at: "metadata", "deletionTimestamp"] = .string((date + .seconds(grace)).text)
            object[at: "metadata", "deletionGracePeriodSeconds"] = .integer(grace)
            if definition.countsGenerations { object[at: "metadata", "generation"] = .integer(object.generation + 1) }
            if definition.key == ResourceDefinition.namespaces.key {
                object[at: "status", "phase"] = "Terminating"
            }
            if definition.key == ResourceDefinition.customResourceDefinitions.key {
                object.setCondition(
                    "Terminating", true, reason: "InstanceDeletionPending",
                    message: "CustomResourceDefinition marked for deletion; CustomResource deletion will begin soon",
                    at: date)
            }
        }
        if store.object(definition.key, object.namespace, object.name) == object { return object }
        return store.put(object, as: definition.key)
    }

    /// Only pods that run on a node are given time.
    private static func gracePeriod(
        _ object: Value, _ definition: ResourceDefinition, _ options: DeleteOptions
    ) -> Int64 {
        guard definition.key == ResourceDefinition.pods.key,
            !(object[at: "spec", "nodeName"]?.string ?? "").isEmpty,
            !["Succeeded", "Failed"].contains(object[at: "status", "phase"]?.string ?? "")
        else { return 0 }
        return options.gracePeriod ?? object[at: "spec", "terminationGracePeriodSeconds"]?.integer ?? 30
    }

    /// Takes an object out of the store, with what the server keeps of it elsewhere.
    @discardableResult
    mutating func removeForGood(_ object: Value, _ definition: ResourceDefinition) -> Value? {
        let removed = store.remove(definition.key, object.namespace, object.name)
        if definition.key == ResourceDefinition.customResourceDefinitions.key,
            let type = CustomType(crd: object)
        {
            customTypes[type.definition.key] = nil
            terminatingTypes.remove(type.definition.key)
        }
        return removed
    }
}
