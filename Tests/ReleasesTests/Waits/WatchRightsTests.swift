import Events
import HTTP
import Kubernetes
import TestParts
import TestSupport
import Testing
import Value

@testable import Releases

/// Waits without the right to watch, on the real API server.
@Suite(.timeLimit(.minutes(5)))
struct WatchRightsTests {
    /// Who may get and not watch is polled for, and told so.
    @Test func whoMayNotWatchIsPolledFor() async throws {
        // Without controllers, which would set the status right again.
        try await ControlPlane.with { cluster in
            let client = try Live.client(of: cluster)
            let namespace = try await client.makeNamespace()
            try await Self.allow("narrow", in: namespace, client)
            let configuration = try ClusterConfiguration.load(
                ClusterRequest(kubeconfig: cluster.kubeconfig, context: "admin", impersonate: "narrow"))
            let narrow = KubernetesClient(
                configuration: configuration, transport: CurlTransport(), options: WaitingInstall.options())
            let log = EventLog()
            async let outcome = WaitingInstall.driver(narrow).ensure(
                try TestChart.neverReady.request("demo", in: namespace, waits: true, timeout: WaitingInstall.time),
                phase: .operators, events: log)
            _ = try await WaitingInstall.wait(for: {
                log.messages.contains { $0.hasPrefix("changes cannot be watched") } ? true : nil
            })
            _ = try await client.patch(
                .deployments, "demo-web", namespace: namespace, with: .merge(Self.ready),
                options: WriteOptions(subresource: "status"))
            #expect(try await outcome.change == .created)
            #expect(log.messages.contains { $0.contains("\"narrow\" cannot list resource \"deployments\"") })
        }
    }

    /// Lets a user install the chart, and neither list nor watch what is in it.
    private static func allow(_ user: String, in namespace: String, _ client: KubernetesClient) async throws {
        _ = try await client.create(
            [
                "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "Role", "metadata": ["name": "narrow"],
                "rules": [
                    ["apiGroups": [""], "resources": ["secrets"], "verbs": ["*"]],
                    [
                        "apiGroups": ["apps"], "resources": ["deployments"],
                        "verbs": ["get", "create", "patch", "update", "delete"],
                    ],
                ],
            ], namespace: namespace)
        _ = try await client.create(
            [
                "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "RoleBinding", "metadata": ["name": "narrow"],
                "roleRef": ["apiGroup": "rbac.authorization.k8s.io", "kind": "Role", "name": "narrow"],
                "subjects": [["apiGroup": "rbac.authorization.k8s.io", "kind": "User", "name": .string(user)]],
            ], namespace: namespace)
    }

    private static let ready: Value = [
        "status": [
            "observedGeneration": 1, "replicas": 1, "updatedReplicas": 1, "readyReplicas": 1, "availableReplicas": 1,
            "conditions": [
                ["type": "Available", "status": "True"],
                ["type": "Progressing", "status": "True", "reason": "NewReplicaSetAvailable"],
            ],
        ]
    ]
}
