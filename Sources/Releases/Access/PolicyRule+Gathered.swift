import Kubernetes
import Value
import YAML

extension PolicyRule {
    /// The same rights in few rules, in the order of their first mention.
    static func gathered(_ rules: [PolicyRule]) -> [PolicyRule] {
        // Verbs of one thing, then things of the same verbs.
        let things = merged(rules.flatMap(\.parts), into: \.verbs)
        return merged(merged(things, into: \.resources), into: \.nonResourceURLs)
    }

    /// Rules that differ in one list alone become one.
    private static func merged(
        _ rules: [PolicyRule], into list: WritableKeyPath<PolicyRule, [String]>
    ) -> [PolicyRule] {
        var order: [PolicyRule] = []
        var lists: [PolicyRule: [String]] = [:]
        for rule in rules {
            var rest = rule
            rest[keyPath: list] = []
            if lists[rest] == nil { order.append(rest) }
            for text in rule[keyPath: list] where lists[rest]?.contains(text) != true {
                lists[rest, default: []].append(text)
            }
        }
        return order.map { rest in
            var rule = rest
            rule[keyPath: list] = lists[rest] ?? []
            return rule
        }
    }
}

extension AccessReport {
    /// A role as `kubectl apply` takes it.
    ///
    /// - Parameter namespace: nil makes a ClusterRole.
    static func role(_ namespace: String?, _ rules: [PolicyRule], _ release: ReleaseName) -> String {
        let type = namespace == nil ? ResourceType.clusterRoles : .roles
        var metadata: Object = ["name": .string("groundcrew-\(release.namespace)-\(release.name)")]
        if let namespace { metadata["namespace"] = .string(namespace) }
        return YAML.encode([
            "apiVersion": .string(type.apiVersion), "kind": .string(type.kind), "metadata": .object(metadata),
            "rules": .array(rules.map(\.value)),
        ])
    }
}
