public import Releases
public import Value

/// What a cluster has of one operator, as far as it could be seen.
public struct OperatorSight: Sendable, Equatable {
    /// Releases of the operator's name.
    public var releases: OperatorRelease
    /// Its Deployments and DaemonSets in all namespaces that could be looked at, by the labels of its pods.
    public var workloads: [Workload] = []
    /// The CRDs that it brings and that are there.
    public var crds: [Found] = []
    /// How many every version of it brings.
    public var crdCount = 0
    /// Names of those among `crds` that not every version brings.
    public var optionalCRDs: Set<String> = []
    /// Objects that tell that it is there, of what has neither pods nor CRDs; some are enough.
    public var signs: [Found] = []
    /// Releases that workloads or CRDs say they belong to, besides those of the operator's name; those of its chart where
    /// nothing says it.
    public var holders: [ReleaseRecord] = []
    /// What could not be looked at, in the server's words.
    public var unseen: [String] = []

    public init(releases: OperatorRelease) { self.releases = releases }

    /// An object, by what says who put it there.
    public struct Found: Sendable, Equatable {
        public var name: String
        public var labels: [String: String]
        public var annotations: [String: String]
        /// Who has written fields of it, in the server's order.
        public var managers: [String]

        /// Whether it is what a release of Helm's, or of groundcrew's, made in `crds/`, which outlives the release: made by
        /// Helm, and marked by nobody.
        public var isLeft: Bool {
            (annotations["sandbox.groundcrew/simulated"] != nil
                || managers.contains { $0 == "helm" || $0 == "groundcrew" }) && release == nil && addOn == nil
                && tool == nil
        }

        public init(_ object: Value) {
            name = object["metadata"]?["name"]?.string ?? ""
            labels = Self.texts(object["metadata"]?["labels"])
            annotations = Self.texts(object["metadata"]?["annotations"])
            managers = (object["metadata"]?["managedFields"]?.array ?? []).compactMap { $0["manager"]?.string }
        }

        private static func texts(_ value: Value?) -> [String: String] {
            var texts: [String: String] = [:]
            for (key, value) in value?.object ?? [:] { texts[key] = value.string }
            return texts
        }

        /// The release that Helm says it belongs to, by the annotations that Helm writes.
        public var release: OperatorDecision.Place? {
            guard labels["app.kubernetes.io/managed-by"] == "Helm",
                let name = annotations["meta.helm.sh/release-name"],
                let namespace = annotations["meta.helm.sh/release-namespace"]
            else { return nil }
            return .init(namespace: namespace, name: name)
        }

        /// Who looks after add-ons of this cluster; nil where nothing says that it is one.
        public var addOn: String? {
            for (mark, values, who) in Self.addOns {
                guard let found = text(of: mark) else { continue }
                if values.isEmpty || values.contains(found) { return who }
            }
            return nil
        }

        /// Of the label or annotation `mark`; of one that begins with it where it ends in a slash.
        private func text(of mark: String) -> String? {
            guard mark.hasSuffix("/") else { return labels[mark] ?? annotations[mark] }
            return labels.first { $0.key.hasPrefix(mark) }?.value
        }

        /// How providers of clusters mark what they look after: key, values (any when empty), and who it is.
        private static let addOns: [(key: String, values: [String], who: String)] = [
            ("kubernetes.azure.com/managedby", [], "AKS"),
            ("eks.amazonaws.com/component", [], "EKS"),
            ("components.gke.io/layer", [], "GKE"), ("components.gke.io/component-name", [], "GKE"),
            ("addonmanager.kubernetes.io/mode", [], "the cluster's add-on manager"),
            // One label for each operator, named after its package and namespace.
            ("operators.coreos.com/", [], "OpenShift's operator lifecycle manager"),
            ("olm.managed", ["true"], "OpenShift's operator lifecycle manager"),
            ("olm.owner", [], "OpenShift's operator lifecycle manager"),
        ]

        /// The tool that says that it put it there; nil where nothing says so.
        public var tool: String? {
            if let controller { return controller }
            if annotations["kubectl.kubernetes.io/last-applied-configuration"] != nil { return "kubectl apply" }
            return nil
        }

        /// The tool that puts it back as it was; nil where nothing says that one does.
        public var controller: String? {
            if annotations["argocd.argoproj.io/tracking-id"] != nil || labels["argocd.argoproj.io/instance"] != nil {
                return "Argo CD"
            }
            let isOfFlux = ["kustomize.toolkit.fluxcd.io/name", "helm.toolkit.fluxcd.io/name"].contains {
                labels[$0] != nil
            }
            return isOfFlux ? "Flux" : nil
        }
    }

    var objects: [Found] { workloads.map(\.object) + crds + signs }

    /// Whether something of it is there that works: its release, what holds its objects, or its pods.
    public var isThere: Bool {
        // What is kept as history alone works nowhere.
        if let here = releases.here, here.status != "uninstalled" { return true }
        if releases.elsewhere.contains(where: releases.isOwn) { return true }
        return !holders.isEmpty || !workloads.isEmpty || !signs.isEmpty
    }

    /// Whose it is where no release holds it and something of it works: an add-on of the cluster's, or what another tool put
    /// there; nil where nothing does.
    ///
    /// - Parameter hasPods: whether it works by pods, else by its CRDs.
    public func outsider(hasPods: Bool) -> OperatorOwner? {
        if let addOn = objects.lazy.compactMap(\.addOn).first { return OperatorOwner(.addOn, name: addOn) }
        guard !signs.isEmpty || (hasPods ? !workloads.isEmpty : hasAllCRDs) else { return nil }
        return OperatorOwner(.tool, name: objects.lazy.compactMap(\.tool).first)
    }

    /// Whether it has what works without pods: all of its CRDs, not what a release of before has left, which is nobody's.
    var hasAllCRDs: Bool {
        let counted = crds.filter { !optionalCRDs.contains($0.name) }
        return crdCount > 0 && counted.count == crdCount && !crds.allSatisfy(\.isLeft)
    }

    /// The tool that keeps the objects of a release as it wants them; nil where nothing says that one does.
    func controller(of release: OperatorDecision.Place) -> String? {
        objects.lazy.filter { $0.release == release }.compactMap(\.controller).first
    }
}
