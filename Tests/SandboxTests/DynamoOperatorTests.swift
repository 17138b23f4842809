import FoundationEssentials
import HTTP
import Kubernetes
import Sandbox
import TestParts
import Testing
import Value
import YAML

/// The simulated Dynamo operator, as `charts/dynamo/provider.yaml` describes it.
@Suite(.timeLimit(.minutes(2)))
struct DynamoOperatorTests {
    static func operators() throws -> [SimulatedOperator] {
        let path = "\(TestParts.projectRoot)/charts/dynamo/provider.yaml"
        let text = try String(contentsOfFile: path, encoding: .utf8)
        let root = try YAMLFields(try YAML.decodeDocument(text, file: "provider.yaml"))
        return try SimulatedOperator.list(in: try #require(try root.fields("sandbox")))
    }

    static func options(faults: [SandboxFault] = [], clock: any SandboxClock = ScaledClock.fast) throws
        -> SandboxOptions
    {
        var file = SandboxFile.standard
        file.faults = faults
        return SandboxOptions(file: file, operators: try operators(), clock: clock, seed: 7)
    }

    static let operatorDeployment: Value = [
        "apiVersion": "apps/v1", "kind": "Deployment",
        "metadata": [
            "name": "dynamo-platform-dynamo-operator-controller-manager", "namespace": "dynamo-system",
            "labels": ["app.kubernetes.io/name": "dynamo-operator"],
        ],
        "spec": [
            "selector": ["matchLabels": ["app.kubernetes.io/name": "dynamo-operator"]],
            "template": [
                "metadata": ["labels": ["app.kubernetes.io/name": "dynamo-operator"]],
                "spec": ["containers": [["name": "manager", "image": "sandbox.invalid/simulated/operator:0"]]],
            ],
        ],
    ]

    static func graph(_ name: String = "qwen", gpus: String = "1", replicas: Int64 = 1) -> Value {
        [
            "apiVersion": "nvidia.com/v1beta1", "kind": "DynamoGraphDeployment",
            "metadata": ["name": .string(name), "namespace": "dynamo-system"],
            "spec": [
                "components": [
                    [
                        "name": "Frontend", "type": "frontend", "replicas": 1,
                        "podTemplate": [
                            "spec": ["containers": [["name": "main", "image": "example.invalid/vllm-runtime:1.5.1"]]]
                        ],
                    ],
                    [
                        "name": "VllmDecodeWorker", "type": "worker", "replicas": .integer(replicas),
                        "podTemplate": [
                            "spec": [
                                "containers": [
                                    [
                                        "name": "main", "image": "example.invalid/vllm-runtime:1.5.1",
                                        "args": ["--model", "Qwen/Qwen3-0.6B"],
                                        "resources": ["limits": ["nvidia.com/gpu": .string(gpus)]],
                                    ]
                                ]
                            ]
                        ],
                    ],
                ]
            ],
        ]
    }

    private static func install(_ client: KubernetesClient) async throws -> ResourceType {
        _ = try await client.create(["apiVersion": "v1", "kind": "Namespace", "metadata": ["name": "dynamo-system"]])
        _ = try await client.create(operatorDeployment)
        return try await eventually("the operator's types are served") {
            do {
                return try await client.resourceType(apiVersion: "nvidia.com/v1beta1", kind: "DynamoGraphDeployment")
            } catch let error as KubernetesError where error.code == .resourceTypeNotFound {
                return nil
            }
        }
    }

    /// Asks until there is an answer; a promise that does not come true in ten seconds is broken.
    static func eventually<Answer: Sendable>(
        _ what: String, _ ask: () async throws -> Answer?
    ) async throws -> Answer {
        for _ in 0..<1_000 {
            if let answer = try await ask() { return answer }
            try await Task.sleep(for: .milliseconds(10))
        }
        Issue.record("never came true: \(what)")
        throw CancellationError()
    }

    @Test func fromInstallToAnAnswer() async throws {
        try await withSandbox(Self.options()) { sandbox in
            let client = try sandbox.client()
            let type = try await Self.install(client)
            let created = try await client.create(Self.graph())
            #expect(created["status"] == nil)
            let ready = try await Self.eventually("the graph is ready") {
                let graph = try await client.get(type, "qwen", namespace: "dynamo-system")
                return graph["status"]?["state"]?.string == "successful" ? graph : nil
            }
            #expect(ready["status"]?["observedGeneration"]?.integer == 1)
            let worker = ready["status"]?["components"]?["VllmDecodeWorker"]
            #expect(worker?["readyReplicas"]?.integer == 1)
            let condition = try #require(ready["status"]?["conditions"]?[0])
            #expect(condition["status"]?.string == "True")
            #expect(condition["reason"]?.string == "all_resources_are_ready")

            let models = try await client.rawValue(
                "/api/v1/namespaces/dynamo-system/services/qwen-frontend:8000/proxy/v1/models")
            #expect(models["data"]?[0]?["id"]?.string == "Qwen/Qwen3-0.6B")
            let answer = try await sandbox.transport.send(
                HTTPRequest(
                    .post,
                    "\(Sandbox.serverURL)/api/v1/namespaces/dynamo-system/services/qwen-frontend:http/proxy/v1/chat/completions",
                    headers: ["Authorization": "Bearer \(Sandbox.adminToken)"],
                    body: Array(#"{"model":"Qwen/Qwen3-0.6B","messages":[{"role":"user","content":"hi"}]}"#.utf8)))
            let body = try Value(json: try await answer.body.collect(upTo: 1 << 20))
            let content = body["choices"]?[0]?["message"]?["content"]?.string
            #expect(content?.contains("simulated") == true)
        }
    }

    @Test func podsCarryTheOperatorsLabelsAndAnOwner() async throws {
        try await withSandbox(Self.options()) { sandbox in
            let client = try sandbox.client()
            let type = try await Self.install(client)
            _ = try await client.create(Self.graph())
            let pod = try await Self.eventually("a worker pod runs") {
                let pods = try await client.listAll(.pods, namespace: "dynamo-system").items
                return pods.first { $0["metadata"]?["labels"]?["nvidia.com/dynamo-component-type"]?.string == "worker" }
            }
            #expect(pod["metadata"]?["labels"]?["nvidia.com/dynamo-graph-deployment-name"]?.string == "qwen")
            #expect(pod["spec"]?["containers"]?[0]?["resources"]?["limits"]?["nvidia.com/gpu"]?.string == "1")
            let service = try await client.get(.services, "qwen-frontend", namespace: "dynamo-system")
            #expect(service["metadata"]?["ownerReferences"]?[0]?["kind"]?.string == "DynamoGraphDeployment")
            _ = try await client.delete(type, "qwen", namespace: "dynamo-system")
            _ = try await Self.eventually("all parts are collected") {
                let service = try await client.getIfPresent(.services, "qwen-frontend", namespace: "dynamo-system")
                return service == nil ? true : nil
            }
        }
    }

    @Test func aFaultFailsTheGraphWithItsMessage() async throws {
        let fault = SandboxFault(
            kind: "DynamoGraphDeployment", name: "bad-*", fault: "failed", message: "no such model: simulated")
        try await withSandbox(Self.options(faults: [fault])) { sandbox in
            let client = try sandbox.client()
            let type = try await Self.install(client)
            _ = try await client.create(Self.graph("bad-one"))
            let failed = try await Self.eventually("the graph fails") {
                let graph = try await client.get(type, "bad-one", namespace: "dynamo-system")
                return graph["status"]?["state"]?.string == "failed" ? graph : nil
            }
            let condition = failed["status"]?["conditions"]?[0]
            #expect(condition?["message"]?.string == "no such model: simulated")
            #expect(condition?["reason"]?.string == "ValidationFailed")
            // As the operator does: the condition is about this generation, the status stays at the last good one.
            #expect(condition?["observedGeneration"]?.integer == 1)
            #expect(failed["status"]?["observedGeneration"] == nil)
        }
    }

    @Test func anErrorThatPassesLooksLikeAFailureForAWhile() async throws {
        let fault = SandboxFault(kind: "DynamoGraphDeployment", name: "qwen", fault: "reconcile-error")
        let clock = ManualClock()
        try await withSandbox(Self.options(faults: [fault], clock: clock)) { sandbox in
            let states = try await Self.states(of: sandbox, clock, for: .seconds(60)) { status in
                "\(status?["state"]?.string ?? "none") \(status?["conditions"]?[0]?["reason"]?.string ?? "none")"
            }
            #expect(
                states == [
                    "none none", "failed failed_to_reconcile_the_resources",
                    "initializing some_resources_are_not_ready",
                    "pending some_resources_are_not_ready", "successful all_resources_are_ready",
                ])
        }
    }

    /// Where Dynamo makes Deployments, its own status does not tell why pods find no place: only the pods do.
    @Test func tooManyGPUsShowAtThePodsAlone() async throws {
        try await withSandbox(Self.options()) { sandbox in
            let client = try sandbox.client()
            let type = try await Self.install(client)
            _ = try await client.create(Self.graph("large", gpus: "16"))
            let refusal = try await Self.eventually("a pod finds no place") {
                let pods = try await client.listAll(.pods, namespace: "dynamo-system").items
                return pods.lazy.compactMap { $0["status"]?["conditions"]?[0] }.first {
                    $0["reason"] == "Unschedulable"
                }
            }
            let waiting = try await Self.eventually("the frontend is ready, the worker is not") {
                let graph = try await client.get(type, "large", namespace: "dynamo-system")
                return graph["status"]?["components"]?["Frontend"]?["readyReplicas"]?.integer == 1 ? graph : nil
            }
            #expect(waiting["status"]?["state"]?.string == "pending")
            let condition = waiting["status"]?["conditions"]?[0]
            #expect(condition?["reason"]?.string == "some_resources_are_not_ready")
            #expect(
                condition?["message"]?.string
                    == "Resources not ready: large-vllmdecodeworker: Component deployment not ready - "
                    + "Available condition not true")
            let worker = waiting["status"]?["components"]?["VllmDecodeWorker"]
            #expect(worker?["componentNames"] == ["large-vllmdecodeworker"])
            #expect(worker?["componentName"] == nil)
            #expect(worker?["replicas"]?.integer == 1)
            let message = refusal["message"]?.string ?? ""
            #expect(
                message.hasPrefix(
                    "0/6 nodes are available: 1 node(s) had untolerated taint {node-role.kubernetes.io/control-plane: }, 1 node(s) were unschedulable, 4 Insufficient nvidia.com/gpu."
                ), "\(message)")
        }
    }

    @Test func theOlderVersionIsServedToo() async throws {
        try await withSandbox(Self.options()) { sandbox in
            let client = try sandbox.client()
            _ = try await Self.install(client)
            let type = try await client.resourceType(apiVersion: "nvidia.com/v1alpha1", kind: "DynamoGraphDeployment")
            _ = try await client.create(
                [
                    "apiVersion": "nvidia.com/v1alpha1", "kind": "DynamoGraphDeployment",
                    "metadata": ["name": "old", "namespace": "dynamo-system"],
                    "spec": [
                        "services": [
                            "Frontend": ["componentType": "frontend", "replicas": 1],
                            "VllmWorker": [
                                "componentType": "worker", "replicas": 2, "resources": ["limits": ["gpu": "1"]],
                                "extraPodSpec": [
                                    "mainContainer": ["image": "example.invalid/x:1.1.1", "args": ["--model=m"]]
                                ],
                            ],
                        ]
                    ],
                ])
            let ready = try await Self.eventually("the graph is ready") {
                let graph = try await client.get(type, "old", namespace: "dynamo-system")
                return graph["status"]?["state"]?.string == "successful" ? graph : nil
            }
            #expect(ready["status"]?["services"]?["VllmWorker"]?["readyReplicas"]?.integer == 2)
            #expect(ready["status"]?["services"]?["VllmWorker"]?["componentName"] == "old-vllmworker")
        }
    }

    /// A pod on each node, counted as one worker.
    @Test func aWorkerOnSeveralNodesHasAPodOnEach() async throws {
        try await withSandbox(Self.options()) { sandbox in
            let client = try sandbox.client()
            let type = try await Self.install(client)
            var graph = Self.graph("wide", replicas: 2)
            var components = try #require(graph["spec"]?["components"]?.array)
            components[1] = components[1].merged(with: ["multinode": ["nodeCount": 2]])
            graph = graph.merged(with: ["spec": ["components": .array(components)]])
            _ = try await client.create(graph)
            let ready = try await Self.eventually("the graph is ready") {
                let graph = try await client.get(type, "wide", namespace: "dynamo-system")
                return graph["status"]?["state"]?.string == "successful" ? graph : nil
            }
            let worker = ready["status"]?["components"]?["VllmDecodeWorker"]
            #expect(worker?["replicas"]?.integer == 2 && worker?["readyReplicas"]?.integer == 2, "\(ready)")
            #expect(worker?["componentKind"] == "PodCliqueScalingGroup")
            let pods = try await client.listAll(.pods, namespace: "dynamo-system").items
            #expect(pods.count { $0["metadata"]?["labels"]?["nvidia.com/dynamo-component"] == "VllmDecodeWorker" } == 4)
        }
    }

    @Test func theDefinitionTakesEveryTypeOfComponentThatTheOperatorKnows() async throws {
        try await withSandbox(Self.options()) { sandbox in
            let client = try sandbox.client()
            _ = try await Self.install(client)
            for type in ["frontend", "worker", "prefill", "decode", "planner", "epp", "lpx"] {
                let graph: Value = [
                    "apiVersion": "nvidia.com/v1beta1", "kind": "DynamoGraphDeployment",
                    "metadata": ["name": .string("with-\(type)"), "namespace": "dynamo-system"],
                    "spec": ["components": [["name": "Part", "type": .string(type)]]],
                ]
                _ = try await client.create(graph, options: WriteOptions(dryRun: true, fieldValidation: .strict))
            }
        }
    }

    @Test(arguments: [
        ("nothing of the kind", ["spec", "components", "0", "typo"], "unknown field"),
        ("an unknown type of component", ["spec", "components", "0", "type"], "Unsupported value"),
    ])
    func theDefinitionRefuses(what: String, path: [String], message: String) async throws {
        try await withSandbox(Self.options()) { sandbox in
            let client = try sandbox.client()
            _ = try await Self.install(client)
            var component: Value = Self.graph()["spec"]?["components"]?[0] ?? [:]
            var members = try #require(component.object)
            members[path[3]] = "nonsense"
            component = .object(members)
            let graph: Value = [
                "apiVersion": "nvidia.com/v1beta1", "kind": "DynamoGraphDeployment",
                "metadata": ["name": "wrong", "namespace": "dynamo-system"], "spec": ["components": [component]],
            ]
            let error = await #expect(throws: KubernetesError.self) {
                try await client.create(graph, options: WriteOptions(fieldValidation: .strict))
            }
            #expect(error?.description.contains(message) == true, "\(what): \(error?.description ?? "")")
        }
    }

