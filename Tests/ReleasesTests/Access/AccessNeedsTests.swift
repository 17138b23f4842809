import Kubernetes
import Testing
import Value
import YAML

@testable import Releases

/// What rights a plan needs, and how those that are missing are told: values in, values and text out.
@Suite struct AccessNeedsTests {
    private static func objects(_ text: String) throws -> [ReleaseObject] {
        try YAML.decodeAll(text, file: "objects").map { document in
            let kind = document.value["kind"]?.string ?? ""
            let isNamespaced = !kind.hasPrefix("Cluster") && kind != "CustomResourceDefinition"
            let groups = ["ConfigMap": "", "CustomResourceDefinition": "apiextensions.k8s.io"]
            var value = document.value.object ?? [:]
            var metadata = value["metadata"]?.object ?? [:]
            if isNamespaced { metadata["namespace"] = "ns" }
            value["metadata"] = .object(metadata)
            return ReleaseObject(
                value: .object(value),
                type: ResourceType(
                    group: groups[kind] ?? "rbac.authorization.k8s.io", version: "v1", kind: kind,
                    plural: kind.lowercased() + "s", isNamespaced: isNamespaced), path: "t.yaml")
        }
    }

    private static let map = "kind: ConfigMap\nmetadata: {name: one}\n"

    @Test func eachRightIsAskedOnce() throws {
        var needs = AccessNeeds()
        needs.make(try Self.objects(Self.map))
        needs.make(try Self.objects(Self.map), removing: true)
        needs.remove(try Self.objects(Self.map))
        #expect(needs.requests.map(\.verb) == ["get", "create", "patch", "delete"])
        #expect(Set(needs.requests.map(\.name)) == ["one"])
        #expect(Set(needs.requests.map(\.namespace)) == ["ns"])
    }

    @Test func aNameThatTheServerMakesIsInNoRule() throws {
        var needs = AccessNeeds()
        needs.make(try Self.objects("kind: ConfigMap\nmetadata: {generateName: one-}\n"), removing: true)
        #expect(needs.requests.map(\.verb) == ["create", "get", "delete"])
        #expect(Set(needs.requests.map(\.name)) == [nil])
    }

    @Test func definitionsOfKindsAreNotRemoved() throws {
        var needs = AccessNeeds()
        needs.make(try Self.objects("kind: CustomResourceDefinition\nmetadata: {name: a.b}\n"), removing: true)
        #expect(!needs.requests.map(\.verb).contains("delete"))
        #expect(needs.requests.allSatisfy { $0.namespace == nil })
    }

    @Test func whatIsAskedForAnywayIsNotAskedForToGoBack() throws {
        var needs = AccessNeeds()
        needs.make(try Self.objects(Self.map + "---\n" + Self.role("Role")))
        var back = AccessNeeds()
        back.make(try Self.objects(Self.role("Role")))
        back.make(try Self.objects(Self.role("Role", "rules: []")))
        back.remove(try Self.objects(Self.map))
        let rest = back.beyond(needs)
        #expect(rest.requests.map(\.description) == ["delete configmaps \"one\" in namespace \"ns\""])
        #expect(rest.grants.map(\.rights) == [.rules([])])
    }

    // MARK: - Roles and bindings

    private static func binding(_ kind: String, to role: String, _ name: String) -> String {
        "kind: \(kind)\nmetadata: {name: b}\nroleRef: {kind: \(role), name: \(name)}\n"
    }

    private static func role(
        _ kind: String, _ rest: String = "rules: [{verbs: [get], resources: [x], apiGroups: ['']}]"
    )
        -> String
    {
        "kind: \(kind)\nmetadata: {name: r}\n\(rest)\n"
    }

    private static let rule = PolicyRule(verbs: ["get"], apiGroups: [""], resources: ["x"])

