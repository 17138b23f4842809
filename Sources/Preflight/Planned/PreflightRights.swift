public import Kubernetes
import Value
import YAML

/// The rights that a preflight itself takes, as a ClusterRole; pure.
///
/// It asks for nothing but reads and reviews; with admission, for the writes without which a server refuses dry runs.
public struct PreflightRights: Sendable {
    private let catalog: CheckCatalog
    private let parts: [RenderedPart]
    private let further: [String]

    /// - Parameters:
    ///   - catalog: the checks whose facts are read.
    ///   - parts: what is put to the server; where there is none, what charts usually hold.
    ///   - further: types that charts hold besides these, as `plural.group`.
    public init(_ catalog: CheckCatalog, parts: [RenderedPart] = [], further: [String] = []) {
        self.catalog = catalog
        self.parts = parts
        self.further = further
    }

    /// As `kubectl apply` takes it.
    public func yaml(admission: Bool) -> String {
        let name = admission ? "groundcrew-preflight-admission" : "groundcrew-preflight"
        let role: Value = [
            "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRole", "metadata": ["name": .string(name)],
            "rules": .array(rules(admission: admission).map(\.value)),
        ]
        return (admission ? Self.warning : Self.note) + YAML.encode(role)
    }

    /// The same for programs.
    public func rules(admission: Bool) -> [PolicyRule] {
        let facts = Set(catalog.checks.flatMap(\.needs))
        let sources = facts.sorted().flatMap { Self.reads[$0] ?? [] }
        let objects = catalog.checks.flatMap(\.objects).map { object in
            let query = object.wish.query
            return PolicyRule(
                verbs: query.names.isEmpty ? ["list", "watch"] : ["get"], apiGroups: [query.group],
                resources: [query.resource])
        }
        let sights = facts.contains(.admission) ? self.objects(["get"]) : []
        var writes = admission ? self.objects(["get", "create", "patch"]) : []
        if admission, facts.contains(.admissionSamples) { writes += AdmissionSample.rights }
        return PolicyRule.gathered(Self.always + Self.reviews + sources + objects + sights + writes)
    }

    private static let note = """
        # What groundcrew preflight reads; it writes nothing. Bind it to whoever runs it:
        #   kubectl create clusterrolebinding groundcrew-preflight --clusterrole groundcrew-preflight --user NAME
        # Objects that are about to be applied are not put to the server then, and the check admission is unknown.

        """

    private static let warning = """
        # WARNING: whoever holds this role may write. A server refuses a dry run to those who may not do the same for good, so
        # that the check admission takes rights that it makes no use of. Bind it only to whoever installs anyway:
        #   kubectl create clusterrolebinding NAME --clusterrole groundcrew-preflight-admission --user NAME
        # Roles among the objects take the rights that they give, or escalate and bind, too.

        """

    // MARK: - Reads

    private static func read(_ verbs: [String], group: String = "", _ resources: [String]) -> PolicyRule {
        PolicyRule(verbs: verbs, apiGroups: [group], resources: resources)
    }

    /// Which cluster it is, and what it serves.
    private static let always = [
        read(["get"], ["namespaces"]),
        PolicyRule(
            verbs: ["get"],
            nonResourceURLs: ["/version", "/api", "/api/*", "/apis", "/apis/*", "/livez", "/readyz"]),
    ]

    private static let reviews = [
        PolicyRule(
            verbs: ["create"], apiGroups: ["authorization.k8s.io"],
            resources: ["selfsubjectaccessreviews", "selfsubjectrulesreviews"])
    ]

    private static let crds = read(["get"], group: "apiextensions.k8s.io", ["customresourcedefinitions"])
    private static let records = read(["get", "list"], ["configmaps", "secrets"])
    /// NATS and etcd are asked in their pods where their addresses are of the cluster.
    private static let services = [
        read(["get", "list"], ["pods"]), read(["get"], ["pods/proxy"]), read(["get", "create"], ["pods/portforward"]),
    ]