    @Test func theStateMovesWithTheClockAlone() async throws {
        let clock = ManualClock()
        try await withSandbox(Self.options(clock: clock)) { sandbox in
            let states = try await Self.states(of: sandbox, clock, for: .seconds(30)) {
                $0?["state"]?.string ?? "none"
            }
            #expect(states == ["none", "initializing", "pending", "successful"])
        }
    }

    /// Runs the operator for ten seconds, then a graph; what `word` makes of its status, whenever that changes.
    private static func states(
        of sandbox: Sandbox, _ clock: ManualClock, for time: Duration, word: (Value?) -> String
    ) async throws -> [String] {
        let client = try sandbox.client()
        _ = try await client.create([
            "apiVersion": "v1", "kind": "Namespace", "metadata": ["name": "dynamo-system"],
        ])
        _ = try await client.create(operatorDeployment)
        for _ in 0..<10 {
            clock.advance(by: .seconds(1))
            sandbox.settle()
        }
        let type = try await client.resourceType(apiVersion: "nvidia.com/v1beta1", kind: "DynamoGraphDeployment")
        _ = try await client.create(graph())
        var states: [String] = []
        let end = clock.elapsed + time
        while clock.elapsed < end {
            sandbox.settle()
            let state = word(try await client.get(type, "qwen", namespace: "dynamo-system")["status"])
            if states.last != state { states.append(state) }
            clock.advance(by: .milliseconds(500))
        }
        return states
    }
}
