import Value

/// A Gateway, by its namespace and name.
public struct GatewayName: Sendable, Hashable, CustomStringConvertible {
    public var namespace: String
    public var name: String

    public init(namespace: String, name: String) {
        self.namespace = namespace
        self.name = name
    }

    /// Reads `NAMESPACE/NAME`; nil where it is something else.
    public init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, KubernetesName.isLabel(parts[0]), KubernetesName.isSubdomain(parts[1]) else {
            return nil
        }
        self.init(namespace: String(parts[0]), name: String(parts[1]))
    }

    /// Of an object.
    init(of object: Value) {
        let metadata = object["metadata"]
        self.init(namespace: metadata?["namespace"]?.string ?? "", name: metadata?["name"]?.string ?? "")
    }

    /// `namespace/name`.
    public var description: String { "\(namespace)/\(name)" }
}
