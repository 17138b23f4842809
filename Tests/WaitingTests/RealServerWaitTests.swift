import HTTP
import Kubernetes
import Readiness
import TestParts
import TestSupport
import Testing
import Value

@testable import Waiting

/// Causes that end a wait and that no release of a chart shows, on the real API server, with a clock on which a second takes
/// a tenth of one.
@Suite(.timeLimit(.minutes(5)))
struct RealServerWaitTests {
    private static func client(_ cluster: ControlPlane) throws -> KubernetesClient {
        var options = ClientOptions()
        options.clock = FastClock(times: 10)
        return KubernetesClient(
            configuration: try ClusterConfiguration.load(ClusterRequest(kubeconfig: cluster.kubeconfig)),
            transport: CurlTransport(), options: options)
    }

    private static func makeNamespace(_ client: KubernetesClient) async throws -> String {
        let name = "wait-" + String(UInt64.random(in: .min ... .max), radix: 36)
        _ = try await client.create(["apiVersion": "v1", "kind": "Namespace", "metadata": ["name": .string(name)]])
        return name
    }

    /// Why the wait ended, while something happens in the cluster.
    private static func error(
        _ awaited: Awaited, _ client: KubernetesClient,
        meanwhile: @escaping @Sendable () async throws -> Void = {}
    ) async throws -> WaitError? {
        try await withThrowingTaskGroup(of: WaitError?.self) { group in
            group.addTask {
                do {
                    try await Waiter(client: client).wait(for: [awaited], limits: WaitLimits(.seconds(2000)))
                    return nil
                } catch let error as WaitError {
                    return error
                }
            }
            defer { group.cancelAll() }
            try await meanwhile()
            return try await group.next() ?? nil
        }
    }

    // MARK: - Judged by a contract

    /// A contract over a ConfigMap: what its data say is how the model stands.
    private static func model(_ namespace: String) -> Awaited {
        Awaited(
            .configMaps, "model", namespace: namespace,
            .judged { object in
                let phase = object["data"]?["phase"]?.string ?? ""
                let message = object["data"]?["message"]?.string ?? ""
                let status = ResourceStatus(phase == "failed" ? .failed : .inProgress, message)
                return switch phase {
                case "failed": Judgement(status, faults: [Fault(.reported, message)])
                case "trouble": Judgement(status, faults: [Fault(.trouble, message)])
                default: Judgement(status)
                }
            })
    }

