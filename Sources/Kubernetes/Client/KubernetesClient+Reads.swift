import HTTP
public import Value

extension KubernetesClient {
    /// - Parameter namespace: nil means the configuration's own for a namespaced type.
    public func get(
        _ type: ResourceType, _ name: String, namespace: String? = nil, subresource: String? = nil
    ) async throws -> Value {
        try await connection.value(
            APICall(
                .get, verb: "get", type, namespace: scope(type, namespace), name: name, subresource: subresource))
    }

    /// Finds the type by discovery first.
    public func get(_ reference: ObjectReference) async throws -> Value {
        try await get(resourceType(of: reference), reference.name, namespace: reference.namespace)
    }

    /// The object, or nil when the server looked and it is not there.
    ///
    /// A forbidden or timed-out read throws, and so does a type that is not served.
    public func getIfPresent(
        _ type: ResourceType, _ name: String, namespace: String? = nil
    ) async throws -> Value? {
        do {
            return try await get(type, name, namespace: namespace)
        } catch let error as KubernetesError where error.isNotFound {
            return nil
        }
    }

    /// As `getIfPresent` of a type, with discovery first.
    public func getIfPresent(_ reference: ObjectReference) async throws -> Value? {
        try await getIfPresent(resourceType(of: reference), reference.name, namespace: reference.namespace)
    }
}
