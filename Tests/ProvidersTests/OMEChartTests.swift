import Charts
import Expressions
import Providers
import Testing
import Value

/// The manifests of a model on OME.
@Suite struct OMEChartTests {
    private func render(
        _ values: Object = [:], name: String = "qwen3", namespace: String = "models"
    ) throws -> [String: Value] {
        let chart = try ProviderRegistry.builtIn().provider("ome").chart
        let all = (["modelId": "Qwen/Qwen3-0.6B"] as Object).merged(with: values)
        let rendered = try Renderer().render(
            chart, values: all, release: ReleaseIdentity(name: name, namespace: namespace))
        return Dictionary(uniqueKeysWithValues: rendered.manifests.map { ($0.kind, $0.value) })
    }

    private func service(_ values: Object = [:]) throws -> Value {
        try #require(try render(values)["InferenceService"]?["spec"])
    }

    private func runtime(_ values: Object = [:]) throws -> Value {
        try #require(try render(values)["ServingRuntime"]?["spec"])
    }

    private func arguments(_ values: Object = [:], of part: String = "engine") throws -> [String] {
        strings(try service(values)[part]?["runner"]?["args"])
    }

    private func strings(_ value: Value?) -> [String] { value?.array?.compactMap(\.string) ?? [] }

    private func name(_ object: Value?) -> String { object?["metadata"]?["name"]?.string ?? "" }

    private static let apart: Object = ["engine": "sglang", "mode": "disaggregated"]

    @Test func serviceModelAndRuntimeFindEachOther() throws {
        let objects = try render()
        #expect(objects.keys.sorted() == ["ClusterBaseModel", "InferenceService", "ServingRuntime"])
        let (model, runtime) = (objects["ClusterBaseModel"], objects["ServingRuntime"])
        let spec = objects["InferenceService"]?["spec"]
        #expect(spec?["model"] == ["name": .string(name(model)), "kind": "ClusterBaseModel"])
        #expect(spec?["runtime"] == ["name": .string(name(runtime)), "kind": "ServingRuntime"])
        #expect(name(objects["InferenceService"]) == "qwen3")
        #expect(model?["metadata"]?["namespace"] == nil)
        #expect(runtime?["metadata"]?["namespace"] == "models")
        #expect(model?["spec"]?["storage"]?["path"] == .string("/mnt/data/models/\(name(model))"))
        let format = runtime?["spec"]?["supportedModelFormats"]?[0]
        for key in ["modelFormat", "modelFramework", "modelArchitecture", "quantization"] {
            let said = format?[key]
            #expect(said != nil, "\(key)")
            #expect(said == model?["spec"]?[key], "\(key)")
        }
    }