    private static func say(
        _ phase: Value, _ message: Value, _ client: KubernetesClient, _ namespace: String
    ) async throws {
        _ = try await client.apply(
            [
                "apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": "model"],
                "data": ["phase": phase, "message": message],
            ], as: .configMaps, namespace: namespace, options: ApplyOptions(fieldManager: "operator", force: true))
    }

    @Test func whatTheOperatorReportsEndsTheWait() async throws {
        let client = try Self.client(try await ControlPlane.shared())
        let namespace = try await Self.makeNamespace(client)
        try await Self.say("starting", "loads", client, namespace)
        let error = try await Self.error(Self.model(namespace), client) {
            try await Self.say("failed", "no such model", client, namespace)
        }
        #expect(error?.reason == .fault(.reported))
        #expect(error?.message.contains("no such model") == true)
    }

    @Test func troubleThatLastsEndsTheWait() async throws {
        let client = try Self.client(try await ControlPlane.shared())
        let namespace = try await Self.makeNamespace(client)
        try await Self.say("trouble", "no answer from the hub", client, namespace)
        let error = try await Self.error(Self.model(namespace), client)
        #expect(error?.reason == .fault(.trouble))
        #expect(error?.message.contains("no answer from the hub") == true)
    }

    @Test func whatSomebodyDeletesIsNotWaitedFor() async throws {
        let client = try Self.client(try await ControlPlane.shared())
        let namespace = try await Self.makeNamespace(client)
        try await Self.say("starting", "loads", client, namespace)
        let error = try await Self.error(Self.model(namespace), client) {
            _ = try await client.delete(.configMaps, "model", namespace: namespace)
        }
        #expect(error?.reason == .fault(.deleted))
        #expect(error?.message.contains("was deleted by someone else") == true)
    }

    // MARK: - Judged by the rules of their kinds

    /// The volume controller finds that the volume of a claim is gone.
    @Test func whatHasFailedByItsKindsRulesEndsTheWait() async throws {
        let client = try Self.client(try await ControlPlane.shared())
        let namespace = try await Self.makeNamespace(client)
        let claims = try await client.resourceType(apiVersion: "v1", kind: "PersistentVolumeClaim")
        _ = try await client.create(
            [
                "apiVersion": "v1", "kind": "PersistentVolumeClaim",
                "metadata": ["name": "store", "annotations": ["pv.kubernetes.io/bind-completed": "yes"]],
                "spec": [
                    "accessModes": ["ReadWriteOnce"], "resources": ["requests": ["storage": "1Gi"]],
                    "volumeName": "gone", "storageClassName": "",
                ],
            ], namespace: namespace)
        let error = try await Self.error(
            Awaited(claims, "store", namespace: namespace, .ready(mustRun: false)), client)
        #expect(error?.reason == .fault(.failed))
        #expect(error?.message.contains("has lost its volume") == true)
    }

    // MARK: - Turning

    private static func until(_ isSo: () -> Bool) async throws {
        while !isSo() { try await Task.sleep(for: .milliseconds(10)) }
    }

    /// Plays the controller of a Deployment of one pod.
    private static func say(
        ready: Int64, of name: String, _ client: KubernetesClient, _ namespace: String
    ) async throws {
        _ = try await client.patch(
            .deployments, name, namespace: namespace,
            with: .merge(["status": Objects.deployment(name, ready: ready)["status"] ?? .null]),
            options: WriteOptions(subresource: "status"))
    }

    /// Without controllers, which would set its status right again.
    @Test func whatStopsBeingReadyIsWaitedForAgain() async throws {
        try await ControlPlane.with { cluster in
            let client = try Self.client(cluster)
            let namespace = try await Self.makeNamespace(client)
            let names = ["a", "b"]
            for name in names {
                _ = try await client.create(
                    [
                        "apiVersion": "apps/v1", "kind": "Deployment", "metadata": ["name": .string(name)],
                        "spec": [
                            "selector": ["matchLabels": ["app": .string(name)]],
                            "template": [
                                "metadata": ["labels": ["app": .string(name)]],
                                "spec": ["containers": [["name": "a", "image": "nowhere.invalid/a"]]],
                            ],
                        ],
                    ], namespace: namespace)
            }
            let log = NewsLog()
            try await withThrowingTaskGroup(of: [WaitReport].self) { group in
                group.addTask {
                    try await Waiter(client: client, tell: log.add).wait(
                        for: names.map { Awaited(.deployments, $0, namespace: namespace, .ready(mustRun: false)) },
                        limits: WaitLimits(.seconds(2000)))
                }
                defer { group.cancelAll() }
                try await Self.say(ready: 1, of: "a", client, namespace)
                try await Self.until {
                    log.texts.contains { $0.hasPrefix("waiting for Deployment.apps \(namespace)/b ") }
                }
                try await Self.say(ready: 0, of: "a", client, namespace)
                try await Self.until { log.texts.contains { $0.contains("/a was ready, and is not any more: ") } }
                try await Self.say(ready: 1, of: "b", client, namespace)
                try await Self.until {
                    log.texts.contains("waiting for Deployment.apps \(namespace)/a available 0/1")
                }
                try await Self.say(ready: 1, of: "a", client, namespace)
                let reports = try await group.next()
                #expect(reports?.map(\.isMet) == [true, true])
            }
        }
    }

    @Test func aRunThatFailedEndsTheWait() async throws {
        let client = try Self.client(try await ControlPlane.shared())
        let namespace = try await Self.makeNamespace(client)
        _ = try await client.create(
            [
                "apiVersion": "v1", "kind": "Pod", "metadata": ["name": "setup"],
                "spec": ["restartPolicy": "Never", "containers": [["name": "a", "image": "nowhere.invalid/a"]]],
            ], namespace: namespace)
        let error = try await Self.error(Awaited(.pods, "setup", namespace: namespace, .ended), client) {
            _ = try await client.patch(
                .pods, "setup", namespace: namespace,
                with: .merge(["status": ["phase": "Failed", "message": "exit code 3"]]),
                options: WriteOptions(subresource: "status"))
        }
        #expect(error?.reason == .fault(.runFailed))
        #expect(error?.message.contains("exit code 3") == true)
    }

    /// The scheduler's own words about a label that no node has.
    @Test func f38APodThatNoNodeCanTakeEndsTheWait() async throws {
        try await ControlPlane.with(controllers: true) { cluster in
            let client = try Self.client(cluster)
            _ = try await client.create([
                "apiVersion": "v1", "kind": "Node", "metadata": ["name": "only"], "spec": [:],
                "status": [
                    "capacity": ["cpu": "8", "memory": "32Gi", "pods": "110"],
                    "allocatable": ["cpu": "8", "memory": "32Gi", "pods": "110"],
                    "conditions": [["type": "Ready", "status": "True"]],
                ],
            ])
            _ = try await client.create(
                [
                    "apiVersion": "apps/v1", "kind": "Deployment", "metadata": ["name": "web"],
                    "spec": [
                        "selector": ["matchLabels": ["app": "web"]],
                        "template": [
                            "metadata": ["labels": ["app": "web"]],
                            "spec": [
                                "nodeSelector": ["example.com/gpu": "true"],
                                "containers": [["name": "a", "image": "nowhere.invalid/a"]],
                            ],
                        ],
                    ],
                ], namespace: "default")
            let error = try await Self.error(
                Awaited(.deployments, "web", namespace: "default", .ready(mustRun: false)), client)
            #expect(error?.reason == .fault(.unschedulable))
            #expect(error?.message.contains("0/1 nodes are available: ") == true, "\(String(describing: error))")
        }
    }
}
