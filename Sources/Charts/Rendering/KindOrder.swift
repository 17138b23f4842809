/// The order in which Helm handles objects of different kinds.
public struct KindOrder: Sendable {
    private let ranks: [String: Int]

    init(_ kinds: [String]) {
        ranks = Dictionary(uniqueKeysWithValues: kinds.enumerated().map { ($1, $0) })
    }

    /// Installing: what others need comes first. Kinds unknown to Helm come last, by name.
    public static let install = KindOrder([
        "PriorityClass", "Namespace", "NetworkPolicy", "ResourceQuota", "LimitRange", "PodSecurityPolicy",
        "PodDisruptionBudget", "ServiceAccount", "Secret", "SecretList", "ConfigMap", "StorageClass",
        "PersistentVolume", "PersistentVolumeClaim", "CustomResourceDefinition", "ClusterRole", "ClusterRoleList",
        "ClusterRoleBinding", "ClusterRoleBindingList", "Role", "RoleList", "RoleBinding", "RoleBindingList",
        "Service", "DaemonSet", "Pod", "ReplicationController", "ReplicaSet", "Deployment",
        "HorizontalPodAutoscaler", "StatefulSet", "Job", "CronJob", "IngressClass", "Ingress", "APIService",
        "MutatingWebhookConfiguration", "ValidatingWebhookConfiguration",
    ])

    /// Uninstalling; no mirror of installing: services go before what they serve, for instance.
    public static let uninstall = KindOrder([
        "ValidatingWebhookConfiguration", "MutatingWebhookConfiguration", "APIService", "Ingress", "IngressClass",
        "Service", "CronJob", "Job", "StatefulSet", "HorizontalPodAutoscaler", "Deployment", "ReplicaSet",
        "ReplicationController", "Pod", "DaemonSet", "RoleBindingList", "RoleBinding", "RoleList", "Role",
        "ClusterRoleBindingList", "ClusterRoleBinding", "ClusterRoleList", "ClusterRole",
        "CustomResourceDefinition", "PersistentVolumeClaim", "PersistentVolume", "StorageClass", "ConfigMap",
        "SecretList", "Secret", "ServiceAccount", "PodDisruptionBudget", "PodSecurityPolicy", "LimitRange",
        "ResourceQuota", "NetworkPolicy", "Namespace", "PriorityClass",
    ])

    /// Sorts by kind; elements of one kind keep their order.
    public func sorted<Element>(_ elements: [Element], kind: (Element) -> String) -> [Element] {
        let keyed = elements.enumerated().map { (offset: $0, kind: kind($1), element: $1) }
        return keyed.sorted { left, right in
            if left.kind != right.kind, precedes(left.kind, right.kind) { return true }
            if left.kind != right.kind, precedes(right.kind, left.kind) { return false }
            return left.offset < right.offset
        }.map(\.element)
    }

    private func precedes(_ left: String, _ right: String) -> Bool {
        switch (ranks[left], ranks[right]) {
        case (let left?, let right?): left < right
        case (_?, nil): true
        case (nil, _?): false
        case (nil, nil): left.utf8.lexicographicallyPrecedes(right.utf8)
        }
    }
}
