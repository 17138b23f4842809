import HTTP
public import Value

/// How far a delete came.
public enum Deletion: Sendable, Hashable {
    /// The object is gone.
    case finished
    /// The object is terminating: it waits for a grace period, finalizers or what it owns. Holds it as last seen.
    case terminating(Value)
}

extension KubernetesClient {
    /// Asks for an object's removal, and does not wait for it.
    ///
    /// - Throws: `notFound` when it is not there; see `deleteIfPresent`.
    public func delete(
        _ type: ResourceType, _ name: String, namespace: String? = nil, options: DeleteOptions = DeleteOptions()
    ) async throws -> Deletion {
        var call = try APICall(
            .delete, verb: "delete", type, namespace: scope(type, namespace), name: name,
            isIdempotent: options.uid != nil)
        call.body = options.body.jsonBytes()
        call.isDryRun = options.dryRun
        let answer = try await connection.value(call)
        return answer["metadata"]?["deletionTimestamp"]?.string == nil ? .finished : .terminating(answer)
    }

    public func delete(
        _ reference: ObjectReference, options: DeleteOptions = DeleteOptions()
    ) async throws -> Deletion {
        try await delete(
            resourceType(of: reference), reference.name, namespace: reference.namespace, options: options)
    }

    /// - Returns: nil when the object was not there.
    public func deleteIfPresent(
        _ type: ResourceType, _ name: String, namespace: String? = nil, options: DeleteOptions = DeleteOptions()
    ) async throws -> Deletion? {
        do {
            return try await delete(type, name, namespace: namespace, options: options)
        } catch let error as KubernetesError where error.isNotFound {
            return nil
        }
    }
}

extension DeleteOptions {
    var body: Value {
        var body: Object = ["apiVersion": "v1", "kind": "DeleteOptions"]
        if let propagation { body["propagationPolicy"] = .string(propagation.rawValue) }
        if let gracePeriod { body["gracePeriodSeconds"] = .integer(gracePeriod.components.seconds) }
        if dryRun { body["dryRun"] = ["All"] }
        var preconditions: Object = [:]
        if let uid { preconditions["uid"] = .string(uid) }
        if let resourceVersion { preconditions["resourceVersion"] = .string(resourceVersion) }
        if !preconditions.isEmpty { body["preconditions"] = .object(preconditions) }
        return .object(body)
    }
}
