import Value

extension KubernetesClient {
    /// The objects of a type, page by page.
    ///
    /// - Parameter namespace: nil means all namespaces.
    public func list(
        _ type: ResourceType, namespace: String? = nil, options: ListOptions = ListOptions()
    ) -> PagedList<WholeObjects> {
        list(type, namespace: namespace, options: options, projecting: WholeObjects())
    }

    /// The same, with only the fields that the projection decodes.
    public func list<Projection: ListProjection>(
        _ type: ResourceType, namespace: String? = nil, options: ListOptions = ListOptions(),
        projecting projection: Projection
    ) -> PagedList<Projection> {
        PagedList(
            connection: connection, type: type, namespace: namespace, options: options, projection: projection)
    }

    /// All objects of a type; for lists that fit in memory.
    public func listAll(
        _ type: ResourceType, namespace: String? = nil, options: ListOptions = ListOptions()
    ) async throws -> ObjectListing {
        try await list(type, namespace: namespace, options: options).collect()
    }
}
