import Charts
import Deployments
import Events
import Exposure
import HTTP
import Kubernetes
import Models
import Providers
import Releases
import Repositories
import Sandbox
import TestSupport
import Value
import YAML

/// A simulated cluster with the Gateway API, and NGINX Gateway Fabric unless said otherwise, for the length of a test.
struct GatewayCluster: Sendable {
    let client: KubernetesClient
    let driver: ReleaseEngine
    let registry: ProviderRegistry

    /// Another controller, which comes with its Deployment `other-gateway`.
    private static let other = """
        operators:
          - name: other-gateway
            gateways: {class: other, controller: example.com/gateway}
        """

    /// - Parameters:
    ///   - parts: what is installed by groundcrew, of the shared operators and `other-gateway`.
    ///   - isOwn: whether groundcrew's labels are on what is installed.
    ///   - token: who the cluster's client is.
    ///   - transport: what stands between that client and the cluster.
    static func with<Result: Sendable>(
        _ parts: [String] = ["gateway-api", "inference-extension", "nginx-gateway-fabric"], isOwn: Bool = true,
        users: [SandboxUser] = [], token: String = Sandbox.adminToken,
        transport: (any HTTPTransport) -> any HTTPTransport = { $0 },
        _ body: (GatewayCluster) async throws -> Result
    ) async throws -> Result {
        let registry = try ProviderRegistry.builtIn()
        let section = try YAMLFields(try YAML.decodeDocument(other, file: "other.yaml"))
        var file = SandboxFile.standard
        file.users += users
        let options = try SandboxOptions(file: file, playing: registry.sandboxSections + [section])
        return try await withSandbox(options) { sandbox in
            let admin = try GatewayCluster(sandbox.transport, token: Sandbox.adminToken, registry)
            _ = try await admin.client.create(["metadata": ["name": "models"]], as: .namespaces)
            for part in parts { try await admin.install(part, isOwn: isOwn) }
            if parts.contains("gateway-api") { try await admin.wait("Gateway") }
            if parts.contains("inference-extension") { try await admin.wait("InferencePool", in: "inference") }
            return try await body(try GatewayCluster(transport(sandbox.transport), token: token, registry))
        }
    }

    private init(_ transport: any HTTPTransport, token: String, _ registry: ProviderRegistry) throws {
        client = KubernetesClient(
            configuration: try ClusterConfiguration(
                server: Sandbox.serverURL, credentials: .token(Secret(token)), namespace: "default"),
            transport: transport)
        driver = ReleaseEngine.native(client: client, charts: ChartResolver(remote: UnreachableCharts()))
        self.registry = registry
    }

    private func install(_ name: String, isOwn: Bool) async throws {
        let known = registry.sharedOperators.first { $0.name == name }
        _ = try await driver.ensure(
            ReleaseRequest(
                name: name, namespace: known?.namespace ?? "gateways",
                chart: .loaded(try BuiltInChart.named("sandbox-operator"), origin: "sandbox-operator"),
                values: ["simulates": .string(name), "simulatedVersion": "1.0.0"], createsNamespace: true, waits: true,
                timeout: .seconds(120), labels: isOwn ? .prerequisite : [:]),
            phase: .operators, events: NoEvents())
    }

    private func wait(_ kind: String, in group: String = "gateway") async throws {
        while true {
            client.forgetDiscovery(group: "\(group).networking.k8s.io")
            do {
                _ = try await client.resourceType(apiVersion: "\(group).networking.k8s.io/v1", kind: kind)
                return
            } catch let error as KubernetesError where error.code == .resourceTypeNotFound {
                try await Task.sleep(for: .milliseconds(20))
            }
        }
    }

    /// A Gateway that somebody made.
    func make(
        gateway name: String, in namespace: String, className: String = "nginx", from: String = "All"
    ) async throws {
        let type = try await client.resourceType(apiVersion: "gateway.networking.k8s.io/v1", kind: "Gateway")
        _ = try await client.create(
            [
                "apiVersion": "gateway.networking.k8s.io/v1", "kind": "Gateway",
                "metadata": ["name": .string(name), "namespace": .string(namespace)],
                "spec": [
                    "gatewayClassName": .string(className),
                    "listeners": [
                        [
                            "name": "http", "port": 80, "protocol": "HTTP",
                            "allowedRoutes": ["namespaces": ["from": .string(from)]],
                        ]
                    ],
                ],
            ], as: type)
        while try await object("Gateway", name, in: namespace)?["status"] == nil {
            try await Task.sleep(for: .milliseconds(20))
        }
    }

    func object(_ kind: String, _ name: String, in namespace: String = "models") async throws -> Value? {
        let group = kind == "InferencePool" ? "inference" : "gateway"
        let type = try await client.resourceType(apiVersion: "\(group).networking.k8s.io/v1", kind: kind)
        return try await client.getIfPresent(type, name, namespace: namespace)
    }

    var engine: DeploymentEngine {
        DeploymentEngine(client: client, driver: driver, registry: registry, patience: .seconds(60))
    }

    static func request(
        _ exposure: ExposureRequest?, provider: String = "vllm", _ values: Object = [:]
    ) throws -> DeploymentRequest {
        let known = try ModelCatalog.builtIn().model("Qwen/Qwen3-0.6B")
        var request = DeploymentRequest(
            model: known ?? Model(unlisted: "Qwen/Qwen3-0.6B"), name: "qwen3", namespace: "models", values: values)
        request.provider = provider
        request.exposure = exposure
        return request
    }

    func serve(
        _ exposure: ExposureRequest?, provider: String = "vllm", _ values: Object = [:], waits: Bool = true,
        smokeTest: Bool = true, timeout: Duration = .seconds(60)
    ) async throws -> DeploymentResult {
        let plan = try await engine.plan(try Self.request(exposure, provider: provider, values))
        return try await engine.serve(
            plan, waits: waits, smokeTest: smokeTest, timeout: timeout, events: NoEvents())
    }
}
