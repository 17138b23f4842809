import Kubernetes
import Value

/// Who else keeps a CRD of the cluster: whose fields and whose marks it bears (F18).
struct CRDHolder: Sendable {
    private let live: Value
    private let own: ReleaseName

    init(of live: Value, besides own: ReleaseName) {
        self.live = live
        self.own = own
    }

    /// Another release that it is a part of: applying it as one's own would take it away from there without a conflict,
    /// because all releases share one field manager.
    var release: ReleaseName? {
        let annotations = live["metadata"]?["annotations"]
        guard let name = annotations?[Ownership.releaseName]?.string else { return nil }
        let found = ReleaseName(name: name, namespace: annotations?[Ownership.releaseNamespace]?.string ?? "")
        return found.description == own.description ? nil : found
    }

    /// Whether anybody but Helm has set something in it that a chart may set, too.
    var hasOtherManagers: Bool {
        (live["metadata"]?["managedFields"]?.array ?? []).contains { entry in
            entry["manager"]?.string != Applier.fieldManager
                && ["f:spec", "f:metadata"].contains { entry["fieldsV1"]?[$0] != nil }
        }
    }

    /// Whose it is as its marks tell, for people; nil where it bears none.
    var owner: String? {
        if let release { return "release \(release)" }
        let metadata = live["metadata"]
        for mark in Self.marks {
            let entries = metadata?[mark.place]?.object ?? [:]
            guard let entry = entries.first(where: { mark.matches($0.key) }) else { continue }
            return mark.isNamed ? "\(mark.owner) \(entry.value.string ?? "")" : mark.owner
        }
        let manager = metadata?["labels"]?[Ownership.managedBy]?.string
        return manager.flatMap { $0 == "Helm" ? nil : $0 }
    }

    /// Why it is left as it is.
    func words(_ conflicts: [KubernetesError.FieldConflict]) -> String {
        guard !conflicts.isEmpty else { return "it belongs to \(owner ?? "somebody else")" }
        let managers = Set(conflicts.map(\.manager)).sorted().joined(separator: ", ")
        let fields = "\(managers) owns \(conflicts.count) of its fields"
        return owner.map { "\(fields), and it belongs to \($0)" } ?? fields
    }

    /// Versions that a chart needs and that it does not serve; all of them where it is on its way out or its names are
    /// taken. One that was made a moment ago will serve what it says: that is waited for.
    static func missing(_ document: CRDDocument, in live: Value) -> [String] {
        let conditions = live["status"]?["conditions"]?.array ?? []
        let isRefused = conditions.contains { $0["type"] == "NamesAccepted" && $0["status"] == "False" }
        guard live["metadata"]?["deletionTimestamp"] == nil, !isRefused else { return document.servedVersions }
        let served = CRDDocument(live, path: "")?.servedVersions ?? []
        return document.servedVersions.filter { !served.contains($0) }
    }

    /// A label or annotation by which a tool marks what is its own.
    private struct Mark {
        var place: String
        var key: String
        var owner: String
        /// Whether the value names one of several.
        var isNamed = false

        func matches(_ found: String) -> Bool { key.hasSuffix("/") ? found.hasPrefix(key) : found == key }
    }

    private static let marks = [
        Mark(place: "labels", key: "olm.operatorframework.io/owner-name", owner: "OLM's extension", isNamed: true),
        Mark(place: "labels", key: "operators.coreos.com/", owner: "OLM"),
        Mark(place: "labels", key: "olm.managed", owner: "OLM"),
        Mark(place: "labels", key: "helm.toolkit.fluxcd.io/name", owner: "Flux's release", isNamed: true),
        Mark(place: "labels", key: "kustomize.toolkit.fluxcd.io/name", owner: "Flux's kustomization", isNamed: true),
        Mark(place: "annotations", key: "argocd.argoproj.io/tracking-id", owner: "Argo CD"),
        Mark(place: "labels", key: "argocd.argoproj.io/instance", owner: "Argo CD's application", isNamed: true),
        Mark(place: "labels", key: "kapp.k14s.io/app", owner: "kapp"),
        Mark(place: "labels", key: "addonmanager.kubernetes.io/mode", owner: "the platform's add-on manager"),
        Mark(place: "annotations", key: "include.release.openshift.io/", owner: "OpenShift"),
    ]
}
