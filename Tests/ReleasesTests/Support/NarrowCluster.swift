import Charts
import Kubernetes
import Releases
import Sandbox
import TestSupport
import Value

/// A cluster as somebody sees it who may do everything with some resources of one namespace, and nothing else.
struct NarrowCluster: Sendable {
    let admin: KubernetesClient
    let user: KubernetesClient
    let namespace: String

    /// - Parameters:
    ///   - resources: such as `configmaps`, of any group.
    ///   - verbs: on them.
    static func with(
        _ cluster: EitherCluster, _ resources: [String], verbs: [String] = ["*"],
        _ body: (NarrowCluster) async throws -> Void
    ) async throws {
        switch cluster {
        case .real:
            let user = try await AccessUser.make()
            let rule = PolicyRule(
                verbs: verbs, apiGroups: ["", "apps", "coordination.k8s.io"], resources: resources)
            try await user.grant(
                [rule],
                probing: AccessRequest(
                    verb: verbs.first.map { $0 == "*" ? "list" : $0 } ?? "list", group: "",
                    resource: resources.first ?? "", namespace: user.namespace))
            try await body(
                NarrowCluster(
                    admin: user.admin, user: try await Live.client(impersonating: user.name),
                    namespace: user.namespace))
        case .sandbox:
            var file = SandboxFile.standard
            file.users.append(
                SandboxUser(
                    name: "tina", token: "tina",
                    rules: [.init(apiGroups: ["*"], resources: resources, verbs: verbs, namespaces: ["team"])]))
            try await withSandbox(SandboxOptions(file: file)) { sandbox in
                func client(_ token: String) throws -> KubernetesClient {
                    KubernetesClient(
                        configuration: try ClusterConfiguration(
                            server: Sandbox.serverURL, credentials: .token(Secret(token)), namespace: "team"),
                        transport: sandbox.transport)
                }
                let admin = try client(Sandbox.adminToken)
                _ = try await admin.create(["metadata": ["name": "team"]], as: .namespaces)
                try await body(NarrowCluster(admin: admin, user: try client("tina"), namespace: "team"))
            }
        }
    }

    /// - Parameter client: nil is the narrow user's.
    func engine(_ client: KubernetesClient? = nil, records: RecordKind? = nil) -> ReleaseEngine {
        ReleaseEngine.native(
            client: client ?? user, charts: ChartResolver(remote: UnreachableCharts()), records: records)
    }

    /// Names of records, by kind.
    func records(_ kind: RecordKind) async throws -> [String] {
        try await admin.listAll(
            kind.type, namespace: namespace, options: ListOptions(labelSelector: "owner=helm", metadataOnly: true)
        ).items.compactMap { $0["metadata"]?["name"]?.string }.sorted()
    }
}
