import HTTP
import Kubernetes
import TestParts
import Value
import YAML

/// Plays what a bare control plane lacks: nodes with GPUs, a kubelet whose pods become ready, and Dynamo's operator.
struct PlayedCluster: Sendable {
    /// What the operator makes of a DynamoGraphDeployment.
    enum Model: Sendable {
        case runs
        /// The state `failed`, with this message.
        case fails(String)
        /// No word about it.
        case staysSilent
    }

    /// How the parts play.
    struct Part: Sendable {
        /// Whether pods become ready.
        var podsRun = true
        /// Whether the operator brings its CRD, once it runs.
        var bringsCRD = false
        var model = Model.runs
        /// Plays a turn of another provider's operator.
        var other: (@Sendable (PlayedCluster) async throws -> Void)?
    }

    let client: KubernetesClient

    init(_ cluster: ControlPlane) throws {
        let configuration = try ClusterConfiguration.load(
            ClusterRequest(kubeconfig: cluster.kubeconfig, context: "admin"))
        client = KubernetesClient(configuration: configuration, transport: CurlTransport(environment: [:]))
    }

    /// A control plane of its own with three GPU nodes.
    static func with<Result: Sendable>(
        _ body: (_ cluster: ControlPlane, _ played: PlayedCluster) async throws -> Result
    ) async throws -> Result {
        try await ControlPlane.with(controllers: true) { cluster in
            let played = try PlayedCluster(cluster)
            try await played.addNodes()
            return try await body(cluster, played)
        }
    }

    /// Plays while `body` runs.
    func play<Result: Sendable>(
        _ part: Part = Part(), while body: @escaping @Sendable () async throws -> Result
    ) async throws -> Result {
        try await withThrowingTaskGroup(of: Result?.self) { group in
            defer { group.cancelAll() }
            group.addTask { try await body() }
            group.addTask {
                while !Task.isCancelled {
                    try await turn(part)
                    try await Task.sleep(for: .milliseconds(150))
                }
                return nil
            }
            guard let result = try await group.next(), let result else { throw CancellationError() }
            return result
        }
    }

    func addNodes(_ count: Int = 3, gpus: Int64 = 8) async throws {
        let resources: Value = [
            "cpu": "64", "memory": "512Gi", "pods": "110", "ephemeral-storage": "1000Gi",
            "nvidia.com/gpu": .string("\(gpus)"),
        ]
        for number in 1...count {
            let name = "gpu-\(number)"
            _ = try await client.create(
                [
                    "apiVersion": "v1", "kind": "Node",
                    "metadata": ["name": .string(name), "labels": ["nvidia.com/gpu.product": "NVIDIA-L4"]],
                ])
            _ = try await client.patch(
                .nodes, name,
                with: .merge([
                    "status": [
                        "capacity": resources, "allocatable": resources,
                        "conditions": [["type": "Ready", "status": "True", "reason": "KubeletReady"]],
                    ]
                ]), options: WriteOptions(subresource: "status"))
        }
    }

    /// The objects at an API path; none when nothing serves it.
    func objects(at path: String) async throws -> [Value] {
        do {
            return try await client.rawValue(path)["items"]?.array ?? []
        } catch let error as KubernetesError where error.code == .notFound || error.code == .resourceTypeNotFound {
            return []
        }
    }

    static let deployments = "/apis/nvidia.com/v1beta1/dynamographdeployments"

    private func turn(_ part: Part) async throws {
        if part.podsRun {
            for pod in try await objects(at: "/api/v1/pods") where pod["status"]?["phase"] == "Pending" {
                try await run(pod)
            }
        }
        if part.bringsCRD { try await bringCRD() }
        try await part.other?(self)
        for object in try await objects(at: Self.deployments) where object["status"] == nil {
            try await report(object, part.model)
        }
    }

    private func run(_ pod: Value) async throws {
        guard let name = pod["metadata"]?["name"]?.string, let namespace = pod["metadata"]?["namespace"]?.string,
            pod["spec"]?["nodeName"]?.string != nil
        else { return }
        let now: Value = "2026-01-01T00:00:00Z"
        let containers = (pod["spec"]?["containers"]?.array ?? []).map { container -> Value in
            [
                "name": container["name"] ?? "", "image": container["image"] ?? "", "imageID": "", "ready": true,
                "started": true, "restartCount": 0, "state": ["running": ["startedAt": now]],
            ]
        }
        let conditions = ["Initialized", "ContainersReady", "Ready"].map { type -> Value in
            ["type": .string(type), "status": "True", "lastTransitionTime": now]
        }
        do {
            _ = try await client.patch(
                .pods, name, namespace: namespace,
                with: .strategic([
                    "status": [
                        "phase": "Running", "startTime": now, "containerStatuses": .array(containers),
                        "conditions": .array(conditions),
                    ]
                ]), options: WriteOptions(subresource: "status"))
        } catch let error as KubernetesError where error.code == .notFound {}
    }

    private func bringCRD() async throws {
        let operators = try await objects(at: "/apis/apps/v1/namespaces/dynamo-system/deployments")
        guard operators.contains(where: { ($0["status"]?["availableReplicas"]?.integer ?? 0) > 0 }),
            try await client.getIfPresent(.customResourceDefinitions, "dynamographdeployments.nvidia.com") == nil
        else { return }
        _ = try await client.create(try YAML.decode(OperatorChart.crd, file: "crd.yaml"))
    }

    /// The pods of each component, as the operator counts them.
    private static func counts(of object: Value, areReady: Bool) -> Object {
        var counts: Object = [:]
        for component in object["spec"]?["components"]?.array ?? [] {
            guard let name = component["name"]?.string else { continue }
            let replicas = component["replicas"] ?? 1
            counts[name] = ["replicas": replicas, "readyReplicas": areReady ? replicas : 0]
        }
        return counts
    }

    /// Says how a deployment is, as the operator.
    func report(_ object: Value, _ model: Model) async throws {
        guard let name = object["metadata"]?["name"]?.string, let namespace = object["metadata"]?["namespace"]?.string
        else { return }
        let ready: (state: Value, status: Value, reason: Value, message: Value)
        switch model {
        case .runs: ready = ("successful", "True", "all_resources_are_ready", "All resources are ready")
        case .fails(let message): ready = ("failed", "False", "ValidationFailed", .string(message))
        case .staysSilent: return
        }
        let generation = object["metadata"]?["generation"] ?? 1
        _ = try await client.patch(
            ResourceType(
                group: "nvidia.com", version: "v1beta1", kind: "DynamoGraphDeployment",
                plural: "dynamographdeployments",
                isNamespaced: true),
            name, namespace: namespace,
            with: .merge([
                "status": [
                    "state": ready.state, "observedGeneration": generation,
                    "components": .object(Self.counts(of: object, areReady: ready.status == "True")),
                    "conditions": [
                        [
                            "type": "Ready", "status": ready.status, "message": ready.message, "reason": ready.reason,
                            "observedGeneration": generation, "lastTransitionTime": "2026-01-01T00:00:00Z",
                        ]
                    ],
                ]
            ]), options: WriteOptions(subresource: "status"))
    }
}
