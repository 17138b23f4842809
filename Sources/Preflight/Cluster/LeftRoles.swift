import Value

/// Cluster roles and their bindings that nobody needs any more: of a release or an account whose namespace is gone, or of a
/// validator that has ended.
enum LeftRoles {
    static func value(of facts: JudgedFacts) throws(UnknownReason) -> Value {
        let bindings = ClusterObject.all(try facts.known(.clusterRoleBindings))
        let roles = ClusterObject.all(try facts.known(.clusterRoleObjects))
        let namespaces = NamespaceLabels(try facts.known(.namespaceObjects))
        let leftBindings = bindings.compactMap { binding in
            reason(binding, namespaces).map { entry("ClusterRoleBinding", binding, $0) }
        }
        let leftRoles = roles.compactMap { role in
            ofGoneRelease(role, namespaces).map { entry("ClusterRole", role, $0) }
        }
        return .array(leftBindings + leftRoles)
    }

    private static func entry(_ kind: String, _ object: ClusterObject, _ reason: String) -> Value {
        // Whoever makes the account again gets everything.
        let isAdmin = object.value["roleRef"]?["name"]?.string == "cluster-admin"
        return [
            "kind": .string(kind), "name": .string(object.name), "reason": .string(reason), "admin": .bool(isAdmin),
            "removal": .string("kubectl delete \(kind.lowercased()) \(object.name)"),
        ]
    }

    private static func reason(_ binding: ClusterObject, _ namespaces: NamespaceLabels) -> String? {
        if binding.label("app.kubernetes.io/name") == validator || binding.name == validator {
            return "a validator's, which removes it when it ends"
        }
        return ofGoneRelease(binding, namespaces) ?? ofGoneAccounts(binding, namespaces)
    }

    /// AICR's, by the name of its accounts.
    private static let validator = "aicr-validator"

    private static func ofGoneRelease(_ object: ClusterObject, _ namespaces: NamespaceLabels) -> String? {
        guard let release = object.release, !namespaces.isThere(release.namespace) else { return nil }
        return "of release \(release.text), whose namespace is gone"
    }

    /// Nil where somebody else has the role by the same binding.
    private static func ofGoneAccounts(_ binding: ClusterObject, _ namespaces: NamespaceLabels) -> String? {
        let subjects = binding.value["subjects"]?.array ?? []
        let gone = subjects.filter { subject in
            guard subject["kind"]?.string == "ServiceAccount", let namespace = subject["namespace"]?.string else {
                return false
            }
            return !namespaces.isThere(namespace)
        }
        guard !gone.isEmpty, gone.count == subjects.count else { return nil }
        let names = gone.map { "\($0["namespace"]?.string ?? "")/\($0["name"]?.string ?? "")" }
        return "for service account \(names.joined(separator: ", ")), whose namespace is gone"
    }
}
