public import Value

/// Names one object of a cluster.
public struct ObjectReference: Sendable, Hashable, CustomStringConvertible {
    public var apiVersion: String
    public var kind: String
    /// Nil for objects outside namespaces, and where the namespace is not known yet.
    public var namespace: String?
    public var name: String

    public init(apiVersion: String, kind: String, namespace: String? = nil, name: String) {
        self.apiVersion = apiVersion
        self.kind = kind
        self.namespace = namespace
        self.name = name
    }

    /// Reads the four fields from an object.
    ///
    /// - Throws: `KubernetesError` with code `invalidRequest` that names the field which is missing or empty.
    public init(of object: Value) throws(KubernetesError) {
        self.init(
            apiVersion: try Self.field("apiVersion", object["apiVersion"]),
            kind: try Self.field("kind", object["kind"]),
            namespace: object["metadata"]?["namespace"]?.string.flatMap { $0.isEmpty ? nil : $0 },
            name: try Self.field("metadata.name", object["metadata"]?["name"]))
    }

    /// The API group, empty for the core group.
    public var group: String { GroupVersion(apiVersion).group }
    public var version: String { GroupVersion(apiVersion).version }

    /// Such as `Deployment.apps default/web` or `Namespace gpu`.
    public var description: String {
        let type = group.isEmpty ? kind : "\(kind).\(group)"
        return "\(type) \(namespace.map { "\($0)/" } ?? "")\(name)"
    }

    private static func field(_ path: String, _ value: Value?) throws(KubernetesError) -> String {
        guard let text = value?.string, !text.isEmpty else {
            let problem = value.map { $0.string == nil ? "is \($0.typeName), not string" : "is empty" } ?? "is missing"
            throw KubernetesError(.invalidRequest, "\(path) of the object \(problem)")
        }
        return text
    }
}
