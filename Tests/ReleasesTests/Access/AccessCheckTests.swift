import Charts
import HTTP
import Kubernetes
import TestParts
import TestSupport
import Testing
import Value
import YAML

@testable import Releases

/// Rights asked before the first change, of a real API server, by users who lack some.
@Suite(.timeLimit(.minutes(10))) struct AccessCheckTests {
    // MARK: - All in one list

    /// All that is missing is told at once, hooks, CRDs and rights to hand on among it, and nothing was changed.
    @Test func f27EveryGapIsInOneList() async throws {
        let user = try await AccessUser.make()
        try await user.grant(
            [
                PolicyRule(verbs: ["*"], apiGroups: [""], resources: ["secrets", "configmaps"]),
                PolicyRule(verbs: ["get", "create", "patch"], apiGroups: [AccessUser.rbac], resources: ["roles"]),
            ], probing: AccessRequest(verb: "create", .configMaps, namespace: user.namespace))
        let error = try #require(try await user.refusal(TestChart.wide))
        #expect(error.code == .forbidden)
        #expect(!error.hasChanged)
        let place = "in namespace \"\(user.namespace)\""
        let role = """
            make Role.rbac.authorization.k8s.io \(user.namespace)/reader, which gives rights that the caller does not \
            hold (get, list pods) and has no right to hand on (escalate roles.rbac.authorization.k8s.io "reader" \(place))
            """
        let lines: [String] = [
            "get, create, patch customresourcedefinitions.apiextensions.k8s.io \"widgets.access.example.com\"",
            "get, create, patch services \"web\" \(place)",
            "get, create, patch widgets.access.example.com \"one\" \(place)",
            "get, create, patch, delete jobs.batch \"migrate\" \(place)", role,
        ]
        for line in lines {
            #expect(error.message.contains(line), "\(line)\n\(error.message)")
        }
        #expect(!error.message.contains("configmaps"), "\(error.message)")
        #expect(!error.message.contains("secrets"), "\(error.message)")
        for name in ["first", "before"] {
            #expect(try await user.admin.getIfPresent(.configMaps, name, namespace: user.namespace) == nil)
        }
        #expect(try await Live.driver().record("demo", namespace: user.namespace) == nil)
        #expect(
            try await user.admin.getIfPresent(.customResourceDefinitions, "widgets.access.example.com") == nil)
    }

    /// The role that the refusal prints is all that is needed.
    @Test func thePrintedRoleClosesTheGaps() async throws {
        let user = try await AccessUser.make()
        try await user.grant(
            [PolicyRule(verbs: ["*"], apiGroups: [""], resources: ["secrets"])],
            probing: AccessRequest(verb: "create", .secrets, namespace: user.namespace))
        var files = TestChart.wide
        // Without CRDs, which belong to everyone on this server, and Jobs, which nobody runs here.
        files.files.removeAll { ["crds/a.yaml", "templates/widget.yaml", "templates/job.yaml"].contains($0.path) }
        let hint = try #require(try await user.refusal(files)?.hint)
        let start = try #require(hint.firstRange(of: "apiVersion:"))
        let role = try YAML.decode(String(hint[start.lowerBound...]), file: "hint")
        #expect(role["metadata"]?["namespace"] == .string(user.namespace))
        _ = try await user.admin.create(role, namespace: user.namespace)
        try await user.bind(
            "Role", try #require(role["metadata"]?["name"]?.string), probing: AccessUser.patchRoles(user.namespace))
        #expect(try await user.refusal(files) == nil)
        #expect(try await user.admin.getIfPresent(.roles, "reader", namespace: user.namespace) != nil)
    }

    // MARK: - Hooks and removal

    @Test func aHookThatMayNotBeMadeStopsTheInstall() async throws {
        let user = try await AccessUser.make()
        try await user.grant(
            [
                PolicyRule(verbs: ["*"], apiGroups: [""], resources: ["secrets"]),
                // Not the right to remove it, which a hook needs.
                PolicyRule(verbs: ["get", "create", "patch"], apiGroups: [""], resources: ["configmaps"]),
            ], probing: AccessRequest(verb: "create", .configMaps, namespace: user.namespace))
        let chart = TestChart(
            "hooked",
            ["templates/hook.yaml": try TestChart.wideTemplate("hook")])
        let error = try #require(try await user.refusal(chart))
        #expect(error.message == "the caller may not delete configmaps \"before\" in namespace \"\(user.namespace)\"")
        #expect(try await user.admin.getIfPresent(.configMaps, "before", namespace: user.namespace) == nil)
        // Who leaves hooks out needs no rights for them.
        var request = try chart.request("demo", in: user.namespace)
        request.options.runsHooks = false
        #expect(try await user.engine.ensure(request).change == .created)
    }

    // MARK: - Going back

    /// Who may make objects and may not remove them can go back from nothing: told before the first change.
    @Test func f27ARunThatCouldNotBeUndoneIsNotBegun() async throws {
        let user = try await AccessUser.make()
        try await user.grant(
            [
                PolicyRule(verbs: ["*"], apiGroups: ["", "coordination.k8s.io"], resources: ["secrets", "leases"]),
                PolicyRule(verbs: ["get", "create", "patch"], apiGroups: [""], resources: ["configmaps"]),
            ], probing: AccessRequest(verb: "create", .configMaps, namespace: user.namespace))
        var files = TestChart.plain
        files.files.append(ChartFile(path: "templates/gone.yaml", text: Self.hook("gone", "pre-delete")))
        var request = try files.request("demo", in: user.namespace)
        request.options.onFailure = .rollback
        let place = "in namespace \"\(user.namespace)\" (to go back should it fail)"
        let error = try await refusal(user, request)
        #expect(error.code == .forbidden && !error.hasChanged)
        #expect(error.message.contains("delete configmaps \"demo-map\", \"gone\" \(place)"), "\(error.message)")
        #expect(error.hint?.contains("--on-failure fail") == true, "\(error.hint ?? "")")
        #expect(try await user.admin.getIfPresent(.configMaps, "demo-map", namespace: user.namespace) == nil)
        // Who lets it stay needs no right to remove it.
        request.options.onFailure = .fail
        #expect(try await user.engine.ensure(request).change == .created)
    }

    /// What the revision to go back to has comes back, and what is new goes.
    @Test func whatAnUpgradeWouldTakeBackIsAskedForBeforeIt() async throws {
        let user = try await AccessUser.make()
        try await user.grant(
            [
                PolicyRule(verbs: ["*"], apiGroups: ["", "coordination.k8s.io"], resources: ["secrets", "leases"]),
                PolicyRule(verbs: ["get", "create", "patch"], apiGroups: [""], resources: ["configmaps"]),
                // The object that goes may go, and may not come back.
                PolicyRule(verbs: ["get", "delete"], apiGroups: [""], resources: ["services"]),
            ], probing: AccessRequest(verb: "create", .configMaps, namespace: user.namespace))
        let service = "apiVersion: v1\nkind: Service\nmetadata: {name: old}\nspec: {ports: [{port: 80}]}\n"
        let map = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: new}\n"
        let before = TestChart(
            "swap", ["templates/a.yaml": service, "templates/hook.yaml": Self.hook("back", "pre-rollback")])
        let after = TestChart("swap", version: "2.0.0", ["templates/a.yaml": map])
        _ = try await Live.driver().ensure(try before.request("demo", in: user.namespace))
        var request = try after.request("demo", in: user.namespace)
        request.options.onFailure = .rollback
        let place = "in namespace \"\(user.namespace)\" (to go back should it fail)"
        let error = try await refusal(user, request)
        for line in [
            "create, patch services \"old\" \(place)", "delete configmaps \"new\", \"back\" \(place)",
        ] {
            #expect(error.message.contains(line), "\(line)\n\(error.message)")
        }
        #expect(try await Live.driver().record("demo", namespace: user.namespace)?.revision == 1)
        request.options.runsHooks = false
        let without = try await refusal(user, request)
        #expect(!without.message.contains("\"back\""), "\(without.message)")
        request.options.onFailure = .hold
        #expect(try await user.engine.ensure(request).record.revision == 2)
    }

    private func refusal(_ user: AccessUser, _ request: ReleaseRequest) async throws -> ReleaseError {
        let engine = try await user.engine
        return try await #require(throws: ReleaseError.self) { _ = try await engine.ensure(request) }
    }

    private static func hook(_ name: String, _ event: String) -> String {
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: \(name), annotations: {helm.sh/hook: \(event)}}\n"
    }

    @Test func aRemovalThatCannotBeFinishedIsNotBegun() async throws {
        let user = try await AccessUser.make()
        try await user.grant(
            [
                PolicyRule(verbs: ["*"], apiGroups: ["", "coordination.k8s.io"], resources: ["secrets", "leases"]),
                PolicyRule(verbs: ["get", "create", "patch"], apiGroups: [""], resources: ["configmaps"]),
            ], probing: AccessRequest(verb: "create", .configMaps, namespace: user.namespace))
        let request = try TestChart.plain.request("demo", in: user.namespace)
        #expect(try await user.engine.ensure(request).change == .created)
        let error = await #expect(throws: ReleaseError.self) { try await user.engine.uninstall(request) }
        #expect(error?.code == .forbidden)
        #expect(error?.message.contains("delete configmaps \"demo-map\"") == true, "\(String(describing: error))")
        #expect(try await user.admin.getIfPresent(.configMaps, "demo-map", namespace: user.namespace) != nil)
        // The right on that one name is enough.
        try await user.grant(
            [PolicyRule(verbs: ["delete"], apiGroups: [""], resources: ["configmaps"], resourceNames: ["demo-map"])],
            probing: AccessRequest(verb: "delete", .configMaps, namespace: user.namespace, name: "demo-map"))
        #expect(try await user.engine.uninstall(request) != nil)
        #expect(try await user.admin.getIfPresent(.configMaps, "demo-map", namespace: user.namespace) == nil)
    }
}
