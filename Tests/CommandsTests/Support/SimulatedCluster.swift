import Commands
import HTTP
import Kubernetes
import Providers
import Sandbox
import TestParts
import Testing
import Value

/// A simulated cluster that outlives a command: commands reach it through a kubeconfig, as they reach a real one.
struct SimulatedCluster: Sendable {
    let sandbox: Sandbox
    let folder: TemporaryFolder

    /// A marker that must appear nowhere: a second user's token in the kubeconfig.
    static let marker = "marker-a8f3-secret"

    /// - Parameter users: besides those of every sandbox; each has a context of its name.
    static func with<Result: Sendable>(
        faults: [SandboxFault] = [], users: [SandboxUser] = [], charts: String? = nil,
        _ body: (SimulatedCluster) async throws -> Result
    ) async throws -> Result {
        let further = try charts.map { try ProviderFolder.contents(of: $0) } ?? ProviderFolder.Contents()
        let sections = try ProviderRegistry.builtIn().adding(further).sandboxSections
        var file = SandboxFile.standard
        file.faults = faults
        file.users += users
        return try await withSandbox(SandboxOptions(file: file, playing: sections)) { sandbox in
            let cluster = SimulatedCluster(sandbox: sandbox, folder: try TemporaryFolder())
            try cluster.folder.write(kubeconfig(users), to: "kubeconfig")
            try cluster.writeOperator("dynamo-platform", "1.5.1", label: "dynamo-operator", to: "operator")
            try cluster.folder.write(
                TemporaryFolder.oneModel + """
                    operators:
                      dynamo-platform: {chart: ./operator}

                    """, to: "cluster.yaml")
            return try await body(cluster)
        }
    }

    func run(_ line: String, through transport: (any HTTPTransport)? = nil) async -> CommandRun {
        await run(line.split(separator: " ").map(String.init), through: transport)
    }

    func run(_ arguments: [String], through transport: (any HTTPTransport)? = nil) async -> CommandRun {
        await CommandRun.of(
            arguments, in: folder.path,
            environment: ["KUBECONFIG": folder.path + "/kubeconfig"], transport: transport ?? sandbox.transport)
    }

    /// Of its administrator.
    var client: KubernetesClient {
        get throws {
            KubernetesClient(
                configuration: try ClusterConfiguration(
                    server: Sandbox.serverURL, credentials: .token(Secret(Sandbox.adminToken))),
                transport: sandbox.transport)
        }
    }

    /// The releases that the cluster knows, by namespace and name.
    var releases: [String] {
        get async throws {
            try await client.listAll(.secrets).items
                .compactMap { $0["metadata"] }.filter { $0["name"]?.string?.hasPrefix("sh.helm.release.") == true }
                .map { "\($0["namespace"]?.string ?? "")/\($0["labels"]?["name"]?.string ?? "")" }
        }
    }

    /// A folder of providers that holds Dynamo under the name `duo`, with a second operator after its own.
    func addProviderWithTwoOperators() throws {
        let source = "\(TestParts.projectRoot)/charts/dynamo"
        for name in ["templates", "values.yaml", "values.schema.json"] {
            try TemporaryFolder.copy("\(source)/\(name)", to: "\(folder.path)/providers/duo/\(name)")
        }
        let chart = try TemporaryFolder.read("\(source)/Chart.yaml")
            .replacing("name: dynamo\n", with: "name: duo\n")
        try folder.write(chart, to: "providers/duo/Chart.yaml")
        let definition = try TemporaryFolder.read("\(source)/provider.yaml")
            .replacing("name: dynamo\n", with: "name: duo\n")
            .replacing(
                "\n# The resource that a deployment is",
                with: "  - name: second\n    namespace: second-system\n    chart: ./second\n    version: 1.0.0\n"
                    + "\n# The resource that a deployment is")
        try folder.write(definition, to: "providers/duo/provider.yaml")
    }

    private static func kubeconfig(_ users: [SandboxUser]) -> String {
        let contexts = users.map {
            "- name: \($0.name)\n  context: {cluster: test, user: \($0.name), namespace: models}\n"
        }
        let credentials = users.map { "- name: \($0.name)\n  user: {token: \($0.token ?? "")}\n" }
        return """
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
            \(contexts.joined())users:
            - name: test
              user: {token: \(Sandbox.adminToken)}
            - name: nobody
              user: {token: \(marker)}
            - name: restricted
              user: {token: restricted}
            \(credentials.joined())
            """
    }

    /// A chart that stands in for an operator; the sandbox acts once its Deployment runs.
    func writeOperator(_ name: String, _ version: String, label: String, to path: String) throws {
        try folder.write("apiVersion: v2\nname: \(name)\nversion: \(version)\n", to: "\(path)/Chart.yaml")
        try folder.write(
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata:
              name: {{ .Release.Name }}-operator
              labels: {app.kubernetes.io/name: \(label), app.kubernetes.io/version: {{ .Chart.Version }}}
            spec:
              selector: {matchLabels: {app.kubernetes.io/name: \(label)}}
              template:
                metadata: {labels: {app.kubernetes.io/name: \(label)}}
                spec: {containers: [{name: manager, image: "sandbox.invalid/operator:1"}]}
            """, to: "\(path)/templates/deployment.yaml")
    }
}
