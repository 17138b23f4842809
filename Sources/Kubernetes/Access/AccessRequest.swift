/// One thing a caller wants to do.
public struct AccessRequest: Sendable, Hashable, CustomStringConvertible {
    /// As RBAC names it: get, list, watch, create, update, patch, delete, …
    public var verb: String
    /// Empty for the core group.
    public var group: String
    /// The plural.
    public var resource: String
    public var subresource: String?
    /// Nil for types outside namespaces, and for all namespaces.
    public var namespace: String?
    /// Nil for any name.
    public var name: String?

    public init(
        verb: String, group: String, resource: String, subresource: String? = nil, namespace: String? = nil,
        name: String? = nil
    ) {
        self.verb = verb
        self.group = group
        self.resource = resource
        self.subresource = subresource
        self.namespace = namespace
        self.name = name
    }

    public init(verb: String, _ type: ResourceType, namespace: String? = nil, name: String? = nil) {
        self.init(
            verb: verb, group: type.group, resource: type.plural, namespace: type.isNamespaced ? namespace : nil,
            name: name)
    }

    public var description: String {
        var text = "\(verb) \(resource)"
        if let subresource { text += "/\(subresource)" }
        if !group.isEmpty { text += ".\(group)" }
        if let name { text += " \(quoted(name))" }
        if let namespace { text += " in namespace \(quoted(namespace))" }
        return text
    }
}

/// The server's answer to one `AccessRequest`.
public struct AccessReview: Sendable, Hashable {
    public var isAllowed: Bool
    /// Refused by name, not merely allowed by nobody.
    public var isDenied: Bool
    public var reason: String
    /// Set when an authorizer failed: a refusal is then no proof.
    public var evaluationError: String
}
