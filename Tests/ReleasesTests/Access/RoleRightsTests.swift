import Charts
import HTTP
import Kubernetes
import TestParts
import TestSupport
import Testing
import Value
import YAML

@testable import Releases

/// Roles and bindings: who makes them holds the rights that they hand on, or may escalate or bind.
@Suite(.timeLimit(.minutes(10))) struct RoleRightsTests {
    private static let rbac = AccessUser.rbac

    // MARK: - Roles

    /// Our verdict is the server's own, which refuses the role by itself.
    @Test(arguments: [
        HeldRule(rule: PolicyRule(verbs: ["get", "list"], apiGroups: [""], resources: ["pods"]), isEnough: true),
        HeldRule(rule: PolicyRule(verbs: ["*"], apiGroups: ["*"], resources: ["pods"]), isEnough: true),
        HeldRule(rule: PolicyRule(verbs: ["get"], apiGroups: [""], resources: ["pods"]), isEnough: false),
        HeldRule(
            rule: PolicyRule(verbs: ["get", "list"], apiGroups: [""], resources: ["pods"], resourceNames: ["a"]),
            isEnough: false),
        HeldRule(rule: PolicyRule(verbs: ["escalate"], apiGroups: [rbac], resources: ["roles"]), isEnough: true),
        HeldRule(
            rule: PolicyRule(verbs: ["escalate"], apiGroups: [rbac], resources: ["roles"], resourceNames: ["reader"]),
            isEnough: true),
        HeldRule(
            rule: PolicyRule(verbs: ["escalate"], apiGroups: [rbac], resources: ["roles"], resourceNames: ["other"]),
            isEnough: false),
        HeldRule(
            rule: PolicyRule(verbs: ["escalate"], apiGroups: [rbac], resources: ["clusterroles"]), isEnough: false),
    ])
    func aRoleTakesItsRulesOrEscalate(_ held: HeldRule) async throws {
        let user = try await AccessUser.make()
        try await user.grant(AccessUser.makesRoles + [held.rule], probing: AccessUser.patchRoles(user.namespace))
        let chart = TestChart(
            "role",
            ["templates/role.yaml": try TestChart.wideTemplate("role")])
        try await Self.expect(held.isEnough, of: user, chart: chart, lacking: "escalate")
    }

    // MARK: - Bindings

    private static func binding(_ kind: String, _ name: String, beside role: String = "") -> TestChart {
        TestChart(
            "binding",
            [
                "templates/binding.yaml": """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: RoleBinding
                metadata: {name: readers}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: \(kind), name: \(name)}
                subjects: [{kind: ServiceAccount, name: default}]
                """, "templates/role.yaml": role,
            ])
    }

    @Test(arguments: [
        HeldRule(rule: PolicyRule(verbs: ["bind"], apiGroups: [rbac], resources: ["clusterroles"]), isEnough: true),
        HeldRule(
            rule: PolicyRule(
                verbs: ["bind"], apiGroups: [rbac], resources: ["clusterroles"], resourceNames: ["system:node-proxier"]),
            isEnough: true),
        HeldRule(rule: PolicyRule(verbs: ["bind"], apiGroups: [rbac], resources: ["roles"]), isEnough: false),
        HeldRule(
            rule: PolicyRule(verbs: ["escalate"], apiGroups: [rbac], resources: ["clusterroles"]), isEnough: false),
        HeldRule(rule: PolicyRule(verbs: ["*"], apiGroups: ["*"], resources: ["*"]), isEnough: true),
        HeldRule(rule: PolicyRule(verbs: ["get"], apiGroups: [""], resources: ["nodes"]), isEnough: false),
    ])
    func aBindingTakesTheRightsOfItsRoleOrBind(_ held: HeldRule) async throws {
        let user = try await AccessUser.make()
        try await user.grant(AccessUser.makesRoles + [held.rule], probing: AccessUser.patchRoles(user.namespace))
        // The user cannot read the role: what it gives is for the server to say.
        try await Self.expect(
            held.isEnough, of: user, chart: Self.binding("ClusterRole", "system:node-proxier"), lacking: "readers")
    }

    /// A binding to a role of the same chart is judged by that role's rules.
    @Test func aBindingToARoleOfTheChart() async throws {
        let user = try await AccessUser.make()
        try await user.grant(
            AccessUser.makesRoles + [PolicyRule(verbs: ["escalate"], apiGroups: [Self.rbac], resources: ["roles"])],
            probing: AccessUser.patchRoles(user.namespace))
        let role = try TestChart.wideTemplate("role")
        let chart = Self.binding("Role", "reader", beside: role)
        let error = try #require(try await user.refusal(chart))
        #expect(error.message.contains("make the binding"))
        #expect(error.message.contains("(get, list pods)"), "\(error.message)")
        #expect(error.message.contains("(bind roles.rbac.authorization.k8s.io \"reader\""), "\(error.message)")
        #expect(try await user.admin.getIfPresent(.roles, "reader", namespace: user.namespace) == nil)
        try await user.grant(
            [PolicyRule(verbs: ["bind"], apiGroups: [Self.rbac], resources: ["roles"], resourceNames: ["reader"])],
            probing: AccessRequest(verb: "bind", .roles, namespace: user.namespace, name: "reader"))
        #expect(try await user.refusal(chart) == nil)
    }

    /// - Parameter lacking: what a refusal names.
    private static func expect(
        _ isEnough: Bool, of user: AccessUser, chart: TestChart, lacking: String
    ) async throws {
        let error = try await user.refusal(chart)
        if isEnough {
            #expect(error == nil, "\(error.map(\.message) ?? "")")
        } else {
            #expect(error?.code == .forbidden, "\(String(describing: error))")
            #expect(error?.message.contains(lacking) == true, "\(String(describing: error))")
            #expect(error?.hasChanged == false)
            #expect(try await Live.driver().record("demo", namespace: user.namespace) == nil)
        }
    }
}