    @Test func namesOfTheClusterHoldTheNamespaceAndFit() throws {
        for namespace in ["models", "research"] {
            let model = try render(namespace: namespace)["ClusterBaseModel"]
            #expect(name(model).hasPrefix("\(namespace)-qwen3-"))
        }
        let long = try render(
            name: String(repeating: "a", count: 53), namespace: String(repeating: "n", count: 63))
        for object in long.values { #expect((1...63).contains(name(object).utf8.count), "\(name(object))") }
    }

    /// OME fetches a model once, and does not look at a runtime again: what changes has another name.
    @Test(
        arguments: [
            (["replicas": 3], false, false), (["annotations": ["a": "b"]], false, false),
            (["contextLength": 4096], false, true), (["image": ["tag": "v9"]], false, true),
            (["env": [["name": "A", "value": "b"]]], false, true), (["podAnnotations": ["a": "b"]], false, true),
            (["modelId": "Qwen/Qwen3-8B", "servedModelName": "Qwen/Qwen3-0.6B"], true, true),
            (["baseModel": ["revision": "v2"]], true, true), (["nodeSelector": ["pool": "h100"]], true, true),
        ] as [(Object, Bool, Bool)])
    func namesFollowWhatTheyStandFor(values: Object, isOtherModel: Bool, isOtherRuntime: Bool) throws {
        let (before, after) = (try render(), try render(values))
        #expect((name(before["ClusterBaseModel"]) != name(after["ClusterBaseModel"])) == isOtherModel)
        #expect((name(before["ServingRuntime"]) != name(after["ServingRuntime"])) == isOtherRuntime)
    }

    @Test(arguments: EngineFlags.all)
    func eachKnobIsAFlagOfTheEngine(test: EngineFlags) throws {
        try test.expect(port: 8080, vllm: ["$(MODEL_PATH)"], sglang: "$(MODEL_PATH)") { try arguments($0) }
    }

    @Test func eachEngineHasItsImageAndCommand() throws {
        for (engine, image) in [("vllm", "vllm/vllm-openai:v0.31.0"), ("sglang", "lmsysorg/sglang:v0.5.23")] {
            let runner = try runtime(["engine": .string(engine)])["engineConfig"]?["runner"]
            #expect(runner?["image"] == .string("docker.io/\(image)"))
            #expect(runner?["command"] == [.string(engine), "serve"])
            #expect(runner?["ports"]?[0]?["containerPort"] == 8080)
        }
        let own: Object = ["image": ["registry": "mirror.example.com", "repository": "llm/vllm", "tag": "v9"]]
        #expect(try runtime(own)["engineConfig"]?["runner"]?["image"] == "mirror.example.com/llm/vllm:v9")
        #expect(try arguments(["servedModelName": "chat"]).contains("chat"))
    }

    @Test func podsGetWhatTheUserSays() throws {
        let none = try service(["resources": ["cpu": "", "memory": ""]])["engine"]?["runner"]?["resources"]
        #expect(none == ["limits": ["nvidia.com/gpu": "1"]])
        let given: Object = [
            "resources": ["gpu": 2, "memory": "64Gi", "ephemeralStorage": "10Gi"], "sharedMemory": "8Gi",
            "startupSeconds": 601, "shutdownSeconds": 30, "nodeSelector": ["pool": "h100"], "tolerations": [],
            "serviceAccountName": "models", "priorityClassName": "high", "podAnnotations": ["a": "b"],
            "podSecurityContext": ["fsGroup": 1000], "securityContext": ["runAsNonRoot": true],
        ]
        let engine = try service(given)["engine"]
        #expect(engine?["runner"]?["resources"]?["limits"] == ["nvidia.com/gpu": "2", "memory": "64Gi"])
        #expect(
            engine?["runner"]?["resources"]?["requests"]
                == ["cpu": "4", "memory": "64Gi", "ephemeral-storage": "10Gi"])
        #expect(engine?["nodeSelector"] == ["pool": "h100"])
        #expect(engine?["tolerations"] == nil)
        #expect(engine?["priorityClassName"] == "high")
        #expect(engine?["annotations"] == ["a": "b"])
        let config = try runtime(given)["engineConfig"]
        #expect(config?["volumes"]?[0]?["emptyDir"] == ["medium": "Memory", "sizeLimit": "8Gi"])
        #expect(config?["runner"]?["startupProbe"]?["failureThreshold"] == 121)
        #expect(config?["terminationGracePeriodSeconds"] == 45)
        #expect(config?["serviceAccountName"] == "models")
        #expect(config?["securityContext"] == ["fsGroup": 1000])
        #expect(config?["runner"]?["securityContext"] == ["runAsNonRoot": true])
    }

