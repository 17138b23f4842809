import Charts
import Providers
import Testing
import Value
import YAML

/// The manifest of a model on Ray.
@Suite struct KubeRayChartTests {
    private func render(_ values: Object = [:], name: String = "qwen3") throws -> Value {
        let chart = try ProviderRegistry.builtIn().provider("kuberay").chart
        let all = (["modelId": "Qwen/Qwen3-0.6B"] as Object).merged(with: values)
        let rendered = try Renderer().render(
            chart, values: all, release: ReleaseIdentity(name: name, namespace: "models"))
        #expect(rendered.manifests.count == 1)
        return try #require(rendered.manifests.first).value
    }

    private func cluster(_ values: Object = [:]) throws -> Value {
        try #require(try render(values)["spec"]?["rayClusterConfig"])
    }

    private func workers(_ values: Object = [:]) throws -> Value {
        try #require(try cluster(values)["workerGroupSpecs"]?[0])
    }

    /// What Ray Serve is told, which is YAML within YAML.
    private func model(_ values: Object = [:]) throws -> Value {
        let text = try #require(try render(values)["spec"]?["serveConfigV2"]?.string)
        let application = try YAML.decode(text, file: "serve")["applications"]?[0]
        #expect(application?["import_path"] == "ray.serve.llm:build_openai_app")
        #expect(application?["route_prefix"] == "/")
        return try #require(application?["args"]?["llm_configs"]?[0])
    }

