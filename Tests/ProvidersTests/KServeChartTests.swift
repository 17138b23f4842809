import Charts
import Exposure
import Providers
import Testing
import Value

/// The manifest of a model on KServe.
@Suite struct KServeChartTests {
    private func render(_ values: Object = [:], name: String = "qwen3") throws -> Value {
        let models = try ChartUnderTest(provider: "kserve").manifests(values, name: name)
            .filter { $0.kind == "LLMInferenceService" }
        #expect(models.count == 1)
        return try #require(models.first).value
    }

    private func spec(_ values: Object = [:]) throws -> Value { try #require(try render(values)["spec"]) }

    private static let split: Object = ["mode": "disaggregated", "routerMode": "endpoint-picker"]
    private static let connector =
        #"--kv-transfer-config '{"kv_connector":"NixlConnector","kv_role":"kv_both"}'"#

    /// The engine's container in a workload, which is the spec itself or its `prefill`.
    private func engine(in workload: Value?) throws -> Value {
        let containers = try #require(workload?["template"]?["containers"]?.array)
        #expect(containers.count == 1)
        #expect(containers.first?["name"] == "main")
        return try #require(containers.first)
    }

    private func variables(of container: Value) -> [String: Value] {
        let entries = container["env"]?.array ?? []
        return Dictionary(entries.map { ($0["name"]?.string ?? "", $0) }) { first, _ in
            Issue.record("a variable is there twice: \(first)")
            return first
        }
    }

    private func arguments(_ values: Object = [:]) throws -> String? {
        variables(of: try engine(in: try spec(values)))["VLLM_ADDITIONAL_ARGS"]?["value"]?.string
    }

    @Test func theModelHasItsNameAndItsSource() throws {
        let object = try render()
        #expect(object["apiVersion"] == "serving.kserve.io/v1alpha2")
        #expect(object["kind"] == "LLMInferenceService")
        #expect(object["metadata"]?["name"] == "qwen3")
        #expect(object["metadata"]?["namespace"] == "models")
        #expect(object["spec"]?["model"] == ["uri": "hf://Qwen/Qwen3-0.6B", "name": "Qwen/Qwen3-0.6B"])
        #expect(
            try spec(["servedModelName": "chat"])["model"] == ["uri": "hf://Qwen/Qwen3-0.6B", "name": "chat"])
        let older = try render(["apiVersion": "serving.kserve.io/v1alpha1"])
        #expect(older["apiVersion"] == "serving.kserve.io/v1alpha1")
        #expect(older["spec"] == object["spec"])
    }

    @Test(arguments: [
        ("", "pvc://models/Qwen/Qwen3-0.6B"), ("qwen/small", "pvc://models/qwen/small"), ("/", "pvc://models"),
    ])
    func aClaimThatHoldsTheModelIsItsSource(path: String, uri: String) throws {
        let model = try spec(["modelCache": ["claim": "models", "path": .string(path)]])["model"]
        #expect(model == ["uri": .string(uri), "name": "Qwen/Qwen3-0.6B"])
    }

    struct Knob: Sendable, CustomTestStringConvertible {
        var values: Object
        var arguments: String?
        var testDescription: String { Value.object(values).json() }
    }