    /// The only pod must not be away while its Deployment counts as available.
    @Test func podsAreReplacedWithoutGPUsToSpare() throws {
        #expect(try service()["engine"]?["deploymentStrategy"] == ["type": "Recreate"])
        let many = try service(["replicas": 3])["engine"]
        #expect(many?["deploymentStrategy"]?["rollingUpdate"] == ["maxSurge": 0, "maxUnavailable": 1])
        for key in ["minReplicas", "maxReplicas"] { #expect(many?[key] == 3, "\(key)") }
    }

    @Test func prefillAndDecodeHavePodsOfTheirOwnBehindARouter() throws {
        let values = Self.apart.merged(with: ["replicas": 2, "decodeReplicas": 5, "transferBackend": "mooncake"])
        let (service, runtime) = (try service(values), try runtime(values))
        #expect(service["engine"]?["minReplicas"] == 2)
        #expect(service["decoder"]?["minReplicas"] == 5)
        #expect(service["router"] == ["minReplicas": 1, "maxReplicas": 1])
        for (part, role) in [("engine", "prefill"), ("decoder", "decode")] {
            let ending = [
                "--disaggregation-mode", role, "--disaggregation-transfer-backend", "mooncake",
                "--disaggregation-bootstrap-port", "8998",
            ]
            let arguments = try arguments(values, of: part)
            #expect(Array(arguments.suffix(6)) == ending)
        }
        #expect(runtime["engineConfig"]?["annotations"] == ["sglang.ai/bootstrap-port": "8998"])
        #expect(runtime["decoderConfig"]?["annotations"] == nil)
        let mine = "ome.io/inferenceservice=qwen3"
        let found = [
            "--pd-disaggregation", "--prefill-selector", "component=engine", mine, "--decode-selector",
            "component=decoder", mine,
        ]
        #expect(Array(strings(runtime["routerConfig"]?["runner"]?["args"]).suffix(7)) == found)
    }

    @Test(arguments: [("none", "power_of_two"), ("round-robin", "round_robin"), ("kv", "cache_aware")])
    func aRouterHasThePolicyThatWasAskedFor(mode: String, policy: String) throws {
        let cases: [(Object, Bool)] = [(Self.apart, true), ([:], mode != "none")]
        for (values, isRouted) in cases {
            let all = values.merged(with: ["routerMode": .string(mode)])
            let arguments = strings(try runtime(all)["routerConfig"]?["runner"]?["args"])
            #expect(arguments.contains(policy) == isRouted)
            let router = try service(all)["router"]
            #expect((router != nil) == isRouted)
        }
    }

    // MARK: - Several nodes

    private static let spread: Object = [
        "engine": "sglang", "routerMode": "kv", "multinode": ["nodeCount": 3], "resources": ["gpu": 8],
    ]

    @Test(
        arguments: [(spread, ["engine"]), (apart.merged(with: spread), ["engine", "decoder"])] as [(Object, [String])])
    func aReplicaOnSeveralNodesHasALeaderThatAnswers(values: Object, parts: [String]) throws {
        let more = values.merged(with: ["nodeSelector": ["pool": "h100"], "podAnnotations": ["a": "b"]])
        let (service, runtime) = (try service(more), try runtime(more))
        for part in parts {
            #expect(service[part]?["minReplicas"] == 1)
            #expect(service[part]?["deploymentStrategy"] == nil && service[part]?["runner"] == nil)
            #expect(service[part]?["annotations"] == ["a": "b"])
            #expect(service[part]?["worker"]?["size"] == 2)
            for pod in ["leader", "worker"] {
                #expect(service[part]?[pod]?["nodeSelector"] == ["pool": "h100"])
                let runner = service[part]?[pod]?["runner"]
                #expect(runner?["resources"]?["limits"]?["nvidia.com/gpu"] == "8")
                let arguments = strings(runner?["args"]).joined(separator: " ")
                #expect(
                    arguments.contains(
                        "--tp 24 --dist-init-addr $(LWS_LEADER_ADDRESS):20000 --nnodes $(LWS_GROUP_SIZE) "
                            + "--node-rank $(LWS_WORKER_INDEX)"), "\(arguments)")
                let running = runtime["\(part)Config"]?[pod]?["runner"]
                #expect(running?["command"] == ["sglang", "serve"])
                #expect((running?["ports"] != nil) == (pod == "leader"))
                #expect((running?["readinessProbe"] != nil) == (pod == "leader"))
            }
        }
    }

    /// Requests to the others are lost.
    @Test func aRouterKnowsLeadersFromTheOthers() throws {
        let leader = "leaderworkerset.sigs.k8s.io/worker-index=0"
        func found(_ values: Object) throws -> Int {
            strings(try runtime(values)["routerConfig"]?["runner"]?["args"]).filter { $0 == leader }.count
        }
        #expect(try found(Self.spread) == 1)
        #expect(try found(Self.apart.merged(with: Self.spread)) == 2)
        #expect(try found(Self.apart) == 0)
    }

    @Test func anotherNumberOfNodesIsAnotherRuntime() throws {
        let names = try [2, 3].map { (count: Int64) in
            name(try render(Self.spread.merged(with: ["multinode": ["nodeCount": .integer(count)]]))["ServingRuntime"])
        }
        #expect(names[0] != names[1])
    }

