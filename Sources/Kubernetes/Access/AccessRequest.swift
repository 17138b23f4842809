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

    /// With the subresource after a slash, as RBAC writes it.
    public var resourceText: String { subresource.map { "\(resource)/\($0)" } ?? resource }

    public var description: String {
        var text = "\(verb) \(resourceText)"
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

/// What the caller may do in one namespace, as far as the server's authorizers can list it.
public struct AccessRules: Sendable, Hashable {
    /// Those of the whole cluster among them.
    public var rules: [PolicyRule]
    /// Whether the caller may have more rights than these: an authorizer could not list its own.
    public var isIncomplete: Bool

    public init(rules: [PolicyRule], isIncomplete: Bool) {
        self.rules = rules
        self.isIncomplete = isIncomplete
    }

    public func allows(_ request: AccessRequest) -> Bool {
        PolicyRule.uncovered([PolicyRule(allowing: request)], by: rules).isEmpty
    }
}