    @Test(arguments: [
        Knob(values: [:], arguments: nil),
        Knob(values: ["resources": ["gpu": 4]], arguments: "--tensor-parallel-size 4"),
        Knob(values: ["resources": ["gpu": 0]], arguments: nil),
        Knob(values: ["contextLength": 1_000_000], arguments: "--max-model-len 1000000"),
        Knob(values: ["enforceEager": true], arguments: "--enforce-eager"),
        Knob(values: ["enablePrefixCaching": true], arguments: "--enable-prefix-caching"),
        Knob(values: ["enablePrefixCaching": false], arguments: "--no-enable-prefix-caching"),
        Knob(values: ["trustRemoteCode": true], arguments: "--trust-remote-code"),
        Knob(
            values: ["engineArgs": ["max-num-seqs": 1_000_000, "gpu-memory-utilization": 0.85, "a": true, "b": false]],
            arguments: "--a --gpu-memory-utilization 0.85 --max-num-seqs 1000000"),
        Knob(
            values: ["enforceEager": true, "contextLength": 4096, "engineArgs": ["kv-cache-dtype": "fp8"]],
            arguments: "--max-model-len 4096 --enforce-eager --kv-cache-dtype fp8"),
        // A shell reads them, and Kubernetes before it.
        Knob(
            values: ["engineArgs": ["a": "it's $(HOME)", "b": "{\"c\":[1]}", "d": ""]],
            arguments: #"--a 'it'\''s $$(HOME)' --b '{"c":[1]}' --d ''"#),
    ])
    func eachKnobIsAnArgumentOfTheEngine(test: Knob) throws {
        #expect(try arguments(test.values) == test.arguments)
    }

    @Test func withoutARouterThereIsNoGateway() throws {
        #expect(try spec(["replicas": 3])["replicas"] == 3)
        #expect(try spec()["router"] == nil)
        #expect(try spec()["prefill"] == nil)
        #expect(try spec()["template"]?["initContainers"] == nil)
    }

    private static let picker: Object = ["routerMode": "endpoint-picker"]
    private static let nginx: Object = ["routerMode": "endpoint-picker", "gateway": ["className": "nginx"]]

    @Test func theEndpointPickerHasTheOperatorsGatewayUnlessAnotherIsNamed() throws {
        let picker = Self.picker
        let refs: Value = ["refs": [["name": "qwen3-gateway", "namespace": "models"]]]
        #expect(try spec(Self.nginx)["router"] == ["route": [:], "gateway": refs, "scheduler": [:]])
        let operators = try spec(picker)
        #expect(operators["router"] == ["route": [:], "gateway": [:], "scheduler": [:]])
        let own = try spec(picker.merged(with: ["gateway": ["name": "inference"]]))["router"]?["gateway"]
        #expect(own == ["refs": [["name": "inference", "namespace": "models"]]])
        let other = try spec(picker.merged(with: ["gateway": ["name": "inference", "namespace": "infra"]]))
        #expect(other["router"]?["gateway"] == ["refs": [["name": "inference", "namespace": "infra"]]])
    }

    @Test(
        arguments: [
            ([:], nil), (picker, nil), (split, nil), (nginx, "nginx"),
            (split.merged(with: ["gateway": ["className": "nginx"]]), "nginx"),
            (picker.merged(with: ["gateway": ["className": "envoy"]]), "envoy"),
            (nginx.merged(with: ["gateway": ["className": ""]]), nil),
            (nginx.merged(with: ["gateway": ["name": "inference"]]), nil),
        ] as [(Object, String?)])
    func aGatewayIsMadeWhereItsClassIsNamed(values: Object, className: String?) throws {
        let found = try ChartUnderTest(provider: "kserve").objects(values)["Gateway"]
        #expect(found?["spec"]?["gatewayClassName"]?.string == className)
        #expect((found == nil) == (className == nil))
    }

    @Test func theGatewayIsForTheDeploymentAlone() throws {
        let found = try ChartUnderTest(provider: "kserve").object("Gateway", Self.nginx)
        #expect(found["metadata"]?["name"] == "qwen3-gateway")
        #expect(
            found["spec"]?["listeners"] == [
                ["name": "http", "port": 80, "protocol": "HTTP", "allowedRoutes": ["namespaces": ["from": "Same"]]]
            ])
        // Routes of others go elsewhere: it goes with the deployment.
        #expect(GatewayFact(found).owner == "qwen3")
    }

