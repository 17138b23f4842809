import Events
import HTTP
import Kubernetes
import Preflight
import Processes
import Synchronization
import TestParts
import Testing
import Value

/// The whole way against a real API server: nodes, pods and CRDs are made, and read as a user would.
@Suite(.serialized, .timeLimit(.minutes(5))) struct LiveClusterTests {
    static let transport = CurlTransport(environment: [:])

    static let want: Object = [
        "provider": ["name": "dynamo", "title": "NVIDIA Dynamo"], "installs": false, "driver": "native",
        "operators": [["name": "dynamo-platform", "namespace": "dynamo-system", "version": "1.5.1"]],
        "kubernetes": ["versions": ">=1.30.0-0"],
        "crds": [["name": "graphs.preflight.test", "versions": ["v1beta1"]]],
        "deployments": [
            [
                "name": "qwen", "namespace": "team", "gpus": ["perWorker": 4, "workers": 2], "accelerator": "nvidia",
                "tolerations": [["key": "nvidia.com/gpu", "operator": "Exists"]], "nodeSelector": ["pool": "gpu"],
            ]
        ],
    ]

    func client(of cluster: ControlPlane, as context: ControlPlane.Context) throws -> KubernetesClient {
        let configuration = try ClusterConfiguration.load(
            ClusterRequest(kubeconfig: cluster.kubeconfig, context: context.rawValue))
        return KubernetesClient(configuration: configuration, transport: Self.transport)
    }

    func preflight(_ cluster: ControlPlane, as context: ControlPlane.Context) throws -> Preflight {
        Preflight(
            checks: try .builtIn(),
            gatherer: FactGatherer(
                client: try client(of: cluster, as: context), transport: Self.transport,
                processes: SystemProcesses(), environment: [:])
        ).deciding {
            [
                OperatorFact(
                    name: "dynamo-platform", namespace: "dynamo-system", title: "dynamo-platform 1.5.1",
                    action: "install", code: "absent", reason: "it is not there")
            ]
        }
    }

    static let fleet = """
        apiVersion: v1
        kind: Node
        metadata: {name: gpu-1, labels: {pool: gpu, nvidia.com/gpu.present: "true"}}
        spec: {taints: [{key: nvidia.com/gpu, effect: NoSchedule}]}
        ---
        apiVersion: v1
        kind: Node
        metadata: {name: gpu-2, labels: {pool: gpu}}
        spec: {unschedulable: true}
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
        metadata: {name: other, namespace: team}
        spec:
          nodeName: gpu-1
          initContainers: [{name: i, image: x, resources: {limits: {nvidia.com/gpu: "2"}}}]
          containers: [{name: c, image: x, resources: {limits: {nvidia.com/gpu: "1"}}}]
        ---
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata: {name: graphs.preflight.test}
        spec:
          group: preflight.test
          scope: Namespaced
          names: {plural: graphs, singular: graph, kind: Graph}
          versions:
          - {name: v1beta1, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}
        """

    func fill(_ cluster: ControlPlane) async throws {
        let applied = try await cluster.kubectl("apply", "-f", "-", input: Self.fleet)
        try #require(applied.isSuccess, "\(applied)")
        let client = try client(of: cluster, as: .admin)
        for (name, gpus) in [("gpu-1", "8"), ("gpu-2", "8"), ("cpu-1", nil)] {
            var capacity: Object = ["cpu": "8", "pods": "100"]
            if let gpus { capacity["nvidia.com/gpu"] = .string(gpus) }
            var node = try await client.get(.nodes, name)
            guard case .object(var object) = node else { throw TestFailure("node \(name) is not an object") }
            object["status"] = [
                "capacity": .object(capacity), "allocatable": .object(capacity),
                "conditions": [["type": "Ready", "status": "True"]],
            ]
            node = .object(object)
            _ = try await client.replace(node, as: .nodes, options: WriteOptions(subresource: "status"))
        }
    }

    struct TestFailure: Error {
        var text: String
        init(_ text: String) { self.text = text }
    }

    func result(_ id: String, _ report: PreflightReport) throws -> CheckResult {
        try #require(report.results.first { $0.id == id })
    }

    @Test func judgesARealCluster() async throws {
        try await ControlPlane.with { cluster in
            try await fill(cluster)
            let admin = try preflight(cluster, as: .admin)
            var report = try await admin.run(PreflightRequest(Subject(Self.want)))
            #expect(report.cluster?.uid?.isEmpty == false)
            // The range of `want` begins there.
            let version = try await client(of: cluster, as: .admin).serverVersion()
            #expect(try result("cluster", report).verdict == (version.minor < 30 ? .warn : .pass), "\(version)")
            #expect(try result("crds", report).verdict == .pass, "\(report.results)")
            #expect(try result("helm", report).verdict.name == "skipped")
            #expect(try result("nats", report).message == "not needed by dynamo-platform 1.5.1")
            #expect(try result("etcd", report).verdict.name == "skipped")
            // gpu-1: 8 less 2 of the init container; gpu-2 is cordoned.
            let gpus = try result("gpu-nodes", report)
            #expect(gpus.verdict == .fail)
            #expect(gpus.details.contains("gpu-2: cordoned"), "\(gpus)")
            #expect(gpus.details.contains { $0.hasPrefix("gpu-1: room for 1") }, "\(gpus)")
            #expect(report.outcome == .failed)

            // The pod that holds two GPUs is the deployment's own: they count as free for it.
            _ = try await cluster.kubectl("label", "pod", "-n", "team", "other", "app.kubernetes.io/instance=qwen")
            report = try await admin.run(PreflightRequest(Subject(Self.want)))
            let own = try result("gpu-nodes", report)
            #expect(own.verdict == .pass, "\(own)")
            #expect(report.outcome == .passed)

            // A snapshot judged later says the same.
            let request = PreflightRequest(Subject(Self.want))
            let facts = try await admin.gather(request)
            let again = try Facts(jsonBytes: facts.json.jsonBytes(), file: "snapshot.json")
            #expect(again == facts)
            let offline = try Preflight.judge(again, checks: .builtIn(), request)
            // Judging takes its own time each time.
            func timeless(_ result: CheckResult) -> CheckResult {
                var result = result
                result.duration = .zero
                return result
            }
            #expect(offline.results.map(timeless) == report.results.map(timeless))
        }
    }

    /// Forbidden is unknown, never absent and never a pass.
    @Test func f32forbiddenReadsAreUnknown() async throws {
        try await ControlPlane.with { cluster in
            try await fill(cluster)
            let report = try await preflight(cluster, as: .nobody).run(PreflightRequest(Subject(Self.want)))
            let gpus = try result("gpu-nodes", report)
            #expect(gpus.verdict.name == "unknown", "\(gpus)")
            #expect(gpus.unknown?.code == .forbidden)
            #expect(gpus.unknown?.verb == "list")
            // Both are forbidden, and either is reason enough.
            let resource = try #require(gpus.unknown?.resource)
            #expect(["nodes", "pods"].contains(resource))
            #expect(gpus.hint?.contains("list \(resource)") == true, "\(gpus)")
            let crds = try result("crds", report)
            #expect(crds.verdict.name == "unknown", "\(crds)")
            #expect(crds.unknown?.verb == "get")
            #expect(crds.unknown?.resource == "customresourcedefinitions.apiextensions.k8s.io")
            #expect(report.outcome == .undecided)

            // The view role reads pods, but neither nodes nor CRDs.
            let viewed = try await preflight(cluster, as: .viewer).run(PreflightRequest(Subject(Self.want)))
            #expect(try result("gpu-nodes", viewed).unknown?.resource == "nodes")
            #expect(viewed.outcome == .undecided)
        }
    }

    /// Discovery of everything would fail; only what is needed is asked for.
    @Test func f22aBrokenAPIServiceDoesNoHarm() async throws {
        let broken = """
            {apiVersion: apiregistration.k8s.io/v1, kind: APIService, metadata: {name: v1.broken.test},
             spec: {group: broken.test, version: v1, groupPriorityMinimum: 100, versionPriority: 100,
                    service: {name: none, namespace: default}, insecureSkipTLSVerify: true}}
            """
        try await ControlPlane.with { cluster in
            try await fill(cluster)
            let applied = try await cluster.kubectl("apply", "-f", "-", input: broken)
            try #require(applied.isSuccess, "\(applied)")
            let report = try await preflight(cluster, as: .admin).run(PreflightRequest(Subject(Self.want)))
            #expect(report.count("unknown") == 0, "\(report.results)")
            #expect(try result("crds", report).verdict == .pass)
        }
    }

    @Test func f51anUnreachableClusterIsUnknownAndAskedOnce() async throws {
        try await HangingServer.withRefusingPort { port in
            let counting = CountingTransport(Self.transport)
            let gatherer = FactGatherer(
                client: KubernetesClient(
                    configuration: try ClusterConfiguration(server: "https://127.0.0.1:\(port)"), transport: counting),
                transport: counting, processes: SystemProcesses(), environment: [:])
            let report = try await Preflight(checks: .builtIn(), gatherer: gatherer)
                .run(PreflightRequest(Subject(Self.want)))
            #expect(counting.count == 1)
            let cluster = try result("cluster", report)
            #expect(cluster.verdict.name == "unknown")
            #expect(cluster.unknown?.code == .unreachable, "\(cluster)")
            #expect(cluster.hint?.contains("this machine's network") == true)
            #expect(try result("gpu-nodes", report).message == "needs cluster")
            #expect(report.outcome == .undecided)
        }
    }

    @Test func aHangingClusterEndsInOneTimeout() async throws {
        try await HangingServer.with { server in
            let gatherer = FactGatherer(
                client: KubernetesClient(
                    configuration: try ClusterConfiguration(server: "http://\(server.address)"),
                    transport: Self.transport),
                transport: Self.transport, processes: SystemProcesses(), environment: [:])
            let start = ContinuousClock.now
            let report = try await Preflight(checks: .builtIn(), gatherer: gatherer)
                .run(PreflightRequest(Subject(Self.want), only: ["cluster", "gpu-nodes", "crds"]))
            #expect(ContinuousClock.now - start < .seconds(14))
            #expect(try result("cluster", report).unknown?.code == .timeout)
            #expect(report.outcome == .undecided)
        }
    }
}

/// Counts what goes through it.
final class CountingTransport: HTTPTransport {
    private let inner: any HTTPTransport
    private let sent = Mutex(0)

    init(_ inner: any HTTPTransport) { self.inner = inner }

    var count: Int { sent.withLock { $0 } }

    func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        sent.withLock { $0 += 1 }
        return try await inner.send(request)
    }
}
