import Value

/// A simulated controller: looks at the whole state and moves it one step nearer to what is wanted.
///
/// It runs under the state's lock, is called again until nothing changes, and must come to rest.
protocol Controller: Sendable {
    func reconcile(_ cluster: inout Cluster, _ time: inout ControllerTime)
}

extension Cluster {
    /// Creates an object as a controller does; nil when the server refuses it, such as in a namespace that goes away.
    ///
    /// A controller that is refused tries again at the next change.
    @discardableResult
    mutating func createAsController(
        _ object: Value, _ definition: ResourceDefinition, _ time: ControllerTime
    ) -> Value? {
        let target = Target(
            definition: definition, version: definition.storageVersion, namespace: object.namespace, name: object.name)
        var complete = object
        complete[at: "apiVersion"] = .string(target.apiVersion)
        complete[at: "kind"] = .string(definition.kind)
        let options = WriteOptions(manager: "sandbox-controller-manager", date: time.date)
        switch Result(catching: { try create(complete, target, options, judge: nil) }) {
        case .success(let written): return written.object
        case .failure: return nil
        }
    }

    /// Changes the specification of an object as a controller does: the change counts as a generation.
    mutating func replaceAsController(_ object: Value, _ definition: ResourceDefinition, _ time: ControllerTime) {
        let target = Target(
            definition: definition, version: definition.storageVersion, namespace: object.namespace, name: object.name)
        let options = WriteOptions(manager: "sandbox-controller-manager", date: time.date)
        // A refusal leaves the object as it was; the controller sees it again.
        _ = Result { try replace(object, target, options, judge: nil) }
    }

    mutating func deleteAsController(_ object: Value, _ definition: ResourceDefinition, _ time: ControllerTime) {
        guard !object.isBeingDeleted else { return }
        _ = startDeletion(object, definition, DeleteOptions(), date: time.date)
    }

    /// Objects that name this one as their controlling owner.
    func controlled(_ definition: ResourceDefinition, by owner: Value) -> [Value] {
        let uid = owner.uid
        return list(definition, namespace: owner.namespace).filter { object in
            object.ownerReferences.contains { $0["uid"]?.string == uid && $0["controller"]?.bool == true }
        }
    }

    /// Tells an event about an object; the same event again counts up.
    mutating func recordEvent(
        _ object: Value, _ kind: String, _ apiVersion: String, type: String, reason: String, _ message: String,
        component: String, _ time: ControllerTime
    ) {
        let namespace = object.namespace.isEmpty ? "default" : object.namespace
        let same = list(.events, namespace: namespace).first {
            $0[at: "involvedObject", "uid"]?.string == object.uid && $0["reason"]?.string == reason
                && $0["message"]?.string == message
        }
        guard same == nil else { return }
        let suffix = identifiers.suffix(8)
        createAsController(
            [
                "metadata": ["name": .string("\(object.name).\(suffix)"), "namespace": .string(namespace)],
                "involvedObject": [
                    "kind": .string(kind), "namespace": .string(object.namespace), "name": .string(object.name),
                    "uid": .string(object.uid), "apiVersion": .string(apiVersion),
                    "resourceVersion": object[at: "metadata", "resourceVersion"] ?? "",
                ],
                "reason": .string(reason), "message": .string(message), "type": .string(type),
                "source": ["component": .string(component)], "reportingComponent": .string(component),
                "reportingInstance": "sandbox", "firstTimestamp": .string(time.date.text),
                "lastTimestamp": .string(time.date.text), "eventTime": .null, "count": 1,
            ], .events, time)
    }
}

extension Value {
    /// The reference that a controller puts into what it makes of this object.
    func ownerReference(_ definition: ResourceDefinition) -> Value {
        [
            "apiVersion": .string(apiVersion.isEmpty ? definition.apiVersion(definition.storageVersion) : apiVersion),
            "kind": .string(definition.kind), "name": .string(name), "uid": .string(uid), "controller": true,
            "blockOwnerDeletion": true,
        ]
    }
}