    @Test func whatTheGatewayNeedsIsBroughtForItAlone() throws {
        let registry = try ProviderRegistry.builtIn()
        let kserve = try registry.provider("kserve")
        func brought(_ values: Object) throws -> [String] {
            try registry.prerequisites(of: kserve, for: values).map(\.definition.name)
        }
        #expect(try brought([:]).isEmpty)
        #expect(try brought(Self.picker).isEmpty)
        #expect(try brought(Self.nginx) == ["nginx-gateway-fabric"])
        #expect(try brought(Self.split.merged(with: Self.nginx)) == ["nginx-gateway-fabric"])
        #expect(try brought(Self.picker.merged(with: ["gateway": ["className": "envoy"]])).isEmpty)
        #expect(try brought(Self.nginx.merged(with: ["gateway": ["name": "inference"]])).isEmpty)
    }

    /// What its chart would bring, and is told not to: types belong to one release.
    @Test func theTypesOfEndpointPickersComeBeforeTheOperator() throws {
        let registry = try ProviderRegistry.builtIn()
        let order = try registry.operators(of: registry.provider("kserve"))
        let controller = try #require(order.firstIndex { $0.name == "kserve-llmisvc-resources" })
        let before = order[..<controller].flatMap(\.crds).map(\.name)
        for name in [
            "inferencepools.inference.networking.k8s.io", "inferenceobjectives.llm-d.ai",
            "inferencemodelrewrites.llm-d.ai", "httproutes.gateway.networking.k8s.io",
        ] {
            #expect(before.contains(name), "\(name)")
        }
    }

    @Test func nginxWaitsForLongAnswersOfThisGatewayToo() throws {
        let chart = ChartUnderTest(
            provider: "kserve", apiVersions: ["serving.kserve.io/v1alpha2", "gateway.nginx.org/v1alpha1/WAFPolicy"])
        let policy = try chart.object("ProxySettingsPolicy", Self.nginx)
        #expect(policy["spec"]?["timeout"] == ["read": "1h"])
        #expect(policy["spec"]?["targetRefs"]?[0]?["kind"] == "Gateway")
        #expect(policy["spec"]?["targetRefs"]?[0]?["name"] == "qwen3-gateway")
        let envoy = try chart.objects(Self.picker.merged(with: ["gateway": ["className": "envoy"]]))
        #expect(envoy["ProxySettingsPolicy"] == nil)
    }

