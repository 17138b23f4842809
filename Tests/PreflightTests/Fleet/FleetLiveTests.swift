import HTTP
import Kubernetes
import Processes
import TestParts
import Testing
import Value

@testable import Preflight

/// Lists of a real API server, in the protobuf that it writes and in its JSON.
@Suite(.serialized, .timeLimit(.minutes(3))) struct FleetLiveTests {
    /// Asks for JSON, whatever else would do.
    private struct JSONOnly: HTTPTransport {
        let inner: any HTTPTransport

        func send(_ request: HTTPRequest) async throws -> HTTPResponse {
            var request = request
            request.headers["Accept"] = "application/json"
            return try await inner.send(request)
        }
    }

    private static let fleet = """
        apiVersion: v1
        kind: Node
        metadata: {name: gpu-1, labels: {pool: gpu, nvidia.com/gpu.present: "true", kubernetes.io/hostname: gpu-1}}
        spec: {unschedulable: true, taints: [{key: nvidia.com/gpu, effect: NoSchedule}]}
        ---
        apiVersion: v1
        kind: Node
        metadata: {name: cpu-1}
        ---
        apiVersion: v1
        kind: Namespace
        metadata: {name: team}
        ---
        apiVersion: v1
        kind: Pod
        metadata: {name: holder, namespace: team, labels: {app.kubernetes.io/instance: qwen}}
        spec:
          nodeName: gpu-1
          initContainers: [{name: i, image: x, resources: {limits: {nvidia.com/gpu: "2", cpu: 1500m}}}]
          containers:
          - {name: c, image: x, resources: {limits: {nvidia.com/gpu: "1", memory: 1Gi}, requests: {ephemeral-storage: 5Gi}}}
        ---
        apiVersion: v1
        kind: Pod
        metadata: {name: plain, namespace: team}
        spec:
          nodeName: cpu-1
          containers: [{name: c, image: x, env: [{name: A, value: secret}], resources: {requests: {cpu: 250m, memory: 2Gi}}}]
        ---
        apiVersion: v1
        kind: Pod
        metadata: {name: waits, namespace: team}
        spec: {containers: [{name: c, image: x, resources: {limits: {rdma/hca: "1"}}}]}
        """

    private func fill(_ cluster: ControlPlane, _ client: KubernetesClient) async throws {
        let applied = try await cluster.kubectl("apply", "-f", "-", input: Self.fleet)
        try #require(applied.isSuccess, "\(applied)")
        for (name, gpus) in [("gpu-1", "8"), ("cpu-1", nil)] {
            var capacity: Object = ["cpu": "96", "memory": "1Ti", "pods": "110", "ephemeral-storage": "200Gi"]
            if let gpus { capacity["nvidia.com/gpu"] = .string(gpus) }
            guard case .object(var node) = try await client.get(.nodes, name) else { continue }
            node["status"] = [
                "capacity": .object(capacity), "allocatable": .object(capacity),
                "conditions": [
                    ["type": "Ready", "status": "True"],
                    ["type": "DiskPressure", "status": gpus == nil ? "True" : "False"],
                ],
                "nodeInfo": [
                    "kubeletVersion": "v1.36.2", "architecture": "arm64", "operatingSystem": "linux", "bootID": "",
                    "containerRuntimeVersion": "containerd://2", "kernelVersion": "6", "kubeProxyVersion": "",
                    "machineID": "", "osImage": "x", "systemUUID": "",
                ],
                "images": [["names": ["x@sha256:1", "x:1"], "sizeBytes": 1000]],
            ]
            _ = try await client.replace(.object(node), as: .nodes, options: WriteOptions(subresource: "status"))
        }
    }

    private func facts(_ client: KubernetesClient, _ transport: any HTTPTransport) async throws -> Facts {
        let gatherer = FactGatherer(
            client: client, transport: transport, processes: SystemProcesses(), environment: [:])
        return try await gatherer.gather([.nodes, .pods, .nodeUse], for: Subject())
    }

    @Test func bothFormsOfARealServerSayTheSame() async throws {
        try await ControlPlane.with { cluster in
            let configuration = try ClusterConfiguration.load(
                ClusterRequest(kubeconfig: cluster.kubeconfig, context: ControlPlane.Context.admin.rawValue))
            let curl = CurlTransport(environment: [:])
            let client = KubernetesClient(configuration: configuration, transport: curl)
            try await fill(cluster, client)
            let expected = try await settled(client, curl)
            let json = try await facts(client.through { JSONOnly(inner: $0) }, curl)
            for name in [FactName.nodes, .pods, .nodeUse] { #expect(json[name] == expected[name], "\(name)") }

            let nodes = try (expected[.nodes].value?.array ?? []).map { try NodeFact(value: $0) }
            #expect(nodes.map(\.name) == ["cpu-1", "gpu-1"])
            #expect(nodes.map(\.isReady) == [true, true])
            #expect(nodes.map(\.isCordoned) == [false, true])
            #expect(nodes.map(\.pressures) == [["DiskPressure"], []])
            #expect(nodes.map(\.architecture) == ["arm64", "arm64"])
            #expect(nodes.map(\.accelerators) == [[:], ["nvidia.com/gpu": 8]])
            let room = NodeFact.Room(milliCPU: 96_000, memory: 1 << 40, disk: 200 << 30, pods: 110)
            #expect(nodes.map(\.room) == [room, room])
            #expect(nodes.last?.labels["kubernetes.io/hostname"] == "gpu-1")

            let pods = try (expected[.pods].value?.array ?? []).map { try PodFact(value: $0) }
            #expect(pods.map(\.name) == ["holder", "waits"])
            #expect(pods.map(\.requests) == [["nvidia.com/gpu": 2], ["rdma/hca": 1]])
            #expect(pods.first?.use == PodFact.Use(milliCPU: 1500, memory: 1 << 30, disk: 5 << 30))
            let uses = try (expected[.nodeUse].value?.array ?? []).map { try NodeUse(value: $0) }
            #expect(uses.map(\.node) == ["cpu-1"])
            #expect(uses.first?.use == PodFact.Use(milliCPU: 250, memory: 2 << 30))
        }
    }

    /// The server's cache follows its store after a moment.
    private func settled(_ client: KubernetesClient, _ transport: any HTTPTransport) async throws -> Facts {
        var last = try await facts(client, transport)
        for _ in 0..<500 {
            let nodes = try (last[.nodes].value?.array ?? []).map { try NodeFact(value: $0) }
            let pods = last[.pods].value?.array?.count
            if nodes.count == 2, nodes.allSatisfy({ $0.isReady == true }), pods == 2 { break }
            last = try await facts(client, transport)
        }
        return last
    }

    /// A server refuses in the form in which it was asked, and its words stay.
    @Test func f32aRefusalKeepsTheServersWords() async throws {
        try await ControlPlane.with { cluster in
            let configuration = try ClusterConfiguration.load(
                ClusterRequest(kubeconfig: cluster.kubeconfig, context: ControlPlane.Context.nobody.rawValue))
            let curl = CurlTransport(environment: [:])
            let facts = try await facts(KubernetesClient(configuration: configuration, transport: curl), curl)
            for (name, resource) in [(FactName.nodes, "nodes"), (.pods, "pods"), (.nodeUse, "pods")] {
                guard case .unknown(let reason) = facts[name] else {
                    Issue.record("\(name) is \(facts[name])")
                    continue
                }
                #expect(reason.code == .forbidden)
                #expect(reason.verb == "list" && reason.resource == resource)
                #expect(reason.message.contains("cannot list resource \"\(resource)\""), "\(reason)")
            }
        }
    }

    /// What the counts say is what the server is asked.
    @Test func nodesAndPodsAreListedOnce() async throws {
        try await ControlPlane.with { cluster in
            let configuration = try ClusterConfiguration.load(
                ClusterRequest(kubeconfig: cluster.kubeconfig, context: ControlPlane.Context.admin.rawValue))
            let curl = CurlTransport(environment: [:])
            let counter = RequestCounter()
            let client = counter.counted(KubernetesClient(configuration: configuration, transport: curl))
            _ = try await facts(client, curl)
            #expect(counter.counts.lists == 2)
            #expect(counter.counts.writes == 0 && counter.counts.dryRuns == 0)
        }
    }
}
