import Charts
import Expressions
import Models
import Providers
import Testing
import Value
import YAML

/// The manifests of a model that KAITO serves.
@Suite struct KAITOChartTests {
    private func render(_ values: Object = [:], name: String = "qwen3") throws -> [String: Value] {
        let chart = try ProviderRegistry.builtIn().provider("kaito").chart
        let all = (["modelId": "Qwen/Qwen3-0.6B"] as Object).merged(with: values)
        let rendered = try Renderer().render(
            chart, values: all, release: ReleaseIdentity(name: name, namespace: "models"))
        return Dictionary(uniqueKeysWithValues: rendered.manifests.map { ($0.kind, $0.value) })
    }

    private func workspace(_ values: Object = [:]) throws -> Value { try #require(try render(values)["Workspace"]) }

    private func resource(_ values: Object = [:]) throws -> Value { try #require(try workspace(values)["resource"]) }

    /// One of the files that the pods find, which are YAML within YAML; nil where there is none.
    private func file(_ name: String, _ values: Object = [:]) throws -> Value? {
        guard let text = try render(values)["ConfigMap"]?["data"]?[name]?.string else { return nil }
        return try YAML.decode(text, file: name)
    }

    @Test func aWorkspaceNamesItsConfiguration() throws {
        let objects = try render()
        #expect(objects.keys.sorted() == ["ConfigMap", "Workspace"])
        let (config, workspace) = (try #require(objects["ConfigMap"]), try #require(objects["Workspace"]))
        let labels: Value = [
            "app.kubernetes.io/name": "kaito", "app.kubernetes.io/instance": "qwen3",
            "app.kubernetes.io/managed-by": "Helm",
        ]
        for object in [config, workspace] {
            #expect(object["metadata"]?["namespace"] == "models")
            #expect(object["metadata"]?["labels"] == labels)
        }
        #expect(workspace["metadata"]?["name"] == "qwen3")
        #expect(workspace["apiVersion"] == "kaito.sh/v1beta1")
        #expect(workspace["spec"] == nil)
        #expect(workspace["inference"]?["config"] == config["metadata"]?["name"])
        #expect(config["immutable"] == true)
    }

    @Test func theModelIsServedByItsIdWhateverKAITOCallsIt() throws {
        #expect(try workspace()["inference"]?["preset"] == ["name": "Qwen/Qwen3-0.6B"])
        #expect(try file("inference_config.yaml")?["vllm"] == ["served-model-name": "Qwen/Qwen3-0.6B"])
        let own: Object = ["modelId": "microsoft/phi-4", "preset": "phi-4"]
        #expect(try workspace(own)["inference"]?["preset"] == ["name": "phi-4"])
        #expect(try file("inference_config.yaml", own)?["vllm"]?["served-model-name"] == "microsoft/phi-4")
        let named: Object = ["servedModelName": "chat"]
        #expect(try file("inference_config.yaml", named)?["vllm"]?["served-model-name"] == "chat")
        let annotations = try workspace(named)["metadata"]?["annotations"]
        #expect(annotations?["groundcrew/served-model-name"] == "chat")
    }

    struct Knob: Sendable, CustomTestStringConvertible {
        var values: Object
        var settings: Object = [:]
        var flags: Object = [:]
        var testDescription: String { Value.object(values).json() }
    }

    @Test(arguments: [
        Knob(values: [:]),
        Knob(values: ["contextLength": 4096], settings: ["max-model-len": 4096]),
        Knob(values: ["enforceEager": true], flags: ["enforce-eager": true]),
        Knob(values: ["enforceEager": false]),
        Knob(values: ["enablePrefixCaching": true], flags: ["enable-prefix-caching": true]),
        Knob(values: ["enablePrefixCaching": false], flags: ["no-enable-prefix-caching": true]),
        Knob(values: ["trustRemoteCode": true]),
        Knob(
            values: ["engineArgs": ["max-num-seqs": 16, "kv-cache-dtype": "fp8", "disable-log-stats": true]],
            settings: ["max-num-seqs": 16, "kv-cache-dtype": "fp8"], flags: ["disable-log-stats": true]),
        Knob(values: ["enforceEager": true, "engineArgs": ["enforce-eager": false]]),
        Knob(
            values: ["contextLength": 4096, "engineArgs": ["max-model-len": 8192]], settings: ["max-model-len": 8192]),
    ])
    func eachKnobIsAFlagOfTheEngine(test: Knob) throws {
        var settings = (["served-model-name": "Qwen/Qwen3-0.6B"] as Object).merged(with: test.settings)
        // vLLM reads itself those that have no value.
        if !test.flags.isEmpty { settings["config"] = "/mnt/config/flags.yaml" }
        #expect(try file("inference_config.yaml", test.values)?["vllm"] == .object(settings))
        #expect(try file("flags.yaml", test.values)?.object ?? [:] == test.flags)
    }

    @Test func theCacheBesideTheGPUIsKAITOsOwnSetting() throws {
        #expect(try file("inference_config.yaml")?["kv_cache_cpu_memory_utilization"] == nil)
        for share in [0, 0.25] as [Value] {
            let config = try file("inference_config.yaml", ["kvCacheOffload": share])
            #expect(config?["kv_cache_cpu_memory_utilization"] == share)
        }
    }

    @Test func eachContentOfTheConfigurationHasANameOfItsOwn() throws {
        let name = try workspace()["inference"]?["config"]
        #expect(name?.string?.hasPrefix("qwen3-") == true)
        #expect(try workspace(["labels": ["team": "a"]])["inference"]?["config"] == name)
        #expect(try workspace(["contextLength": 4096])["inference"]?["config"] != name)
        #expect(try workspace(["enforceEager": true])["inference"]?["config"] != name)
    }

    @Test func nodesAreThoseWithGPUsUnlessTheyAreNamedOrMade() throws {
        #expect(try resource() == ["labelSelector": ["matchLabels": ["nvidia.com/gpu.present": "true"]]])
        let own = try resource(["nodeSelector": ["apps": "gpu"]])
        #expect(own == ["labelSelector": ["matchLabels": ["apps": "gpu"]]])
        let made = try resource(["instanceType": "Standard_NC24ads_A100_v4"])
        #expect(made["instanceType"] == "Standard_NC24ads_A100_v4")
        #expect(made["labelSelector"] == ["matchLabels": ["groundcrew/kaito": "qwen3"]])
        let both = try resource(["instanceType": "g5.xlarge", "nodeSelector": ["apps": "gpu"]])
        #expect(both["labelSelector"] == ["matchLabels": ["apps": "gpu"]])
    }

    @Test func aPartOfANodeIsSomeGPUsOrAPartOfOne() throws {
        let some = try resource(["partition": ["mode": "accelerator"], "resources": ["gpu": 2]])
        #expect(some["partition"] == ["mode": "accelerator", "count": 2])
        let slice = try resource(["partition": ["mode": "mig", "profile": "1g.10gb"]])
        #expect(slice["partition"] == ["mode": "mig", "profile": "1g.10gb"])
        #expect(try resource(["resources": ["gpu": 8]])["partition"] == nil)
    }

    @Test func tokenLabelsAndAnnotationsReachTheWorkspace() throws {
        let preset = try workspace(["hfTokenSecret": "hf"])["inference"]?["preset"]
        #expect(preset?["presetOptions"] == ["modelAccessSecret": "hf"])
        let named = try workspace(["labels": ["team": "a"], "annotations": ["note": "b"]])["metadata"]
        #expect(named?["labels"]?["team"] == "a")
        #expect(named?["annotations"]?["note"] == "b")
        #expect(named?["annotations"]?["kaito.sh/disable-benchmark"] == "true")
        #expect(named?["annotations"]?["kaito.sh/performance-mode"] == nil)
        let measured = try workspace(["benchmark": true, "performanceMode": "throughput"])["metadata"]?["annotations"]
        #expect(measured?["kaito.sh/disable-benchmark"] == nil)
        #expect(measured?["kaito.sh/performance-mode"] == "throughput")
    }

    @Test(arguments: [
        ("3b", "is not that of a Service"), ("a.b", "is not that of a Service"),
        (String(repeating: "a", count: 53), "a StatefulSet takes at most 52"),
    ])
    func aNameThatKAITOCannotUseIsRefused(name: String, words: String) throws {
        let error = try #require(throws: RenderError.self) { try render(name: name) }
        #expect("\(error)".contains(words))
    }

    @Test(
        arguments: [
            (["modelId": "gpt2"], "KAITO takes models as owner/name, which gpt2 is not"),
            (["partition": ["mode": "mig"]], "needs partition.profile"),
            (["partition": ["profile": "1g.10gb"]], "needs partition.mode mig"),
            (["partition": ["mode": "mig", "profile": "1g.10gb"], "resources": ["gpu": 2]], "a part of one GPU"),
            (["partition": ["mode": "accelerator"], "instanceType": "g5.xlarge"], "leave out one of them"),
        ] as [(Object, String)])
    func whatDoesNotGoTogetherIsRefused(values: Object, words: String) throws {
        let error = try #require(throws: RenderError.self) { try render(values) }
        #expect("\(error)".contains(words))
    }

    @Test(
        arguments: [
            ["engine": "sglang"], ["mode": "disaggregated"], ["routerMode": "kv"], ["replicas": 2], ["replicas": 0],
            ["trustRemoteCode": false], ["resources": ["gpu": 0]], ["resources": ["memory": "8Gi"]],
            ["partition": ["mode": "mps"]], ["engineArgs": ["port": 8000]], ["engineArgs": ["config": "a.yaml"]],
            ["annotations": ["kaito.sh/disable-benchmark": "false"]], ["tolerations": []], ["nonsense": 1],
        ] as [Object])
    func whatItCannotDoIsRefusedByTheSchema(values: Object) throws {
        let error = try #require(throws: RenderError.self) { try render(values) }
        #expect(error.code == .badValues)
    }

    @Test(
        arguments: [
            ([:], 1), (["resources": ["gpu": 8]], 8), (["instanceType": "g5.xlarge"], 0),
            (["partition": ["mode": "mig", "profile": "1g.10gb"]], 0),
            (["partition": ["mode": "accelerator"], "resources": ["gpu": 2]], 2),
        ] as [(Object, Int64)])
    func onlyGPUsThatMustBeThereBeforeAreCounted(values: Object, gpus: Int64) throws {
        let provider = try ProviderRegistry.builtIn().provider("kaito")
        let deployment = Value.object(provider.chart.values.merged(with: values)).withWholeNumbers
        let need = try #require(provider.definition.gpus)
        #expect(try need.perWorker.evaluate(["deployment": deployment]) == .integer(gpus))
        #expect(provider.workers(for: values) == 1)
    }

    @Test(
        arguments: [
            ("Qwen/Qwen3-0.6B", ["replicas": 2], "a Workspace is one replica, and 2 are asked for"),
            ("Qwen/Qwen3-0.6B", ["mode": "disaggregated"], "mode disaggregated"),
            ("gpt2", [:], "it knows models by owner and name, which gpt2 has not"),
        ] as [(String, Object, String)])
    func isNotChosenForWhatAWorkspaceIsNot(model: String, values: Object, words: String) throws {
        var request = DeploymentRequest(model: Model(unlisted: model), namespace: "models", values: values)
        request.provider = "kaito"
        let error = try #require(throws: ProviderError.self) {
            try ProviderSelection.select(for: request, from: .builtIn())
        }
        #expect(error.code == .unsupported)
        #expect(error.message.contains(words), "\(error)")
    }

    @Test(
        arguments: [
            ([:], "as a Workspace"), (["instanceType": "g5.xlarge"], "nodes of type g5.xlarge"),
            (["partition": ["mode": "accelerator"]], "a part of a node"),
        ] as [(Object, String)])
    func saysWhatItIsChosenFor(values: Object, words: String) throws {
        var request = DeploymentRequest(model: Model(unlisted: "me/model"), namespace: "models", values: values)
        request.provider = "kaito"
        let selection = try ProviderSelection.select(for: request, from: .builtIn())
        #expect(selection.reason.contains(words))
    }
}
