import Kubernetes
import Value
import YAML

/// Roles that close gaps, as `kubectl apply` takes them.
enum AccessRoles {
    /// One for the whole cluster, one for each namespace; in the order of the gaps.
    ///
    /// - Parameter missing: namespaces that are still to come, which are made before their roles.
    static func manifest(_ gaps: [AccessGap], named name: String, creating missing: Set<String> = []) -> String {
        var places: [String?] = []
        for gap in gaps where !places.contains(gap.namespace) { places.append(gap.namespace) }
        var documents: [String] = []
        for place in places {
            if let place, missing.contains(place) { documents.append(namespace(place)) }
            let rules = PolicyRule.gathered(gaps.filter { $0.namespace == place }.flatMap(\.remedy))
            documents.append(role(place, rules, named: name))
        }
        return documents.joined(separator: "---\n")
    }

    /// - Parameter namespace: nil makes a ClusterRole.
    private static func role(_ namespace: String?, _ rules: [PolicyRule], named name: String) -> String {
        let type = namespace == nil ? ResourceType.clusterRoles : .roles
        var metadata: Object = ["name": .string(name)]
        if let namespace { metadata["namespace"] = .string(namespace) }
        return YAML.encode([
            "apiVersion": .string(type.apiVersion), "kind": .string(type.kind), "metadata": .object(metadata),
            "rules": .array(rules.map(\.value)),
        ])
    }

    private static func namespace(_ name: String) -> String {
        YAML.encode(["apiVersion": "v1", "kind": "Namespace", "metadata": ["name": .string(name)]])
    }
}
