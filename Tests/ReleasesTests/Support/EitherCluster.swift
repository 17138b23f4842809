import Charts
import Kubernetes
import Releases
import Sandbox
import TestSupport
import Testing
import Value

/// The real API server and the simulated one, which must behave alike.
enum EitherCluster: Sendable, CaseIterable {
    case real, sandbox

    /// With a namespace of its own.
    func with(_ body: (ReleaseEngine, KubernetesClient, String) async throws -> Void) async throws {
        func run(_ client: KubernetesClient) async throws {
            let engine = ReleaseEngine.native(client: client, charts: ChartResolver(remote: UnreachableCharts()))
            try await body(engine, client, try await client.makeNamespace())
        }
        switch self {
        case .real: try await run(try await Live.client())
        case .sandbox:
            try await withSandbox { sandbox in
                let configuration = try ClusterConfiguration(
                    server: Sandbox.serverURL, credentials: .token(Secret(Sandbox.adminToken)))
                try await run(KubernetesClient(configuration: configuration, transport: sandbox.transport))
            }
        }
    }
}

extension TestChart {
    /// A Deployment of which replicas, image and an environment variable are values, and a map after it.
    static let scaled = TestChart(
        "scaled", values: "{replicas: 1, image: one, color: red, text: hello}",
        [
            "templates/web.yaml": """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web, labels: {color: "{{ .Values.color }}"}}
            spec:
              replicas: {{ .Values.replicas }}
              selector: {matchLabels: {app: web}}
              template:
                metadata: {labels: {app: web}}
                spec:
                  containers: [{name: web, image: "nowhere.invalid/{{ .Values.image }}"}]
            """,
            "templates/aaa.yaml": """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: aaa}
            data: {text: "{{ .Values.text }}"}
            """,
        ])
}
