/// Who looks after an object, by the marks that tools and providers of clusters leave on what they put there.
struct ObjectKeeper: Sendable, Hashable {
    enum Kind: String, Sendable {
        /// A release of Helm's, or of groundcrew's.
        case release
        /// A tool that puts it back as it wants it.
        case tool
        /// The provider of the cluster, who does so, too.
        case addOn
        case nobody
    }

    var kind: Kind
    /// As messages name it; "" for nobody.
    var name: String

    /// What puts an object back counts more than the release that it is a part of.
    init(_ object: ClusterObject) {
        if let name = Self.find(Self.addOns, object) {
            self.init(kind: .addOn, name: name)
        } else if let name = Self.find(Self.tools, object) {
            self.init(kind: .tool, name: name)
        } else if let release = object.release {
            self.init(kind: .release, name: release.text)
        } else {
            self.init(kind: .nobody, name: "")
        }
    }

    private init(kind: Kind, name: String) {
        self.kind = kind
        self.name = name
    }

    private struct Mark {
        /// Of a label or annotation; one that ends in a slash is the beginning of a label's key.
        var key: String
        var who: String
    }

    private static func find(_ marks: [Mark], _ object: ClusterObject) -> String? {
        marks.first { mark in
            guard mark.key.hasSuffix("/") else {
                return object.label(mark.key) != nil || object.annotation(mark.key) != nil
            }
            return object.labels.contains { $0.key.hasPrefix(mark.key) }
        }?.who
    }

    private static let addOns = [
        Mark(key: "kubernetes.azure.com/managedby", who: "AKS"), Mark(key: "eks.amazonaws.com/component", who: "EKS"),
        Mark(key: "components.gke.io/layer", who: "GKE"), Mark(key: "components.gke.io/component-name", who: "GKE"),
        Mark(key: "addonmanager.kubernetes.io/mode", who: "the cluster's add-on manager"),
        Mark(key: "doks.digitalocean.com/managed", who: "DOKS"),
        Mark(key: "operators.coreos.com/", who: "OpenShift's operator lifecycle manager"),
        Mark(key: "olm.managed", who: "OpenShift's operator lifecycle manager"),
        Mark(key: "olm.owner", who: "OpenShift's operator lifecycle manager"),
    ]

    private static let tools = [
        Mark(key: "argocd.argoproj.io/tracking-id", who: "Argo CD"),
        Mark(key: "argocd.argoproj.io/instance", who: "Argo CD"),
        Mark(key: "kustomize.toolkit.fluxcd.io/name", who: "Flux"),
        Mark(key: "helm.toolkit.fluxcd.io/name", who: "Flux"),
    ]
}
