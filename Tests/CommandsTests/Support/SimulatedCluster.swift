import Commands
import Providers
import Sandbox
import Testing

/// A simulated cluster that outlives a command: commands reach it through a kubeconfig, as they reach a real one.
struct SimulatedCluster: Sendable {
    let sandbox: Sandbox
    let folder: TemporaryFolder

    /// A marker that must appear nowhere: a second user's token in the kubeconfig.
    static let marker = "marker-a8f3-secret"

    static func with<Result: Sendable>(
        faults: [SandboxFault] = [], _ body: (SimulatedCluster) async throws -> Result
    ) async throws -> Result {
        let operators = try ProviderRegistry.builtIn().providers
            .flatMap { try $0.definition.sandbox.map(SimulatedOperator.list) ?? [] }
        var file = SandboxFile.standard
        file.faults = faults
        return try await withSandbox(SandboxOptions(file: file, operators: operators)) { sandbox in
            let cluster = SimulatedCluster(sandbox: sandbox, folder: try TemporaryFolder())
            try cluster.folder.write(kubeconfig(), to: "kubeconfig")
            for (name, text) in operatorChart { try cluster.folder.write(text, to: "operator/\(name)") }
            try cluster.folder.write(
                TemporaryFolder.oneModel + """
                    operators:
                      dynamo-platform: {chart: ./operator}

                    """, to: "cluster.yaml")
            return try await body(cluster)
        }
    }

    func run(_ line: String) async -> CommandRun {
        await CommandRun.of(
            line.split(separator: " ").map(String.init), in: folder.path,
            environment: ["KUBECONFIG": folder.path + "/kubeconfig"], transport: sandbox.transport)
    }

    private static func kubeconfig() -> String {
        """
        apiVersion: v1
        kind: Config
        current-context: test
        clusters:
        - name: test
          cluster: {server: "\(Sandbox.serverURL)"}
        contexts:
        - name: test
          context: {cluster: test, user: test}
        - name: nobody
          context: {cluster: test, user: nobody}
        - name: restricted
          context: {cluster: test, user: restricted}
        users:
        - name: test
          user: {token: \(Sandbox.adminToken)}
        - name: nobody
          user: {token: \(marker)}
        - name: restricted
          user: {token: restricted}

        """
    }

    /// Stands in for the operator; the sandbox acts once its Deployment runs.
    private static let operatorChart = [
        "Chart.yaml": "apiVersion: v2\nname: dynamo-platform\nversion: 1.5.1\n",
        "templates/deployment.yaml": """
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: {{ .Release.Name }}-operator
          labels: {app.kubernetes.io/name: dynamo-operator}
        spec:
          selector: {matchLabels: {app.kubernetes.io/name: dynamo-operator}}
          template:
            metadata: {labels: {app.kubernetes.io/name: dynamo-operator}}
            spec: {containers: [{name: manager, image: "sandbox.invalid/operator:1"}]}
        """,
    ]
}