    @Test func theModelHasItsNameAndItsSource() throws {
        #expect(
            try model()["model_loading_config"]
                == ["model_id": "Qwen/Qwen3-0.6B", "model_source": "Qwen/Qwen3-0.6B"])
        #expect(
            try model(["servedModelName": "chat"])["model_loading_config"]
                == ["model_id": "chat", "model_source": "Qwen/Qwen3-0.6B"])
    }

    struct Knob: Sendable, CustomTestStringConvertible {
        var values: Object
        var arguments: Object
        var testDescription: String { Value.object(values).json() }
    }

    @Test(arguments: [
        Knob(values: [:], arguments: [:]),
        Knob(values: ["resources": ["gpu": 4]], arguments: ["tensor_parallel_size": 4]),
        Knob(values: ["resources": ["gpu": 0]], arguments: [:]),
        Knob(values: ["contextLength": 4096], arguments: ["max_model_len": 4096]),
        Knob(values: ["enforceEager": true], arguments: ["enforce_eager": true]),
        Knob(values: ["enforceEager": false], arguments: [:]),
        Knob(values: ["enablePrefixCaching": false], arguments: ["enable_prefix_caching": false]),
        Knob(values: ["trustRemoteCode": true], arguments: ["trust_remote_code": true]),
        Knob(
            values: ["engineArgs": ["max-num-seqs": 16, "kv_cache_dtype": "fp8"]],
            arguments: ["max_num_seqs": 16, "kv_cache_dtype": "fp8"]),
    ])
    func eachKnobIsAnArgumentOfTheEngine(test: Knob) throws {
        let wanted = (["tensor_parallel_size": 1] as Object).merged(with: test.arguments)
        #expect(try model(test.values)["engine_kwargs"] == .object(wanted))
    }

    @Test func replicasAreThoseOfRayServeAndOfItsCluster() throws {
        #expect(try model(["replicas": 3])["deployment_config"] == ["num_replicas": 3])
        let group = try workers(["replicas": 3])
        for key in ["replicas", "minReplicas", "maxReplicas"] { #expect(group[key] == 3, "\(key)") }
        #expect(try cluster()["enableInTreeAutoscaling"] == nil)
    }

    @Test func withAutoscalingBothFollowTheLoad() throws {
        let values: Object = [
            "replicas": 9,
            "autoscaling": ["enabled": true, "minReplicas": 2, "maxReplicas": 5, "targetOngoingRequests": 8],
        ]
        #expect(
            try model(values)["deployment_config"] == [
                "autoscaling_config": ["min_replicas": 2, "max_replicas": 5, "target_ongoing_requests": 8]
            ])
        let group = try workers(values)
        #expect(group["replicas"] == 2)
        #expect(group["minReplicas"] == 2)
        #expect(group["maxReplicas"] == 5)
        #expect(try cluster(values)["enableInTreeAutoscaling"] == true)
    }

    // MARK: - Prefixes, and prefill and decode

    @Test func byPrefixRayServeHasAnotherRouter() throws {
        #expect(try model()["deployment_config"]?["request_router_config"] == nil)
        let router: Value = [
            "request_router_class": "ray.serve.llm.request_router.PrefixCacheAffinityRouter",
            "request_router_kwargs": ["imbalanced_threshold": 10, "do_eviction": true],
        ]
        let fixed = try model(["routerMode": "prefix", "replicas": 2])["deployment_config"]
        #expect(fixed == ["num_replicas": 2, "request_router_config": router])
        let scaled = try model(["routerMode": "prefix", "autoscaling": ["enabled": true]])["deployment_config"]
        #expect(scaled?["request_router_config"] == router)
        #expect(scaled?["autoscaling_config"]?["min_replicas"] == 1)
    }

    @Test(
        arguments: [
            (["replicas": 2], 2, 2), (["prefillReplicas": 3], 3, 1), (["replicas": 2, "decodeReplicas": 5], 2, 5),
        ] as [(Object, Int64, Int64)])
    func prefillAndDecodeHandOverWhatTheyComputed(values: Object, prefill: Int64, decode: Int64) throws {
        let values = values.merged(with: ["mode": "disaggregated", "contextLength": 4096, "resources": ["gpu": 2]])
        let text = try #require(try render(values)["spec"]?["serveConfigV2"]?.string)
        let application = try #require(try YAML.decode(text, file: "serve")["applications"]?[0])
        #expect(application["import_path"] == "ray.serve.llm:build_pd_openai_app")
        let arguments: Value = [
            "tensor_parallel_size": 2, "max_model_len": 4096,
            "kv_transfer_config": ["kv_connector": "NixlConnector", "kv_role": "kv_both"],
        ]
        for (role, count) in [("prefill_config", prefill), ("decode_config", decode)] {
            let config = application["args"]?[role]
            #expect(config?["engine_kwargs"] == arguments, "\(role)")
            #expect(config?["deployment_config"] == ["num_replicas": .integer(count)], "\(role)")
            #expect(config?["model_loading_config"]?["model_id"] == "Qwen/Qwen3-0.6B", "\(role)")
        }
        // A worker for each of both.
        let group = try workers(values)
        for key in ["replicas", "minReplicas", "maxReplicas"] {
            #expect(group[key] == .integer(prefill + decode), "\(key)")
        }
        let provider = try ProviderRegistry.builtIn().provider("kuberay")
        let pods = provider.workers(for: (["modelId": "a/b"] as Object).merged(with: values))
        #expect(pods == prefill + decode)
    }

    @Test(
        arguments: [
            (["mode": "disaggregated", "routerMode": "prefix"], "routerMode prefix is not available with mode"),
            (["mode": "disaggregated", "highThroughput": true], "highThroughput is not available with mode"),
            (
                ["mode": "disaggregated", "autoscaling": ["enabled": true]],
                "autoscaling.enabled is not available with mode disaggregated"
            ),
            (["routerMode": "prefix", "highThroughput": true], "is not available with highThroughput"),
            (["routerMode": "prefix", "enablePrefixCaching": false], "routerMode prefix needs enablePrefixCaching"),
        ] as [(Object, String)])
    func whatDoesNotGoTogetherIsRefusedWithItsReason(values: Object, words: String) throws {
        let error = try #require(throws: RenderError.self) { try render(values) }
        #expect("\(error)".contains(words), "\(error)")
    }

    @Test func theHeadHasNoGPUAndRunsTheImageOfTheWorkers() throws {
        let head = try #require(try cluster()["headGroupSpec"])
        #expect(head["rayStartParams"] == ["num-cpus": "0", "num-gpus": "0"])
        let container = head["template"]?["spec"]?["containers"]?[0]
        #expect(container?["resources"]?["limits"] == ["memory": "8Gi"])
        let worker = try workers()["template"]?["spec"]?["containers"]?[0]
        #expect(worker?["image"] == "docker.io/rayproject/ray-llm:2.56.0-py312-cu130")
        #expect(container?["image"] == worker?["image"])
        #expect(worker?["resources"]?["limits"]?["nvidia.com/gpu"] == "1")
        let other = try workers(["rayVersion": "2.55.0"])["template"]?["spec"]?["containers"]?[0]
        #expect(other?["image"] == "docker.io/rayproject/ray-llm:2.55.0-py312-cu130")
        #expect(try cluster(["rayVersion": "2.55.0"])["rayVersion"] == "2.55.0")
    }

    @Test func tokenCacheAndSettingsReachTheWorkers() throws {
        #expect(try workers()["template"]?["spec"]?["containers"]?[0]?["env"] == nil)
        let values: Object = [
            "hfTokenSecret": "hf", "modelCache": ["claim": "models"], "highThroughput": true,
            "env": [["name": "A", "value": "b"]],
        ]
        let pod = try #require(try workers(values)["template"]?["spec"])
        let names = pod["containers"]?[0]?["env"]?.array?.compactMap { $0["name"]?.string } ?? []
        #expect(names.first == "HF_HOME")
        #expect(names.last == "A")
        #expect(names.contains("HF_TOKEN") && names.contains("HUGGING_FACE_HUB_TOKEN"))
        #expect(names.contains("RAY_SERVE_ENABLE_HA_PROXY"))
        #expect(pod["volumes"]?[1]?["persistentVolumeClaim"] == ["claimName": "models"])
        let head = try cluster(values)["headGroupSpec"]?["template"]?["spec"]?["containers"]?[0]
        #expect(head?["env"]?.array?.contains { $0["name"] == "HF_HOME" } == false)
        #expect(head?["env"]?.array?.contains { $0["name"] == "HF_TOKEN" } == true)
    }

    @Test func podsBearTheDeploymentsName() throws {
        for template in [try cluster()["headGroupSpec"]?["template"], try workers()["template"]] {
            #expect(template?["metadata"]?["labels"] == ["app.kubernetes.io/instance": "qwen3"])
        }
    }

    @Test(arguments: [
        ("3b", "does not begin with a letter"), (String(repeating: "a", count: 48), "KubeRay takes at most 47"),
    ])
    func aNameThatRayCannotUseIsRefused(name: String, words: String) throws {
        let error = try #require(throws: RenderError.self) { try render(name: name) }
        #expect("\(error)".contains(words))
    }

    @Test(
        arguments: [
            ["engine": "sglang"], ["mode": "split"], ["routerMode": "kv"], ["replicas": 0], ["prefillReplicas": 0],
            ["autoscaling": ["minReplicas": 0]], ["head": ["cpu": ""]], ["rayVersion": "latest"], ["nonsense": 1],
        ] as [Object])
    func whatItCannotDoIsRefusedByTheSchema(values: Object) throws {
        let error = try #require(throws: RenderError.self) { try render(values) }
        #expect(error.code == .badValues)
    }

    @Test func aFirstStartMayBeGivenUp() throws {
        #expect(try render()["metadata"]?["annotations"] == nil)
        #expect(
            try render(["startupSeconds": 3600, "annotations": ["a": "b"]])["metadata"]?["annotations"]
                == ["ray.io/initializing-timeout": "3600s", "a": "b"])
        #expect(try render(["annotations": ["a": "b"]])["metadata"]?["annotations"] == ["a": "b"])
    }

    /// Ray knows GPUs by their usual name only.
    @Test func rayIsToldOfGPUsThatItDoesNotCount() throws {
        #expect(try workers()["rayStartParams"] == [:])
        let other = try workers(["resources": ["gpu": 2, "gpuResource": "amd.com/gpu"]])
        #expect(other["rayStartParams"] == ["num-gpus": "2"])
        let claimed = try ChartUnderTest(provider: "kuberay").object(
            "RayService", ["resourceClaim": ["template": "t"]])["spec"]?["rayClusterConfig"]
        #expect(claimed?["workerGroupSpecs"]?[0]?["rayStartParams"] == ["num-gpus": "1"])
        // The head has none.
        #expect(claimed?["headGroupSpec"]?["template"]?["spec"]?["resourceClaims"] == nil)
    }
}
