/// What is wanted, by the names that objects of a cluster have.
struct WantedWork: Sendable {
    private let subject: Subject
    /// Where operators and deployments go, in alphabetical order.
    let namespaces: [String]
    /// Those that providers and operators need or bring, and of which one is needed.
    let crds: Set<String>

    init(_ subject: Subject) {
        self.subject = subject
        namespaces = subject.namespaces.sorted()
        crds = Set(subject.crds.map(\.name) + subject.operators.flatMap(\.crds) + subject.alternatives.flatMap(\.crds))
    }

    var isInstalled: Bool { subject.installs }

    /// The operator that the release is, or whose namespace it is; "" where it is none that is wanted.
    func operatorName(release: ReleaseMark?, namespace: String) -> String {
        let own = subject.operators.first { release == ReleaseMark(namespace: $0.namespace, name: $0.name) }
        let near = subject.operators.first { !$0.namespace.isEmpty && $0.namespace == namespace }
        return (own ?? near)?.name ?? ""
    }

    /// The operator that brings the CRD; nil where none does.
    func operatorBringing(_ crd: String) -> Subject.Operator? { subject.operators.first { $0.crds.contains(crd) } }

    /// What is made in a namespace.
    func kinds(in namespace: String) -> [Kind] {
        var kinds = Kind.namespaced
        guard subject.deployments.contains(where: { $0.namespace == namespace }) else { return kinds }
        for crd in Set(subject.crds.map(\.name)).sorted() {
            guard let kind = Kind(crd: crd), !kinds.contains(kind) else { continue }
            kinds.append(kind)
        }
        return kinds
    }

    /// What installing operators makes outside of namespaces.
    var clusterKinds: [Kind] { subject.installs && !subject.operators.isEmpty ? Kind.clusterScoped : [] }

    /// A type of object, as rules of webhooks name it.
    struct Kind: Sendable, Hashable {
        var group: String
        var resource: String
        var isNamespaced = true

        var text: String { group.isEmpty ? resource : "\(resource).\(group)" }

        /// Pods first: a webhook that takes part in them stops everything.
        static let namespaced = [
            pods, Kind(group: "apps", resource: "deployments"), Kind(group: "", resource: "services"),
            Kind(group: "", resource: "configmaps"), Kind(group: "", resource: "secrets"),
            Kind(group: "", resource: "serviceaccounts"), Kind(group: "batch", resource: "jobs"),
            Kind(group: "rbac.authorization.k8s.io", resource: "roles"),
            Kind(group: "rbac.authorization.k8s.io", resource: "rolebindings"),
        ]
        static let pods = Kind(group: "", resource: "pods")
        static let namespaces = Kind(group: "", resource: "namespaces", isNamespaced: false)
        static let clusterScoped = [
            Kind(group: "apiextensions.k8s.io", resource: "customresourcedefinitions", isNamespaced: false),
            Kind(group: "rbac.authorization.k8s.io", resource: "clusterroles", isNamespaced: false),
            Kind(group: "rbac.authorization.k8s.io", resource: "clusterrolebindings", isNamespaced: false),
        ]
    }
}

extension WantedWork.Kind {
    /// - Parameter crd: `plural.group`.
    init?(crd: String) {
        guard let dot = crd.firstIndex(of: "."), dot != crd.startIndex else { return nil }
        self.init(group: String(crd[crd.index(after: dot)...]), resource: String(crd[..<dot]))
    }
}
