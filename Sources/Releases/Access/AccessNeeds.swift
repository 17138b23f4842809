import Kubernetes
import Value

/// Rights that a piece of work needs, each once, in the order in which they are needed.
struct AccessNeeds: Sendable {
    private(set) var requests: [AccessRequest] = []
    private var known: Set<AccessRequest> = []
    /// Rights that the work hands on, which the server lets only those do who hold them.
    private(set) var grants: [Grant] = []

    /// A role that gives rights, or a binding to one.
    struct Grant: Sendable {
        /// What can be done instead of holding the rights.
        enum Way: String, Sendable { case escalate, bind }

        enum Rights: Sendable, Hashable {
            case rules([PolicyRule])
            /// Those of a role in the cluster.
            case ofRole(ResourceType, name: String, namespace: String?)
        }

        var object: ReleaseObject
        var way: Way
        /// The request that `way` stands for.
        var permission: AccessRequest
        /// Where the rights hold; nil in the whole cluster.
        var namespace: String?
        var rights: Rights
    }

    mutating func add(_ verbs: [String], _ type: ResourceType, in namespace: String?, name: String? = nil) {
        for verb in verbs { add(AccessRequest(verb: verb, type, namespace: namespace, name: name)) }
    }

    mutating func add(_ request: AccessRequest) {
        if known.insert(request).inserted { requests.append(request) }
    }

    /// Making the objects, or changing those that are there.
    mutating func make(_ objects: [ReleaseObject], removing: Bool = false) {
        for object in objects {
            guard let name = object.name else {
                add(["create", "get"] + (removing ? ["delete"] : []), object.type, in: object.namespace)
                continue
            }
            let verbs = ["get", "create", "patch"] + (removing && !object.isCRD ? ["delete"] : [])
            add(verbs, object.type, in: object.namespace, name: name)
        }
        grants += Self.grants(objects)
    }

    mutating func remove(_ objects: [ReleaseObject]) {
        for object in objects { add(["get", "delete"], object.type, in: object.namespace, name: object.name) }
    }

    /// Those that the others do not ask for anyway.
    func beyond(_ others: AccessNeeds) -> AccessNeeds {
        var rest = AccessNeeds()
        for request in requests where !others.known.contains(request) { rest.add(request) }
        rest.grants = grants.filter { grant in
            !others.grants.contains { $0.object.key == grant.object.key && $0.rights == grant.rights }
        }
        return rest
    }

    // MARK: - Roles and bindings

    /// What the server will ask about the roles and bindings among the objects
    /// (`registry/rbac/…/policybased`).
    static func grants(_ objects: [ReleaseObject]) -> [Grant] {
        let own = objects.filter { $0.type.group == ResourceType.roles.group }
        let roles = Dictionary(
            own.filter { $0.type.kind.hasSuffix("Role") }.map { ($0.key, rules(of: $0.value)) }
        ) { first, _ in first }
        return own.compactMap { object in
            switch object.type.kind {
            case "Role", "ClusterRole":
                return Grant(
                    object: object, way: .escalate,
                    permission: AccessRequest(
                        verb: Grant.Way.escalate.rawValue, object.type, namespace: object.namespace, name: object.name),
                    namespace: object.namespace, rights: .rules(rules(of: object.value)))
            case "RoleBinding", "ClusterRoleBinding": return bind(object, roles)
            default: return nil
            }
        }
    }

    private static func bind(_ binding: ReleaseObject, _ roles: [ReleaseObject.Key: [PolicyRule]]) -> Grant? {
        guard let name = binding.value["roleRef"]?["name"]?.string,
            let kind = binding.value["roleRef"]?["kind"]?.string,
            let type = [ResourceType.roles, .clusterRoles].first(where: { $0.kind == kind })
        else { return nil }
        let place = type.isNamespaced ? binding.namespace : nil
        let key = ReleaseObject.Key(group: type.group, kind: kind, namespace: place, name: name)
        return Grant(
            object: binding, way: .bind,
            // Asked in the binding's namespace, for cluster roles too.
            permission: AccessRequest(
                verb: Grant.Way.bind.rawValue, group: type.group, resource: type.plural, namespace: binding.namespace,
                name: name),
            namespace: binding.namespace,
            rights: roles[key].map(Grant.Rights.rules) ?? .ofRole(type, name: name, namespace: place))
    }

    /// A role that gathers the rules of others may come to anything: only who may do everything may make it.
    private static func rules(of role: Value) -> [PolicyRule] {
        let own = (role["rules"]?.array ?? []).map { PolicyRule($0) }
        let isGathering = role["aggregationRule"].map { !$0.isNull } ?? false
        return own + (isGathering ? PolicyRule.everything : [])
    }
}
