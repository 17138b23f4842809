public import Value

/// What a template asks the cluster through `lookup`.
public struct LookupQuery: Sendable, Hashable {
    public var apiVersion: String
    public var kind: String
    /// Empty for objects without a namespace, or for all namespaces.
    public var namespace: String
    /// Empty to list.
    public var name: String

    public init(apiVersion: String, kind: String, namespace: String, name: String) {
        self.apiVersion = apiVersion
        self.kind = kind
        self.namespace = namespace
        self.name = name
    }
}

/// Answers `lookup` in templates.
public protocol ObjectLookup: Sendable {
    /// The object, or the list when the query has no name; an empty object when there is none.
    ///
    /// Throws when the cluster did not say: forbidden and timed out are never "there is none".
    func object(for query: LookupQuery) async throws -> Object
}
