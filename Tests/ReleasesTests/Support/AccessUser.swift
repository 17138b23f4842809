import Kubernetes
import TestSupport
import Value

@testable import Releases

/// A user of one namespace, on the real API server.
struct AccessUser {
    let admin: KubernetesClient
    let namespace: String
    let name = Live.unique("user")

    var engine: ReleaseEngine {
        get async throws {
            ReleaseEngine.native(
                client: try await Live.client(impersonating: name),
                charts: ChartResolver(remote: UnreachableCharts())
            )
        }
    }

    var check: AccessCheck {
        get async throws {
            AccessCheck(
                client: try await Live.client(impersonating: name),
                release: ReleaseName(name: "demo", namespace: namespace))
        }
    }

    /// Binds the user to a role that is there, and waits until the authorizer knows.
    func bind(_ kind: String, _ role: String, probing request: AccessRequest) async throws {
        _ = try await admin.create(
            [
                "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "RoleBinding",
                "metadata": ["name": .string(Live.unique("b"))],
                "roleRef": ["apiGroup": "rbac.authorization.k8s.io", "kind": .string(kind), "name": .string(role)],
                "subjects": [["apiGroup": "rbac.authorization.k8s.io", "kind": "User", "name": .string(name)]],
            ], namespace: namespace)
        try await wait(until: request)
    }

    func wait(until request: AccessRequest) async throws {
        let client = try await Live.client(impersonating: name)
        while try await !client.review(request).isAllowed { try await Task.sleep(for: .milliseconds(50)) }
    }

    /// A role of the user's own.
    func grant(_ rules: [PolicyRule], probing request: AccessRequest) async throws {
        let role = Live.unique("r")
        _ = try await admin.create(
            [
                "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "Role", "metadata": ["name": .string(role)],
                "rules": .array(rules.map(\.value)),
            ], namespace: namespace)
        try await bind("Role", role, probing: request)
    }

    func refusal(_ chart: TestChart) async throws -> ReleaseError? {
        do {
            _ = try await engine.ensure(try chart.request("demo", in: namespace))
            return nil
        } catch let error as ReleaseError {
            return error
        }
    }
}

extension AccessUser {
    static func make() async throws -> AccessUser {
        let admin = try await Live.client()
        return AccessUser(admin: admin, namespace: try await admin.makeNamespace())
    }

    static let rbac = "rbac.authorization.k8s.io"

    /// What every release needs, and roles and bindings.
    static let makesRoles = [
        PolicyRule(
            verbs: ["*"], apiGroups: ["", "coordination.k8s.io"], resources: ["secrets", "leases", "configmaps"]),
        PolicyRule(
            verbs: ["get", "list", "create", "patch", "update", "delete"], apiGroups: [rbac],
            resources: ["roles", "rolebindings"]),
    ]

    static func patchRoles(_ namespace: String) -> AccessRequest {
        AccessRequest(verb: "patch", .roles, namespace: namespace)
    }
}