    @Test func severalNodesNeedLeaderWorkerSet() throws {
        let provider = try ProviderRegistry.builtIn().provider("ome")
        let crds = ["leaderworkersets.leaderworkerset.x-k8s.io"]
        let need = try #require(provider.definition.requirements.oneOf.first { $0.crds == crds })
        #expect(need.operatorName == "lws")
        for count: Int64 in [1, 2] {
            let deployment: Value = ["multinode": ["nodeCount": .integer(count)]]
            #expect(try need.when.evaluate(["deployment": deployment]) == .bool(count > 1))
        }
        #expect(provider.workers(for: Self.spread.merged(with: ["replicas": 2])) == 6)
    }

    @Test(
        arguments: [
            (["engine": "vllm"], "multinode.nodeCount is not available with engine vllm"),
            (["routerMode": "none"], "multinode.nodeCount needs a router, such as routerMode kv"),
            (["resources": ["gpu": 0]], "multinode.nodeCount needs resources.gpu of at least 1"),
            (["runtime": "srt"], "multinode.nodeCount is not for runtime srt"),
            (
                ["autoscaling": ["enabled": true, "prometheus": "http://p:9090"]],
                "autoscaling.enabled is not available with multinode.nodeCount"
            ),
        ] as [(Object, String)])
    func whatDoesNotGoWithSeveralNodesIsRefused(values: Object, words: String) throws {
        let error = try #require(throws: RenderError.self) { try render(Self.spread.merged(with: values)) }
        #expect("\(error)".contains(words))
    }

