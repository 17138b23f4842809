/// Types that every supported server serves, for use without discovery.
extension ResourceType {
    public static let namespaces = core("Namespace", "namespaces", isNamespaced: false)
    public static let nodes = core("Node", "nodes", isNamespaced: false)
    public static let pods = core("Pod", "pods")
    public static let services = core("Service", "services")
    public static let endpoints = ResourceType(
        group: "", version: "v1", kind: "Endpoints", plural: "endpoints", singular: "endpoints", isNamespaced: true)
    public static let configMaps = core("ConfigMap", "configmaps")
    public static let secrets = core("Secret", "secrets")
    public static let serviceAccounts = core("ServiceAccount", "serviceaccounts")
    public static let events = core("Event", "events")

    public static let deployments = named("apps", "Deployment", "deployments")
    public static let statefulSets = named("apps", "StatefulSet", "statefulsets")
    public static let daemonSets = named("apps", "DaemonSet", "daemonsets")
    public static let replicaSets = named("apps", "ReplicaSet", "replicasets")
    public static let jobs = named("batch", "Job", "jobs")

    public static let customResourceDefinitions = named(
        "apiextensions.k8s.io", "CustomResourceDefinition", "customresourcedefinitions", isNamespaced: false)
    public static let apiServices = named("apiregistration.k8s.io", "APIService", "apiservices", isNamespaced: false)
    public static let storageClasses = named("storage.k8s.io", "StorageClass", "storageclasses", isNamespaced: false)
    public static let roles = named("rbac.authorization.k8s.io", "Role", "roles")
    public static let clusterRoles = named(
        "rbac.authorization.k8s.io", "ClusterRole", "clusterroles", isNamespaced: false)
    public static let leases = named("coordination.k8s.io", "Lease", "leases")

    private static func core(_ kind: String, _ plural: String, isNamespaced: Bool = true) -> ResourceType {
        named("", kind, plural, isNamespaced: isNamespaced)
    }

    private static func named(
        _ group: String, _ kind: String, _ plural: String, isNamespaced: Bool = true
    ) -> ResourceType {
        ResourceType(
            group: group, version: "v1", kind: kind, plural: plural, singular: kind.lowercased(),
            isNamespaced: isNamespaced)
    }
}
