import Charts
import Events
import HTTP
import Kubernetes
import Releases
import Repositories
import TestParts
import TestSupport
import Value

/// The real control plane that the suites share, seen through our client and through Helm.
enum Live {
    static func client(
        as context: ControlPlane.Context = .admin, options: ClientOptions = ClientOptions()
    ) async throws -> KubernetesClient {
        try client(of: await ControlPlane.shared(), as: context, options: options)
    }

    static func client(
        of cluster: ControlPlane, as context: ControlPlane.Context = .admin, options: ClientOptions = ClientOptions()
    ) throws -> KubernetesClient {
        let configuration = try ClusterConfiguration.load(
            ClusterRequest(kubeconfig: cluster.kubeconfig, context: context.rawValue))
        return KubernetesClient(configuration: configuration, transport: transport, options: options)
    }

    static func client(impersonating user: String) async throws -> KubernetesClient {
        let cluster = try await ControlPlane.shared()
        let configuration = try ClusterConfiguration.load(
            ClusterRequest(kubeconfig: cluster.kubeconfig, context: "admin", impersonate: user))
        return KubernetesClient(configuration: configuration, transport: transport)
    }

    static func driver(as context: ControlPlane.Context = .admin) async throws -> ReleaseEngine {
        ReleaseEngine.native(client: try await client(as: context), charts: ChartResolver(remote: UnreachableCharts()))
    }

    /// Lower-case letters and digits that no other run uses, starting with a letter.
    static func unique(_ prefix: String = "t") -> String {
        prefix + String(UInt64.random(in: .min ... .max), radix: 36)
    }

    private static let transport = CurlTransport()
}

extension ReleaseEngine {
    func ensure(_ request: ReleaseRequest) async throws -> ReleaseOutcome {
        try await ensure(request, phase: .operators, events: NoEvents())
    }

    func uninstall(_ request: ReleaseRequest) async throws -> ReleaseRecord? {
        try await uninstall(
            request.name, namespace: request.namespace, timeout: .seconds(60), phase: .operators, events: NoEvents()
        )?.record
    }
}

extension KubernetesClient {
    /// A new namespace of its own.
    func makeNamespace() async throws -> String {
        let name = Live.unique()
        _ = try await create(["apiVersion": "v1", "kind": "Namespace", "metadata": ["name": .string(name)]])
        return name
    }

    /// Gives a user rights in one namespace, and waits until the authorizer knows.
    func grant(_ rules: Value, to user: String, in namespace: String) async throws {
        _ = try await create(
            [
                "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "Role", "metadata": ["name": .string(user)],
                "rules": rules,
            ], namespace: namespace)
        _ = try await create(
            [
                "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "RoleBinding",
                "metadata": ["name": .string(user)],
                "roleRef": ["apiGroup": "rbac.authorization.k8s.io", "kind": "Role", "name": .string(user)],
                "subjects": [["apiGroup": "rbac.authorization.k8s.io", "kind": "User", "name": .string(user)]],
            ], namespace: namespace)
        let client = try await Live.client(impersonating: user)
        while try await !client.review(AccessRequest(verb: "get", .secrets, namespace: namespace)).isAllowed {
            try await Task.sleep(for: .milliseconds(50))
        }
    }
}
