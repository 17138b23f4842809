import Charts
import Testing
import Value

/// The manifest of a model on a KServe that has InferenceServices.
@Suite struct KServeClassicChartTests {
    private let chart = ChartUnderTest(provider: "kserve-classic")

    private func service(_ values: Object = [:]) throws -> Value { try chart.object("InferenceService", values) }

    private func predictor(_ values: Object = [:]) throws -> Value {
        try #require(try service(values)["spec"]?["predictor"])
    }

    private func engine(_ values: Object = [:]) throws -> Value {
        try #require(try predictor(values)["containers"]?[0])
    }

    private func strings(_ value: Value?) -> [String] { value?.array?.compactMap(\.string) ?? [] }

    @Test func aServiceRunsOurContainerWithoutKnative() throws {
        let object = try service()
        #expect(object["apiVersion"] == "serving.kserve.io/v1beta1")
        #expect(object["metadata"]?["name"] == "qwen3" && object["metadata"]?["namespace"] == "models")
        #expect(object["metadata"]?["annotations"] == ["serving.kserve.io/deploymentMode": "Standard"])
        let older = try service(["deploymentMode": "RawDeployment", "annotations": ["a": "b"]])
        #expect(
            older["metadata"]?["annotations"] == ["serving.kserve.io/deploymentMode": "RawDeployment", "a": "b"])
        #expect(try engine()["name"] == "kserve-container")
        #expect(try engine()["ports"]?[0]?["containerPort"] == 8080)
        #expect(try predictor()["model"] == nil && predictor()["enableServiceLinks"] == false)
        #expect(try service(["labels": ["team": "a"]])["metadata"]?["labels"]?["team"] == "a")
    }

    @Test(arguments: EngineFlags.all)
    func eachKnobIsAFlagOfTheEngine(test: EngineFlags) throws {
        let model = "Qwen/Qwen3-0.6B"
        try test.expect(
            port: 8080, vllm: ["--model", model], sglang: model, more: ["--shutdown-timeout", "120"]
        ) { try strings(engine($0)["args"]) }
    }

    @Test func eachEngineHasItsImageAndCommand() throws {
        #expect(try engine()["image"] == "docker.io/vllm/vllm-openai:v0.31.0")
        #expect(try engine()["command"] == nil)
        #expect(try engine(["engine": "sglang"])["image"] == "docker.io/lmsysorg/sglang:v0.5.23")
        #expect(try engine(["engine": "sglang"])["command"] == ["sglang", "serve"])
        #expect(try engine(["image": ["tag": "v9"]])["image"] == "docker.io/vllm/vllm-openai:v9")
    }

    /// Without them the operator sets limits that no language model fits in.
    @Test func processorsAndMemoryHaveLimits() throws {
        let own = try engine(["resources": ["cpu": "8", "memory": "64Gi"]])["resources"]
        #expect(own?["limits"] == ["cpu": "8", "memory": "64Gi", "nvidia.com/gpu": "1"])
        #expect(own?["requests"] == ["cpu": "8", "memory": "64Gi"])
        let claimed = try engine(["resourceClaim": ["template": "t"]])["resources"]
        #expect(claimed?["limits"] == ["cpu": "2", "memory": "16Gi"])
        for key in ["cpu", "memory"] {
            let error = try #require(throws: RenderError.self) { try service(["resources": [key: ""]]) }
            #expect(error.code == .badValues)
        }
    }

    @Test func anExistingRuntimeRunsTheModel() throws {
        let values: Object = ["runtime": "mine", "servedModelName": "chat", "resources": ["gpu": 2]]
        let model = try #require(try predictor(values)["model"])
        #expect(try predictor(values)["containers"] == nil)
        #expect(model["runtime"] == "mine" && model["modelFormat"] == ["name": "vLLM"])
        #expect(model["image"] == nil && model["startupProbe"] == nil)
        let args = strings(model["args"])
        #expect(args.starts(with: ["--model", "Qwen/Qwen3-0.6B", "--served-model-name", "chat"]))
        #expect(args.suffix(2) == ["--tensor-parallel-size", "2"])
        let other = try predictor(["runtime": "mine", "modelFormat": "custom"])
        #expect(other["model"]?["modelFormat"] == ["name": "custom"])
        let words = try chart.refusal(of: ["runtime": "mine", "image": ["tag": "v9"]])
        #expect(words.contains("image is not for runtime mine"))
    }

    @Test func aPodLivesAsLongAsALargeModelNeeds() throws {
        #expect(try engine(["startupSeconds": 601])["startupProbe"]?["failureThreshold"] == 121)
        #expect(try predictor(["shutdownSeconds": 30])["terminationGracePeriodSeconds"] == 45)
        #expect(try predictor()["deploymentStrategy"]?["rollingUpdate"] == ["maxSurge": 0, "maxUnavailable": 1])
    }

    @Test func tokenCacheAndSharedMemoryAreTheUsers() throws {
        #expect(try engine()["env"] == nil)
        let values: Object = ["hfTokenSecret": "hf", "modelCache": ["claim": "models"], "sharedMemory": "16Gi"]
        let env = try engine(values)["env"]
        #expect(env?[0] == ["name": "HF_HOME", "value": "/models"])
        #expect(env?[1]?["valueFrom"]?["secretKeyRef"] == ["name": "hf", "key": "HF_TOKEN"])
        let volumes = try predictor(values)["volumes"]
        #expect(volumes?[0]?["emptyDir"] == ["medium": "Memory", "sizeLimit": "16Gi"])
        #expect(volumes?[1]?["persistentVolumeClaim"] == ["claimName": "models"])
        #expect(try engine(values)["volumeMounts"]?[1] == ["name": "models", "mountPath": "/models"])
    }

    @Test(arguments: [
        ("3b", "is not that of a Service"), ("a.b", "is not that of a Service"),
        (String(repeating: "a", count: 54), "KServe takes at most 53"),
    ])
    func aNameThatNoServiceMayBearIsRefused(name: String, words: String) throws {
        let error = try #require(throws: RenderError.self) { try chart.manifests(name: name) }
        #expect("\(error)".contains(words) || error.code == .badValues, "\(error)")
    }

    @Test(
        arguments: [
            ["engine": "trtllm"], ["mode": "disaggregated"], ["routerMode": "kv"], ["replicas": 0],
            ["deploymentMode": "Knative"], ["nonsense": 1],
        ] as [Object])
    func whatItCannotDoIsRefusedByTheSchema(values: Object) throws {
        let error = try #require(throws: RenderError.self) { try service(values) }
        #expect(error.code == .badValues)
    }
}