    /// What the sources read; those that ask no cluster, and those whose objects nobody knows beforehand, read nothing.
    static let reads: [FactName: [PolicyRule]] = [
        .kubernetes: [], .helm: [], .registries: [], .serverTime: [], .serverHealth: [], .hubModels: [],
        .imagePlatforms: [],
        .modelTokens: [read(["get"], ["secrets"])], .pullSecrets: [read(["get"], ["secrets"])],
        .podSources: [read(["get"], ["configmaps", "secrets"])],
        .podNamespaces: [read(["get"], ["namespaces"])],
        .nodes: [read(["list", "watch"], ["nodes"])], .pods: [read(["list", "watch"], ["pods"])],
        .nodeUse: [read(["list", "watch"], ["pods"])],
        .claimedVolumes: [
            read(["list", "watch"], ["persistentvolumeclaims"]), read(["get"], ["persistentvolumes"]),
        ],
        .resourceSlices: [
            read(
                ["list", "watch"], group: "resource.k8s.io",
                ["deviceclasses", "devicetaintrules", "resourceclaims", "resourceslices"])
        ],
        .crds: [crds], .nats: services, .etcd: services,
        .operators: [
            records, crds, read(["list"], ["nodes"]), read(["list"], group: "apps", ["deployments", "daemonsets"]),
        ],
        .leftObjects: [crds], .rendered: [records, crds],
        .access: [read(["get"], group: "rbac.authorization.k8s.io", ["roles", "clusterroles"])],
        // What there is under the names of objects, which are others for each run.
        .admission: [],
        .admissionSamples: [
            read(["list", "watch"], group: "admissionregistration.k8s.io", ["validatingwebhookconfigurations"])
        ],
    ]

    // MARK: - What would be applied

    /// - Parameter verbs: on every object that is put to the server; a read alone tells whose it is.
    private func objects(_ verbs: [String]) -> [PolicyRule] {
        var types: [(String, String)] = []
        for object in parts.flatMap(\.objects) {
            guard let apiVersion = object["apiVersion"]?.string, let kind = object["kind"]?.string else { continue }
            types.append((GroupVersion(apiVersion).group, ResourceGuess.plural(of: kind)))
        }
        if types.isEmpty {
            for (group, plurals) in Self.usual { types += plurals.map { (group, $0) } }
        }
        types += further.map { (String($0.drop { $0 != "." }.dropFirst()), String($0.prefix { $0 != "." })) }
        var rules: [PolicyRule] = []
        for (group, plural) in types {
            let rule = PolicyRule(verbs: verbs, apiGroups: [group], resources: [plural])
            if !rules.contains(rule) { rules.append(rule) }
        }
        return rules
    }

    /// What charts usually hold, by group.
    private static let usual: [(String, [String])] = [
        ("", ["configmaps", "namespaces", "persistentvolumeclaims", "pods", "secrets", "serviceaccounts", "services"]),
        ("admissionregistration.k8s.io", ["mutatingwebhookconfigurations", "validatingwebhookconfigurations"]),
        ("apiextensions.k8s.io", ["customresourcedefinitions"]), ("apiregistration.k8s.io", ["apiservices"]),
        ("apps", ["daemonsets", "deployments", "statefulsets"]), ("autoscaling", ["horizontalpodautoscalers"]),
        ("batch", ["cronjobs", "jobs"]), ("cert-manager.io", ["certificates", "issuers"]),
        ("gateway.networking.k8s.io", ["gateways", "httproutes"]),
        ("inference.networking.k8s.io", ["inferencepools"]), ("keda.sh", ["scaledobjects"]),
        ("monitoring.coreos.com", ["podmonitors", "servicemonitors"]),
        ("networking.k8s.io", ["ingresses", "networkpolicies"]), ("policy", ["poddisruptionbudgets"]),
        ("rbac.authorization.k8s.io", ["clusterrolebindings", "clusterroles", "rolebindings", "roles"]),
        ("resource.k8s.io", ["deviceclasses", "resourceclaimtemplates"]),
        ("scheduling.k8s.io", ["priorityclasses"]),
    ]
}

/// What a kind is called in paths where nobody has asked the server.
enum ResourceGuess {
    /// As upstream's `meta.UnsafeGuessKindToResource` has it, and `gateways` where that has `gatewaies`.
    static func plural(of kind: String) -> String {
        let name = kind.lowercased()
        if name == "endpoints" { return name }
        if name.hasSuffix("s") { return name + "es" }
        let isVowel = name.dropLast().last.map { "aeiou".contains($0) } ?? false
        return name.hasSuffix("y") && !isVowel ? String(name.dropLast()) + "ies" : name + "s"
    }
}