    @Test func severalNodesLeaveLessRoomForAName() throws {
        #expect(try render(Self.spread, name: String(repeating: "a", count: 36)).count == 3)
        let error = try #require(throws: RenderError.self) {
            try render(Self.spread, name: String(repeating: "a", count: 37))
        }
        #expect("\(error)".contains("with multinode.nodeCount OME takes at most 36"))
    }

    @Test func anExistingModelIsNamedAndNoneIsMade() throws {
        let objects = try render(["baseModel": ["existing": "shared"]])
        #expect(objects.keys.sorted() == ["InferenceService", "ServingRuntime"])
        #expect(objects["InferenceService"]?["spec"]?["model"] == ["name": "shared"])
        #expect(objects["ServingRuntime"]?["spec"]?["supportedModelFormats"]?.array?.count == 1)
        let said = try runtime([
            "baseModel": [
                "existing": "shared",
                "format": ["architecture": "Qwen3ForCausalLM", "frameworkVersion": "4.51.0", "quantization": "fp8"],
            ]
        ])
        #expect(
            said["supportedModelFormats"]?[1] == [
                "autoSelect": false, "modelFormat": ["name": "safetensors", "version": "1.0.0"],
                "modelFramework": ["name": "transformers", "version": "4.51.0"],
                "modelArchitecture": "Qwen3ForCausalLM", "quantization": "fp8",
            ])
    }

    @Test func anExistingRuntimeSaysHowTheEngineRuns() throws {
        let objects = try render(["runtime": "srt-qwen3", "servedModelName": "chat", "replicas": 2])
        #expect(objects.keys.sorted() == ["ClusterBaseModel", "InferenceService"])
        let service = try #require(objects["InferenceService"])
        #expect(service["spec"]?["runtime"] == ["name": "srt-qwen3"])
        #expect(service["spec"]?["engine"]?["runner"] == nil)
        #expect(service["spec"]?["engine"]?["minReplicas"] == 2)
        #expect(service["metadata"]?["annotations"] == ["groundcrew/served-model-name": "chat"])
        // OME's agents say what they find; the runtime may ask for it.
        #expect(objects["ClusterBaseModel"]?["spec"]?["modelArchitecture"] == nil)
    }

    @Test func weightsComeFromWhereTheUserSays() throws {
        let values: Object = ["baseModel": ["revision": "v2", "downloadPolicy": "ReuseIfExists", "root": "/data"]]
        let model = try render(values)["ClusterBaseModel"]
        #expect(model?["spec"]?["storage"]?["storageUri"] == "hf://Qwen/Qwen3-0.6B@v2")
        #expect(model?["spec"]?["storage"]?["downloadPolicy"] == "ReuseIfExists")
        #expect(model?["spec"]?["storage"]?["path"] == .string("/data/\(name(model))"))
        // OME looks for the Secret of a model of the cluster in its own namespace.
        let gated = try render(["hfTokenSecret": "hf"])
        #expect(gated.keys.sorted() == ["BaseModel", "InferenceService", "ServingRuntime"])
        #expect(gated["BaseModel"]?["metadata"]?["namespace"] == "models")
        #expect(gated["BaseModel"]?["spec"]?["storage"]?["key"] == "hf")
        #expect(gated["BaseModel"]?["spec"]?["storage"]?["parameters"] == ["secretKey": "HF_TOKEN"])
        #expect(gated["InferenceService"]?["spec"]?["model"]?["kind"] == "BaseModel")
    }

    @Test(
        arguments: [
            (["mode": "disaggregated"], "mode disaggregated is not available with engine vllm"),
            (["runtime": "srt", "contextLength": 1], "contextLength is not for runtime srt"),
            (["runtime": "srt", "enablePrefixCaching": false], "enablePrefixCaching is not for runtime srt"),
            (["runtime": "srt", "image": ["tag": "v9"]], "image is not for runtime srt"),
            (["baseModel": ["existing": "m", "revision": "v2"]], "baseModel.revision is not for an existing"),
        ] as [(Object, String)])
    func whatDoesNotGoTogetherIsRefused(values: Object, words: String) throws {
        let error = try #require(throws: RenderError.self) { try render(values) }
        #expect("\(error)".contains(words))
    }

    @Test(arguments: ["3b", "a.b"])
    func aNameThatOMECannotUseIsRefused(name: String) throws {
        let error = try #require(throws: RenderError.self) { try render(name: name) }
        #expect("\(error)".contains("the name \(name) is not a DNS label that begins with a letter"))
    }

    @Test(
        arguments: [
            ["engine": "trtllm"], ["mode": "whole"], ["routerMode": "random"], ["replicas": 0], ["decodeReplicas": 0],
            ["resources": ["gpu": 17]], ["labels": ["app.kubernetes.io/name": "x"]], ["runtime": "A"],
            ["baseModel": ["existing": "a.b"]], ["baseModel": ["root": "models"]], ["router": ["cpu": ""]],
            ["transferBackend": "tcp"], ["multinode": ["nodeCount": 0]], ["multinode": ["nodeCount": 101]],
            ["nonsense": 1],
        ] as [Object])
    func whatItCannotDoIsRefusedByTheSchema(values: Object) throws {
        let error = try #require(throws: RenderError.self) { try render(values) }
        #expect(error.code == .badValues)
    }

    @Test func theWayToModelsIsForTheEngine() throws {
        let values: Object = [
            "hub": ["endpoint": "https://hub.example.com"], "caBundle": ["configMap": "trust"],
            "env": [["name": "A", "value": "b"]],
        ]
        let env = try service(values)["engine"]?["runner"]?["env"]?.array?.compactMap { $0["name"]?.string }
        #expect(env == ["CURL_CA_BUNDLE", "HF_ENDPOINT", "REQUESTS_CA_BUNDLE", "SSL_CERT_FILE", "A"])
        let engine = try runtime(values)["engineConfig"]
        #expect(engine?["volumes"]?[1]?["configMap"]?["name"] == "trust")
        #expect(engine?["runner"]?["volumeMounts"]?[1]?["name"] == "certificates")
    }

    @Test func devicesByClaimAreForOurOwnRuntime() throws {
        let engine = try service(["resourceClaim": ["template": "t"]])["engine"]
        #expect(engine?["resourceClaims"] == [["name": "gpu", "resourceClaimTemplateName": "t"]])
        #expect(engine?["runner"]?["resources"]?["claims"] == [["name": "gpu"]])
        #expect(engine?["runner"]?["resources"]?["limits"] == ["memory": "16Gi"])
        let words = try ChartUnderTest(provider: "ome").refusal(
            of: ["runtime": "mine", "resourceClaim": ["template": "t"]])
        #expect(words.contains("resourceClaim is not for runtime mine"))
    }

    @Test func anAcceleratorHasTheNameOfTheUsers() throws {
        let engine = try service(["resources": ["gpu": 1, "gpuResource": "nvidia.com/mig-1g.10gb"]])["engine"]
        #expect(engine?["runner"]?["resources"]?["limits"] == ["nvidia.com/mig-1g.10gb": "1", "memory": "16Gi"])
    }
}
