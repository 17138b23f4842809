import Charts
import Models
import Providers
import Testing
import Value
import YAML

/// The manifests of replicas that KAITO serves.
@Suite struct KAITOSetChartTests {
    private let chart = ChartUnderTest(provider: "kaito-set")

    private func set(_ values: Object = [:]) throws -> Value { try chart.object("InferenceSet", values) }

    private func template(_ values: Object = [:]) throws -> Value {
        try #require(try set(values)["spec"]?["template"])
    }

    @Test func aServiceStandsBeforeAllReplicas() throws {
        let objects = try chart.objects(["replicas": 3])
        #expect(objects.keys.sorted() == ["ConfigMap", "InferenceSet", "Service"])
        let (set, service) = (try #require(objects["InferenceSet"]), try #require(objects["Service"]))
        for object in [set, service] {
            #expect(object["metadata"]?["name"] == "qwen3" && object["metadata"]?["namespace"] == "models")
        }
        #expect(set["apiVersion"] == "kaito.sh/v1beta1")
        #expect(set["spec"]?["replicas"] == 3)
        #expect(service["spec"]?["selector"] == ["inferenceset.kaito.sh/created-by": "qwen3"])
        #expect(service["spec"]?["ports"]?[0]?["port"] == 80 && service["spec"]?["ports"]?[0]?["targetPort"] == 5000)
        let inference = set["spec"]?["template"]?["inference"]
        #expect(inference?["config"] == objects["ConfigMap"]?["metadata"]?["name"])
        #expect(inference?["preset"] == ["name": "Qwen/Qwen3-0.6B"])
        #expect(set["spec"]?["labelSelector"] == ["matchLabels": ["nvidia.com/gpu.present": "true"]])
        #expect(set["spec"]?["template"]?["resource"] == nil && set["spec"]?["template"]?["metadata"] == nil)
    }

    @Test func theConfigurationIsTheEngines() throws {
        let values: Object = ["contextLength": 4096, "enforceEager": true, "engineArgs": ["max-num-seqs": 8]]
        let text = try #require(try chart.object("ConfigMap", values)["data"]?["inference_config.yaml"]?.string)
        #expect(
            try YAML.decode(text, file: "config")["vllm"] == [
                "served-model-name": "Qwen/Qwen3-0.6B", "max-model-len": 4096, "max-num-seqs": 8,
                "config": "/mnt/config/flags.yaml",
            ])
    }

    @Test func whatTheSetIsToldAndWhatItsWorkspacesAre() throws {
        let values: Object = [
            "hfTokenSecret": "hf", "partition": ["mode": "mig", "profile": "1g.10gb"], "annotations": ["a": "b"],
            "labels": ["team": "x"], "performanceMode": "throughput",
        ]
        #expect(
            try set(values)["metadata"]?["annotations"] == [
                "groundcrew/served-model-name": "Qwen/Qwen3-0.6B", "kaito.sh/disable-benchmark": "true", "a": "b",
            ])
        #expect(try set(values)["metadata"]?["labels"]?["team"] == "x")
        #expect(try set(["benchmark": true])["metadata"]?["annotations"]?["kaito.sh/disable-benchmark"] == nil)
        #expect(try template(values)["inference"]?["preset"]?["presetOptions"] == ["modelAccessSecret": "hf"])
        #expect(try template(values)["resource"] == ["partition": ["mode": "mig", "profile": "1g.10gb"]])
        #expect(
            try template(values)["metadata"] == ["annotations": ["kaito.sh/performance-mode": "throughput"]])
        let made = try set(["instanceType": "Standard_NC24ads_A100_v4"])["spec"]
        #expect(made?["template"]?["resource"] == ["instanceType": "Standard_NC24ads_A100_v4"])
        #expect(made?["labelSelector"] == ["matchLabels": ["groundcrew/kaito": "qwen3"]])
    }

    @Test(arguments: [
        ("3b", "is not that of a Service"), (String(repeating: "a", count: 47), "an InferenceSet takes at most 46"),
    ])
    func aNameThatIsTooLongForItsPodsIsRefused(name: String, words: String) throws {
        let error = try #require(throws: RenderError.self) { try chart.manifests(name: name) }
        #expect("\(error)".contains(words))
    }

    @Test(
        arguments: [
            ["engine": "sglang"], ["mode": "disaggregated"], ["replicas": -1],
            ["autoscaling": ["maxReplicas": 0]], ["nonsense": 1],
        ] as [Object])
    func whatItCannotDoIsRefusedByTheSchema(values: Object) throws {
        let error = try #require(throws: RenderError.self) { try set(values) }
        #expect(error.code == .badValues)
    }

    /// One Workspace does for one replica; the set is for more.
    @Test func severalReplicasAreForTheSet() throws {
        var request = DeploymentRequest(model: Model(unlisted: "Qwen/Qwen3-0.6B"), namespace: "models")
        let registry = try ProviderRegistry.builtIn()
        func candidate(_ name: String) throws -> ProviderSelection.Candidate {
            try #require(ProviderSelection.candidates(for: request, from: registry).first { $0.name == name })
        }
        let one = try #require(try candidate("kaito").score)
        let several = try #require(try candidate("kaito-set").score)
        #expect(one > several)
        request[.replicas] = 2
        let rejected = try candidate("kaito")
        #expect(rejected.score == nil && rejected.reason.contains("a Workspace is one replica"))
        let chosen = try candidate("kaito-set")
        #expect(chosen.score != nil)
    }
}
