import Deployments
import FoundationEssentials
import HTTP
import Kubernetes
import Models
import Providers
import Readiness
import Releases
import Repositories
import TestParts
import TestSupport
import Testing
import Value

/// What a wait for a deployment makes of what a real API server holds, with operator, scheduler and kubelet played.
@Suite(.timeLimit(.minutes(5))) struct PlayedWaitTests {
    /// A server, and who deploys on it.
    private struct Place: Sendable {
        let client: KubernetesClient
        let engine: DeploymentEngine
        static let namespace = "models"

        func deploy(
            _ name: String, provider: String, timeout: Duration, log: EventLog
        ) async throws -> DeploymentResult {
            var request = DeploymentRequest(
                model: Model(unlisted: "example/model"), name: name, namespace: Self.namespace)
            request.provider = provider
            return try await engine.deploy(
                try await engine.plan(request), smokeTest: false, timeout: timeout, events: log)
        }

        func say(_ status: Value, of name: String, _ type: ResourceType) async throws {
            _ = try await client.patch(
                type, name, namespace: Self.namespace, with: .merge(["status": status]),
                options: WriteOptions(subresource: "status"))
        }

        /// When somebody has made it.
        func appeared(_ name: String, _ type: ResourceType) async throws -> Value {
            while true {
                if let found = try await client.getIfPresent(type, name, namespace: Self.namespace) { return found }
                try await Task.sleep(for: .milliseconds(50))
            }
        }

        /// A pod of vllm's deployment of that name.
        func addPod(of name: String, status: Value) async throws {
            _ = try await client.create([
                "apiVersion": "v1", "kind": "Pod",
                "metadata": [
                    "name": .string("\(name)-pod"), "namespace": .string(Self.namespace),
                    "labels": ["app.kubernetes.io/name": "vllm", "app.kubernetes.io/instance": .string(name)],
                ],
                "spec": ["containers": [["name": "engine", "image": "none"]]],
            ])
            try await say(status, of: "\(name)-pod", .pods)
        }
    }

    private func onServer(_ patience: Duration, _ body: (Place) async throws -> Void) async throws {
        try await ControlPlane.with { cluster in
            let configuration = try ClusterConfiguration.load(
                ClusterRequest(kubeconfig: cluster.kubeconfig, context: "admin"))
            let client = KubernetesClient(configuration: configuration, transport: CurlTransport(environment: [:]))
            _ = try await client.create(
                ["apiVersion": "v1", "kind": "Namespace", "metadata": ["name": .string(Place.namespace)]])
            let driver = ReleaseEngine.native(client: client, charts: ChartResolver(remote: UnreachableCharts()))
            try await body(
                Place(
                    client: client,
                    engine: DeploymentEngine(
                        client: client, driver: driver, registry: try ProviderRegistry.builtIn(), patience: patience)))
        }
    }

    @Test func aQuotaThatIsFullForAWhileEndsNoWait() async throws {
        try await onServer(.seconds(30)) { place in
            let log = EventLog()
            async let deployed = place.deploy("qwen", provider: "vllm", timeout: .seconds(60), log: log)
            let generation = try await place.appeared("qwen", .deployments)["metadata"]?["generation"] ?? 1
            try await place.say(
                [
                    "observedGeneration": generation,
                    "conditions": [
                        [
                            "type": "ReplicaFailure", "status": "True", "reason": "FailedCreate",
                            "message": "exceeded quota: gpus",
                        ]
                    ],
                ], of: "qwen", .deployments)
            try await waitFor("exceeded quota: gpus", in: log)
            try await place.say(
                [
                    "replicas": 1, "updatedReplicas": 1, "readyReplicas": 1, "availableReplicas": 1,
                    "conditions": [],
                ], of: "qwen", .deployments)
            #expect(try await deployed.status.phase.rawValue == "Running")
        }
    }

    @Test(
        .enabled(
            if: FileManager.default.fileExists(atPath: PlayedDefinition.folder),
            "../shared/crds is not here: a failure that an operator takes back is NOT waited out on a server"))
    func aFailureThatTheOperatorTakesBackEndsNoWait() async throws {
        try await onServer(.seconds(30)) { place in
            let definition = try #require(try PlayedDefinition(apiVersion: "ray.io/v1", kind: "RayService"))
            _ = try await place.client.create(definition.definition)
            let type = try await served("ray.io/v1", "RayService", place.client)
            let log = EventLog()
            async let deployed = place.deploy("qwen", provider: "kuberay", timeout: .seconds(60), log: log)
            let generation = try await place.appeared("qwen", type)["metadata"]?["generation"] ?? 1
            let failed: Value = ["llms": ["status": "DEPLOY_FAILED", "message": "the hub does not answer"]]
            try await place.say(
                [
                    "observedGeneration": generation,
                    "pendingServiceStatus": ["rayClusterName": "qwen-1", "applicationStatuses": failed],
                ], of: "qwen", type)
            try await waitFor("llms could not be deployed: the hub does not answer", in: log)
            try await place.say(
                [
                    "pendingServiceStatus": .null,
                    "activeServiceStatus": [
                        "rayClusterName": "qwen-1", "applicationStatuses": ["llms": ["status": "RUNNING"]],
                    ],
                    "conditions": [
                        [
                            "type": "Ready", "status": "True", "reason": "NonZeroServeEndpoints",
                            "message": "it serves",
                            "observedGeneration": generation, "lastTransitionTime": "2026-01-01T00:00:00Z",
                        ]
                    ],
                ], of: "qwen", type)
            let status = try await deployed.status
            #expect(status.phase.rawValue == "Running")
            #expect(status.message == "it serves")
        }
    }

    @Test func aPodThatNoNodeTakesIsNamedAndItsDeploymentPending() async throws {
        try await onServer(.milliseconds(500)) { place in
            let words = "0/3 nodes are available: 3 Insufficient nvidia.com/gpu."
            let log = EventLog()
            async let deployed = place.deploy("qwen", provider: "vllm", timeout: .seconds(15), log: log)
            let generation = try await place.appeared("qwen", .deployments)["metadata"]?["generation"] ?? 1
            try await place.addPod(
                of: "qwen",
                status: [
                    "phase": "Pending",
                    "conditions": [
                        [
                            "type": "PodScheduled", "status": "False", "reason": "Unschedulable",
                            "message": .string(words),
                        ]
                    ],
                ])
            try await place.say(
                ["observedGeneration": generation, "replicas": 1, "updatedReplicas": 1, "unavailableReplicas": 1],
                of: "qwen", .deployments)
            try await waitFor(words, in: log)
            let shown = try await place.engine.show("qwen", namespace: Place.namespace)
            #expect(shown.phase.rawValue == "Pending")
            #expect(shown.causes.first?.message.contains(words) == true, "\(shown.causes)")
            do {
                _ = try await deployed
                Issue.record("a deployment without a node counts as served")
            } catch let error as DeploymentError {
                #expect(error.message.contains(words), "\(error)")
                #expect(error.message.contains("qwen-pod"), "\(error)")
                #expect(error.hint?.contains("nodes") == true, "\(error)")
            }
        }
    }

    @Test func anImageThatCannotBePulledEndsTheWaitWithinThePatience() async throws {
        try await onServer(.seconds(1)) { place in
            let words = "Back-off pulling image \"none\""
            let log = EventLog()
            let start = ContinuousClock.now
            async let deployed = place.deploy("qwen", provider: "vllm", timeout: .seconds(60), log: log)
            let generation = try await place.appeared("qwen", .deployments)["metadata"]?["generation"] ?? 1
            try await place.addPod(
                of: "qwen",
                status: [
                    "phase": "Pending",
                    "conditions": [["type": "PodScheduled", "status": "True"]],
                    "containerStatuses": [
                        [
                            "name": "engine", "image": "none", "imageID": "", "ready": false, "restartCount": 0,
                            "state": ["waiting": ["reason": "ImagePullBackOff", "message": .string(words)]],
                        ]
                    ],
                ])
            try await place.say(
                ["observedGeneration": generation, "replicas": 1, "updatedReplicas": 1, "unavailableReplicas": 1],
                of: "qwen", .deployments)
            do {
                _ = try await deployed
                Issue.record("a deployment without an image counts as served")
            } catch let error as DeploymentError {
                #expect(error.code == .failed)
                #expect(error.message.contains(words), "\(error)")
                #expect(error.message.contains("qwen-pod"), "\(error)")
                #expect(error.hint?.contains("image") == true, "\(error)")
            }
            // Far below the time that it was given.
            #expect(ContinuousClock.now - start < .seconds(30))
        }
    }

    // MARK: - Helpers

    private func waitFor(_ words: String, in log: EventLog) async throws {
        while !log.messages.contains(where: { $0.contains(words) }) { try await Task.sleep(for: .milliseconds(50)) }
    }

    private func served(_ apiVersion: String, _ kind: String, _ client: KubernetesClient) async throws -> ResourceType {
        while true {
            do {
                return try await client.resourceType(apiVersion: apiVersion, kind: kind)
            } catch let error as KubernetesError where error.code == .resourceTypeNotFound {
                try await Task.sleep(for: .milliseconds(50))
            }
        }
    }
}