    @Test(arguments: [("Role", "ns"), ("ClusterRole", nil)])
    func aRoleNeedsItsRulesOrEscalate(_ kind: String, _ namespace: String?) throws {
        let grants = AccessNeeds.grants(try Self.objects(Self.role(kind)))
        try #require(grants.count == 1)
        #expect(grants[0].rights == .rules([Self.rule]))
        #expect(grants[0].namespace == namespace)
        #expect(
            grants[0].permission
                == AccessRequest(
                    verb: "escalate", group: "rbac.authorization.k8s.io", resource: kind.lowercased() + "s",
                    namespace: namespace, name: "r"))
    }

    @Test(arguments: ["{clusterRoleSelectors: []}", "{}"])
    func whatGathersRulesOfOthersNeedsEverything(_ rule: String) throws {
        let grants = AccessNeeds.grants(try Self.objects(Self.role("ClusterRole", "aggregationRule: \(rule)")))
        #expect(grants.map(\.rights) == [.rules(PolicyRule.everything)])
        let none = AccessNeeds.grants(try Self.objects(Self.role("ClusterRole", "aggregationRule: null")))
        #expect(none.map(\.rights) == [.rules([])])
    }

    struct Binding: Sendable, CustomTestStringConvertible {
        var kind: String
        var role: String
        var name = "r"
        /// Beside it in the chart.
        var chart = ""
        var rights: AccessNeeds.Grant.Rights
        var namespace: String?
        var testDescription: String { "\(kind) to \(role) \(name), beside \(chart.isEmpty ? "nothing" : chart)" }
    }

    @Test(arguments: [
        Binding(
            kind: "RoleBinding", role: "Role", chart: role("Role"), rights: .rules([rule]), namespace: "ns"),
        Binding(
            kind: "RoleBinding", role: "ClusterRole", chart: role("ClusterRole"), rights: .rules([rule]),
            namespace: "ns"),
        Binding(
            kind: "ClusterRoleBinding", role: "ClusterRole", chart: role("ClusterRole"), rights: .rules([rule])),
        Binding(
            kind: "ClusterRoleBinding", role: "ClusterRole", name: "view",
            rights: .ofRole(.clusterRoles, name: "view", namespace: nil)),
        Binding(
            kind: "RoleBinding", role: "ClusterRole", name: "view",
            rights: .ofRole(.clusterRoles, name: "view", namespace: nil), namespace: "ns"),
        // A Role of that name is not the ClusterRole.
        Binding(
            kind: "RoleBinding", role: "ClusterRole", chart: role("Role"),
            rights: .ofRole(.clusterRoles, name: "r", namespace: nil), namespace: "ns"),
        Binding(
            kind: "RoleBinding", role: "Role", chart: role("ClusterRole"),
            rights: .ofRole(.roles, name: "r", namespace: "ns"), namespace: "ns"),
    ])
    func aBindingNeedsTheRightsOfItsRoleOrBind(_ test: Binding) throws {
        let text = Self.binding(test.kind, to: test.role, test.name) + (test.chart.isEmpty ? "" : "---\n\(test.chart)")
        let grant = try #require(AccessNeeds.grants(try Self.objects(text)).first { $0.way == .bind })
        #expect(grant.rights == test.rights)
        #expect(grant.namespace == test.namespace)
        #expect(
            grant.permission
                == AccessRequest(
                    verb: "bind", group: "rbac.authorization.k8s.io", resource: test.role.lowercased() + "s",
                    namespace: test.namespace, name: test.name))
    }

    @Test func othersGrantNothing() throws {
        let text = "\(Self.map)---\n\(Self.binding("RoleBinding", to: "Group", "x"))"
        #expect(AccessNeeds.grants(try Self.objects(text)).isEmpty)
    }

    // MARK: - What is told

    private static func report(_ gaps: [AccessGap]) -> AccessReport {
        AccessReport(gaps: gaps, release: ReleaseName(name: "demo", namespace: "ns"))
    }

    @Test func gapsOfOneTypeAreOneLine() {
        let report = Self.report([
            .request(AccessRequest(verb: "create", .deployments, namespace: "ns", name: "a")),
            .request(AccessRequest(verb: "patch", .deployments, namespace: "ns", name: "a")),
            .request(AccessRequest(verb: "create", .namespaces)),
            .request(AccessRequest(verb: "create", .deployments, namespace: "ns", name: "b")),
            .request(AccessRequest(verb: "patch", .deployments, namespace: "ns", name: "b")),
            .request(AccessRequest(verb: "create", .deployments, namespace: "other", name: "b")),
        ])
        #expect(
            report.lines == [
                "create, patch deployments.apps \"a\", \"b\" in namespace \"ns\"", "create namespaces",
                "create deployments.apps \"b\" in namespace \"other\"",
            ])
        #expect(
            report.manifest == """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: Role
                metadata:
                  name: groundcrew-ns-demo
                  namespace: ns
                rules:
                - apiGroups:
                  - apps
                  resources:
                  - deployments
                  verbs:
                  - create
                  - patch
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRole
                metadata:
                  name: groundcrew-ns-demo
                rules:
                - apiGroups:
                  - ""
                  resources:
                  - namespaces
                  verbs:
                  - create
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: Role
                metadata:
                  name: groundcrew-ns-demo
                  namespace: other
                rules:
                - apiGroups:
                  - apps
                  resources:
                  - deployments
                  verbs:
                  - create

                """)
        let error = report.error
        #expect(error.code == .forbidden)
        #expect(error.release == "ns/demo")
        #expect(error.hint?.contains("nothing was changed") == true)
        #expect(error.hint?.hasSuffix(report.manifest) == true)
    }

    @Test func whatOnlyGoingBackTakesIsCalledSo() {
        var report = Self.report([.request(AccessRequest(verb: "create", .deployments, namespace: "ns", name: "a"))])
        report.wayBack = [.request(AccessRequest(verb: "delete", .configMaps, namespace: "ns", name: "b"))]
        let error = report.error
        #expect(
            error.message
                == "the caller may not create deployments.apps \"a\" in namespace \"ns\"; delete configmaps \"b\" in "
                + "namespace \"ns\" (to go back should it fail)")
        #expect(error.hint?.contains("or have what fails stay (--on-failure fail; onFailure in files)") == true)
        #expect(report.manifest.contains("- configmaps\n  verbs:\n  - delete\n"), "\(report.manifest)")
        report.wayBack = []
        #expect(report.error.hint?.contains("on-failure") == false)
    }

    @Test func whatWouldBeHandedOnIsNamed() throws {
        let role = try #require(AccessNeeds.grants(try Self.objects(Self.role("Role"))).first)
        let missing = (0..<7).map { PolicyRule(verbs: ["get"], apiGroups: ["g\($0)"], resources: ["x"]) }
        let report = Self.report([.grant(role, missing: missing), .grant(role, missing: [Self.rule])])
        let words = """
            make Role.rbac.authorization.k8s.io ns/r, which gives rights that the caller does not hold (get x.g0; \
            get x.g1; get x.g2; get x.g3; get x.g4 and 2 more) and has no right to hand on (escalate \
            roles.rbac.authorization.k8s.io "r" in namespace "ns")
            """
        #expect(report.lines[0] == words)
        #expect(report.lines[1].contains("(get x) and"))
        #expect(report.manifest.contains("- g6"))
        let binding = try #require(
            AccessNeeds.grants(try Self.objects(Self.binding("RoleBinding", to: "ClusterRole", "view"))).first)
        let refused = Self.report([.refused(binding, words: "no, says the server")])
        #expect(refused.lines == ["make the binding RoleBinding.rbac.authorization.k8s.io ns/b: no, says the server"])
        #expect(refused.manifest.contains("- clusterroles\n  verbs:\n  - bind\n"))
    }

    @Test func rulesAreGathered() {
        func rule(_ verbs: [String], _ group: String, _ resources: [String], _ names: [String] = []) -> PolicyRule {
            PolicyRule(verbs: verbs, apiGroups: [group], resources: resources, resourceNames: names)
        }
        let rules = [
            rule(["get"], "", ["a"]), rule(["list"], "", ["a"]), rule(["get", "list"], "", ["b"]),
            rule(["get"], "x", ["a"]), rule(["get"], "", ["a"]), rule(["get"], "", ["c"], ["n"]),
            PolicyRule(verbs: ["get"], nonResourceURLs: ["/a"]), PolicyRule(verbs: ["get"], nonResourceURLs: ["/b"]),
        ]
        let gathered = [
            rule(["get", "list"], "", ["a", "b"]), rule(["get"], "x", ["a"]), rule(["get"], "", ["c"], ["n"]),
            PolicyRule(verbs: ["get"], nonResourceURLs: ["/a", "/b"]),
        ]
        #expect(PolicyRule.gathered(rules) == gathered)
    }
}