    @Test func prefillAndDecodeShareTheModelAndHandOverWhatTheyComputed() throws {
        let spec = try spec(Self.split.merged(with: ["replicas": 2, "prefillReplicas": 3, "resources": ["gpu": 2]]))
        #expect(spec["replicas"] == 2)
        #expect(spec["prefill"]?["replicas"] == 3)
        #expect(spec["router"]?["scheduler"] == [:])
        for workload in [spec, spec["prefill"]] as [Value?] {
            let container = try engine(in: workload)
            let variables = variables(of: container)
            let arguments = variables["VLLM_ADDITIONAL_ARGS"]?["value"]?.string
            #expect(arguments == "--tensor-parallel-size 2 \(Self.connector)")
            #expect(
                variables["VLLM_NIXL_SIDE_CHANNEL_HOST"]?["valueFrom"] == ["fieldRef": ["fieldPath": "status.podIP"]])
            #expect(container["resources"]?["limits"]?["nvidia.com/gpu"] == "2")
        }
        // The sidecar of decode watches pools of the group that there is.
        #expect(
            spec["template"]?["initContainers"]
                == [["name": "llm-d-routing-sidecar", "args": ["--pool-group=inference.networking.k8s.io"]]])
        #expect(spec["prefill"]?["template"]?["initContainers"] == nil)
    }

    // MARK: - Several nodes

    private static let spread: Object = ["multinode": ["nodeCount": 2], "resources": ["gpu": 8]]

    private static let divisions: [(Object, Value)] = [
        (spread, ["tensor": 1, "data": 16, "dataLocal": 8, "expert": true]),
        (
            ["multinode": ["nodeCount": 3, "tensorParallel": 4], "resources": ["gpu": 8]],
            ["tensor": 4, "data": 6, "dataLocal": 2, "expert": true]
        ),
        (["multinode": ["nodeCount": 2]], ["tensor": 1, "data": 2, "dataLocal": 1, "expert": true]),
    ]

    @Test(arguments: divisions)
    func expertsAreSharedOutAmongTheGPUsOfAllNodes(values: Object, parallelism: Value) throws {
        #expect(try spec(values)["parallelism"] == parallelism)
        // The preset gives vLLM the number, and another would be in its way.
        #expect(try arguments(values) == nil)
    }

    @Test func onOneNodeThereIsNoWorker() throws {
        for values in [[:], ["multinode": ["nodeCount": 1, "tensorParallel": 2]]] as [Object] {
            #expect(try spec(values)["worker"] == nil)
            #expect(try spec(values)["parallelism"] == nil)
        }
    }

    @Test func podsOfTheOtherNodesAreLikeTheFirst() throws {
        let values = Self.spread.merged(with: [
            "contextLength": 4096, "sharedMemory": "64Gi", "nodeSelector": ["pool": "h100"], "hfTokenSecret": "hf",
            "startupSeconds": 3600, "hub": ["endpoint": "https://hub.example.com"],
        ])
        let spec = try spec(values)
        let (first, other) = (try #require(spec["template"]), try #require(spec["worker"]))
        for key in ["enableServiceLinks", "nodeSelector", "tolerations", "volumes", "initContainers"] {
            #expect(first[key] != nil && other[key] == first[key], "\(key)")
        }
        let containers = (try engine(in: spec), try #require(other["containers"]?[0]))
        for key in ["name", "imagePullPolicy", "env", "resources"] {
            #expect(containers.0[key] != nil && containers.1[key] == containers.0[key], "\(key)")
        }
        // Its preset has no probes: requests do not come to it.
        #expect(containers.0["startupProbe"]?["failureThreshold"] == 360)
        #expect(containers.1["startupProbe"] == nil)
        #expect(spec["worker"]?["initContainers"]?[0]?["name"] == "storage-initializer")
    }

    @Test func prefillAndDecodeHaveNodesOfTheirOwn() throws {
        let both = try spec(Self.split.merged(with: Self.spread))
        #expect(both["worker"] != nil && both["prefill"]?["worker"] != nil)
        #expect(both["prefill"]?["parallelism"] == both["parallelism"])
        // What hands requests over to prefill is where they come in.
        #expect(both["template"]?["initContainers"]?[0]?["name"] == "llm-d-routing-sidecar")
        #expect(both["worker"]?["initContainers"] == nil)
        for container in [both["worker"], both["prefill"]?["worker"]].map({ $0?["containers"]?[0] }) {
            let names = container?["env"]?.array?.compactMap { $0["name"]?.string }
            #expect(names == ["VLLM_NIXL_SIDE_CHANNEL_HOST", "VLLM_ADDITIONAL_ARGS"])
        }
        let one = try spec(
            Self.split.merged(with: Self.spread).merged(with: ["multinode": ["prefillNodeCount": 1]]))
        #expect(one["worker"] != nil && one["prefill"]?["worker"] == nil)
        #expect(one["prefill"]?["parallelism"] == nil)
        let other = try spec(Self.split.merged(with: ["multinode": ["prefillNodeCount": 4]]))
        #expect(other["worker"] == nil && other["prefill"]?["parallelism"]?["data"] == 4)
    }

    /// Kubernetes puts a checksum behind the name of a StatefulSet, and takes 63 characters for both.
    @Test(
        arguments: [
            (38, spread, nil), (39, spread, "has 39 characters; with more than 38"),
            (30, split.merged(with: spread), nil),
            (31, split.merged(with: spread), "has 31 characters; with more than 30"),
            (38, split.merged(with: ["multinode": ["decodeNodeCount": 2]]), nil),
        ] as [(Int, Object, String?)])
    func namesOfPodsOnSeveralNodesAreLonger(count: Int, values: Object, words: String?) throws {
        let name = String(repeating: "a", count: count)
        guard let words else {
            #expect(try render(values, name: name)["metadata"]?["name"] == .string(name))
            return
        }
        let error = try #require(throws: RenderError.self) { try render(values, name: name) }
        #expect("\(error)".contains(words))
    }

    @Test(
        arguments: [
            ([:], []), (spread, ["lws"]), (["multinode": ["prefillNodeCount": 2]], []),
            (split.merged(with: ["multinode": ["prefillNodeCount": 2]]), ["lws"]),
            (split.merged(with: ["multinode": ["decodeNodeCount": 2]]), ["lws"]),
            (
                split.merged(with: ["multinode": ["nodeCount": 2, "prefillNodeCount": 1, "decodeNodeCount": 1]]),
                []
            ),
        ] as [(Object, [String])])
    func leaderWorkerSetIsBroughtForSeveralNodesAlone(values: Object, names: [String]) throws {
        let registry = try ProviderRegistry.builtIn()
        let found = try registry.prerequisites(of: registry.provider("kserve"), for: values)
        #expect(found.map(\.definition.name) == names)
    }

    @Test(
        arguments: [
            ([:], 1), (spread, 2), (["replicas": 3, "multinode": ["nodeCount": 2]], 6),
            (split.merged(with: ["replicas": 2, "multinode": ["nodeCount": 2, "prefillNodeCount": 4]]), 12),
            (["multinode": ["nodeCount": 2], "autoscaling": ["enabled": true, "minReplicas": 3]], 6),
        ] as [(Object, Int64)])
    func eachNodeHasAPod(values: Object, pods: Int64) throws {
        let provider = try ProviderRegistry.builtIn().provider("kserve")
        #expect(provider.workers(for: (["modelId": "a/b"] as Object).merged(with: values)) == pods)
    }

    @Test func whoGivesAConnectorOrAVariableGetsIt() throws {
        let values = Self.split.merged(with: [
            "engineArgs": ["kv-transfer-config": "{}"],
            "env": [["name": "VLLM_NIXL_SIDE_CHANNEL_HOST", "value": "10.0.0.1"]],
        ])
        let variables = variables(of: try engine(in: try spec(values)))
        #expect(variables["VLLM_ADDITIONAL_ARGS"]?["value"] == "--kv-transfer-config '{}'")
        #expect(variables["VLLM_NIXL_SIDE_CHANNEL_HOST"]?["value"] == "10.0.0.1")
    }

    /// The operator downloads the model, not the engine: it has to know the Secret.
    @Test func theTokenReachesTheDownloadAndTheEngine() throws {
        #expect(try render()["metadata"]?["annotations"] == nil)
        let object = try render(["hfTokenSecret": "hf", "annotations": ["a": "b"]])
        #expect(
            object["metadata"]?["annotations"] == [
                "a": "b", "serving.kserve.io/secretName": "hf", "serving.kserve.io/storageSecretName": "hf",
            ])
        let token = variables(of: try engine(in: object["spec"]))["HF_TOKEN"]
        #expect(token?["valueFrom"] == ["secretKeyRef": ["name": "hf", "key": "HF_TOKEN"]])
    }

    @Test func whatIsNotAskedForIsLeftToThePresets() throws {
        let template = try #require(try spec()["template"])
        #expect(template["volumes"] == nil)
        let container = try engine(in: try spec())
        for key in ["image", "env", "command", "args", "startupProbe", "readinessProbe", "livenessProbe"] {
            #expect(container[key] == nil, "\(key)")
        }
        let values: Object = [
            "sharedMemory": "16Gi", "startupSeconds": 1801, "image": ["tag": "v0.9.0"], "podAnnotations": ["a": "b"],
        ]
        let full = try spec(values.merged(with: Self.split))
        for workload in [full, full["prefill"]] as [Value?] {
            #expect(workload?["annotations"] == ["a": "b"])
            #expect(
                workload?["template"]?["volumes"]
                    == [["name": "dshm", "emptyDir": ["medium": "Memory", "sizeLimit": "16Gi"]]])
            let engine = try engine(in: workload)
            #expect(engine["image"] == "ghcr.io/llm-d/llm-d-cuda:v0.9.0")
            #expect(engine["startupProbe"] == ["periodSeconds": 10, "failureThreshold": 181])
        }
    }

    @Test(arguments: [
        ("3b", "does not begin with a letter"), ("a.b", "has a dot"),
        (String(repeating: "a", count: 44), "has 44 characters; with more than 43"),
    ])
    func aNameThatItsServiceCannotBearIsRefused(name: String, words: String) throws {
        let error = try #require(throws: RenderError.self) { try render(name: name) }
        #expect("\(error)".contains(words))
    }

    @Test func theLongestNameIsTaken() throws {
        let name = String(repeating: "a", count: 43)
        #expect("\(name)-kserve-workload-svc".count == 63)
        #expect(try render(name: name)["metadata"]?["name"] == .string(name))
    }

    @Test(
        arguments: [
            (["mode": "disaggregated"], "needs routerMode endpoint-picker"),
            (["gateway": ["name": "g"]], "gateway.name needs routerMode endpoint-picker"),
            (["routerMode": "endpoint-picker", "gateway": ["namespace": "g"]], "gateway.namespace needs gateway.name"),
            (["image": ["repository": "my/vllm"]], "image.tag is missing"),
            (["engineArgs": ["chat-template": "{{ x }}"]], "two opening braces"),
            (
                ["multinode": ["nodeCount": 2], "resources": ["gpu": 0]],
                "multinode needs resources.gpu of at least 1"
            ),
            (
                ["multinode": ["nodeCount": 2, "tensorParallel": 2], "resources": ["gpu": 3]],
                "multinode.tensorParallel is 2, which does not divide the 3 GPUs of resources.gpu"
            ),
        ] as [(Object, String)])
    func whatDoesNotGoTogetherIsRefusedWithItsReason(values: Object, words: String) throws {
        let error = try #require(throws: RenderError.self) { try render(values) }
        #expect("\(error)".contains(words))
    }

    @Test(
        arguments: [
            ["engine": "sglang"], ["routerMode": "kv"], ["replicas": -1], ["prefillReplicas": 0],
            ["servedModelName": "two words"], ["modelCache": ["path": "../up"]], ["startupSeconds": 5],
            ["env": [["name": "VLLM_ADDITIONAL_ARGS", "value": "--x"]]], ["nonsense": 1],
            ["multinode": ["nodeCount": 0]], ["multinode": ["tensorParallel": 0]], ["multinode": ["nodes": 2]],
        ] as [Object])
    func whatItCannotDoIsRefusedByTheSchema(values: Object) throws {
        let error = try #require(throws: RenderError.self) { try render(values) }
        #expect(error.code == .badValues)
    }

    /// The operator downloads the model, so that what downloads it has to know the way, too.
    @Test func theWayToModelsIsForTheDownloadAsWell() throws {
        let way: Object = ["hub": ["endpoint": "https://hub.example.com"], "caBundle": ["configMap": "trust"]]
        #expect(try spec()["template"]?["initContainers"] == nil)
        let download = try #require(try spec(way)["template"]?["initContainers"]?[0])
        #expect(download["name"] == "storage-initializer" && download["image"] == nil)
        let names = variables(of: download).keys.sorted()
        #expect(names == ["CURL_CA_BUNDLE", "HF_ENDPOINT", "REQUESTS_CA_BUNDLE", "SSL_CERT_FILE"])
        #expect(download["volumeMounts"]?[0]?["name"] == "certificates")
        let kept = try spec(way.merged(with: ["modelCache": ["claim": "models"]]))["template"]
        #expect(kept?["initContainers"] == nil)
        let both = try spec(way.merged(with: Self.split))
        #expect(both["template"]?["initContainers"]?.array?.count == 2)
        #expect(both["prefill"]?["template"]?["initContainers"]?.array?.count == 1)
    }
}
