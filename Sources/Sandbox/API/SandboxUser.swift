/// Someone who may call the sandbox's API.
public struct SandboxUser: Sendable, Hashable {
    public var name: String
    public var groups: [String]
    /// The bearer token that names this user; nil for users that no token names.
    public var token: String?
    /// What the user may do; nil allows everything.
    public var rules: [Rule]?

    /// Allows verbs on resources, in the namespaces named or, when none is named, everywhere.
    public struct Rule: Sendable, Hashable {
        public var apiGroups: [String]
        public var resources: [String]
        public var verbs: [String]
        public var resourceNames: [String]
        public var namespaces: [String]

        public init(
            apiGroups: [String], resources: [String], verbs: [String], resourceNames: [String] = [],
            namespaces: [String] = []
        ) {
            self.apiGroups = apiGroups
            self.resources = resources
            self.verbs = verbs
            self.resourceNames = resourceNames
            self.namespaces = namespaces
        }

        func allows(_ attributes: AccessAttributes) -> Bool {
            func covers(_ list: [String], _ value: String) -> Bool { list.contains("*") || list.contains(value) }
            return covers(apiGroups, attributes.group) && covers(verbs, attributes.verb)
                && (covers(resources, attributes.fullResource) || resources.contains("*/\(attributes.subresource)"))
                && (resourceNames.isEmpty || resourceNames.contains(attributes.name))
                && (namespaces.isEmpty || namespaces.contains(attributes.namespace))
        }
    }

    public init(name: String, groups: [String] = ["system:authenticated"], token: String? = nil, rules: [Rule]? = nil) {
        self.name = name
        self.groups = groups
        self.token = token
        self.rules = rules
    }

    /// May do everything.
    public static let admin = SandboxUser(
        name: "sandbox-admin", groups: ["system:masters", "system:authenticated"], token: "sandbox-admin")

    /// May read namespaced objects that are not secrets, and nothing else: for rehearsing what happens without rights.
    public static let restricted = SandboxUser(
        name: "restricted", token: "restricted",
        rules: [
            Rule(
                apiGroups: ["", "apps", "batch"],
                resources: [
                    "pods", "pods/log", "services", "configmaps", "events", "deployments", "replicasets",
                    "statefulsets",
                    "daemonsets", "jobs", "persistentvolumeclaims",
                ], verbs: ["get", "list", "watch"])
        ])
}

/// What a request asks for, as authorization sees it.
struct AccessAttributes: Sendable, Hashable {
    var verb: String
    var group = ""
    var resource = ""
    var subresource = ""
    var name = ""
    var namespace = ""

    var fullResource: String { subresource.isEmpty ? resource : "\(resource)/\(subresource)" }
}

extension SandboxUser {
    func isAllowed(_ attributes: AccessAttributes) -> Bool {
        guard let rules else { return true }
        // Anyone may ask what they may do.
        if ["selfsubjectaccessreviews", "selfsubjectrulesreviews", "selfsubjectreviews"].contains(attributes.resource) {
            return true
        }
        return rules.contains { $0.allows(attributes) }
    }

    func refusal(_ attributes: AccessAttributes) -> String {
        let place =
            attributes.namespace.isEmpty
            ? "at the cluster scope" : "in the namespace \"\(attributes.namespace)\""
        return "User \"\(name)\" cannot \(attributes.verb) resource \"\(attributes.fullResource)\" in API group "
            + "\"\(attributes.group)\" \(place)"
    }
}
