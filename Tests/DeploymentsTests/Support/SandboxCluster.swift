import Charts
import Deployments
import Events
import HTTP
import Kubernetes
import Models
import Providers
import Releases
import Repositories
import Sandbox
import TestSupport
import Testing
import Value

/// A simulated cluster with everything that deploying needs, for the length of a test.
struct SandboxCluster: Sendable {
    let client: KubernetesClient
    let driver: ReleaseEngine
    let registry: ProviderRegistry
    private let transport: any HTTPTransport

    /// - Parameters:
    ///   - file: of the sandbox, after the built-in nodes.
    ///   - hasOperator: whether the simulated Dynamo operator is installed and its CRD served.
    ///   - operatorVersion: what its Deployment says of itself.
    ///   - users: besides the administrator and the restricted user.
    ///   - token: who the cluster's client is.
    ///   - notice: how long an operator takes to look at a new object, in the cluster's time, which runs 250 times as fast;
    ///     nil means half a second.
    ///   - transport: what stands between that client and the cluster.
    static func with<Result: Sendable>(
        faults: [SandboxFault] = [], hasOperator: Bool = true, operatorVersion: String = "1.6.2",
        users: [SandboxUser] = [],
        token: String = Sandbox.adminToken, notice: Duration? = nil,
        transport: (any HTTPTransport) -> any HTTPTransport = { $0 },
        _ body: (SandboxCluster) async throws -> Result
    ) async throws -> Result {
        // One with an operator and one without: how many more there are changes no count.
        let known = try ProviderRegistry.builtIn()
        let registry = ProviderRegistry([try known.provider("dynamo"), try known.provider("vllm")])
        let sections = registry.providers.compactMap(\.definition.sandbox)
        var file = SandboxFile.standard
        file.faults = faults
        file.users += users
        if let notice { file.delays.notice = notice }
        return try await withSandbox(SandboxOptions(file: file, playing: sections)) { sandbox in
            let admin = try SandboxCluster(sandbox.transport, token: Sandbox.adminToken, registry)
            _ = try await admin.client.create(["metadata": ["name": "models"]], as: .namespaces)
            if hasOperator { try await admin.installOperator(operatorVersion) }
            return try await body(try SandboxCluster(transport(sandbox.transport), token: token, registry))
        }
    }

    private init(_ transport: any HTTPTransport, token: String, _ registry: ProviderRegistry) throws {
        self.transport = transport
        client = KubernetesClient(
            configuration: try ClusterConfiguration(
                server: Sandbox.serverURL, credentials: .token(Secret(token)), namespace: "default"),
            transport: transport)
        driver = ReleaseEngine.native(
            client: client, charts: ChartResolver(remote: UnreachableCharts()))
        self.registry = registry
    }

    private func installOperator(_ version: String) async throws {
        let chart = try BuiltInChart.named("sandbox-operator")
        _ = try await driver.ensure(
            ReleaseRequest(
                name: "dynamo-platform", namespace: "dynamo-system",
                chart: .loaded(chart, origin: "sandbox-operator"),
                values: ["simulates": "dynamo-operator", "simulatedVersion": .string(version)], createsNamespace: true,
                waits: true, timeout: .seconds(120)),
            phase: .operators, events: NoEvents())
        while true {
            let crd = try await client.getIfPresent(
                .customResourceDefinitions, "dynamographdeployments.nvidia.com")
            let conditions = crd?["status"]?["conditions"]?.array ?? []
            if conditions.contains(where: { $0["type"] == "Established" && $0["status"] == "True" }) { return }
            try await Task.sleep(for: .milliseconds(20))
        }
    }

    /// The same cluster as the administrator sees it, through the same transport.
    func asAdmin() throws -> SandboxCluster {
        try SandboxCluster(transport, token: Sandbox.adminToken, registry)
    }

    func deploy(_ name: String, namespace: String = "models") async throws {
        var request = try Self.request(name: name)
        request.namespace = namespace
        request[.gpu] = 0
        let engine = engine()
        _ = try await engine.deploy(
            try await engine.plan(request), smokeTest: false, timeout: .seconds(60), events: NoEvents())
    }

    func engine(patience: Duration = .seconds(60)) -> DeploymentEngine {
        DeploymentEngine(client: client, driver: driver, registry: registry, patience: patience)
    }

    static func request(_ model: String = "Qwen/Qwen3-0.6B", name: String = "qwen3") throws -> DeploymentRequest {
        let known = try ModelCatalog.builtIn().model(model)
        return DeploymentRequest(model: known ?? Model(unlisted: model), name: name, namespace: "models")
    }

    /// With the sandbox's annotation that makes the deployment go wrong.
    static func request(fault: String) throws -> DeploymentRequest {
        var request = try request()
        request.values = ["annotations": ["sandbox.groundcrew/fault": .string(fault)]]
        return request
    }

    /// As someone writes it by hand, with labels copied from one of ours.
    static func handMade(
        _ name: String, namespace: String = "models", copiedFrom release: String? = nil
    ) -> Value {
        var metadata: Object = ["name": .string(name), "namespace": .string(namespace)]
        if let release {
            metadata["labels"] = [
                "app.kubernetes.io/name": "dynamo", "app.kubernetes.io/instance": .string(release),
            ]
        }
        return [
            "apiVersion": "nvidia.com/v1beta1", "kind": "DynamoGraphDeployment", "metadata": .object(metadata),
            "spec": ["backendFramework": "vllm", "components": [["name": "Frontend", "type": "frontend"]]],
        ]
    }

    func exists(_ name: String) async throws -> Bool {
        let type = try await client.resourceType(apiVersion: "nvidia.com/v1beta1", kind: "DynamoGraphDeployment")
        return try await client.getIfPresent(type, name, namespace: "models") != nil
    }
}
