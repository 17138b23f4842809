import Charts
import Expressions
import Providers
import Testing
import Value

/// Replicas that follow the load.
@Suite struct AutoscalingTests {
    private static let scaling: Object = [
        "replicas": 9,
        "autoscaling": [
            "enabled": true, "minReplicas": 2, "maxReplicas": 5, "targetWaitingRequests": 7,
            "prometheus": "http://prometheus.monitoring:9090",
        ],
    ]

    struct Scaled: Sendable, CustomTestStringConvertible {
        var provider: String
        var values: Object = [:]
        var target: Value
        var query: String
        /// Where the number of replicas would stand.
        var replicas: String
        var kind: String
        var testDescription: String { "\(provider) \(Value.object(values).json())" }
    }

    @Test(arguments: [
        Scaled(
            provider: "vllm", target: ["apiVersion": "apps/v1", "kind": "Deployment", "name": "qwen3"],
            query: #"sum(vllm:num_requests_waiting{namespace="models",model_name="Qwen/Qwen3-0.6B"})"#,
            replicas: "spec.replicas", kind: "Deployment"),
        Scaled(
            provider: "vllm", values: ["engine": "sglang", "servedModelName": "chat"],
            target: ["apiVersion": "apps/v1", "kind": "Deployment", "name": "qwen3"],
            query: #"sum(sglang:num_queue_reqs{namespace="models",model_name="chat"})"#,
            replicas: "spec.replicas", kind: "Deployment"),
        Scaled(
            provider: "llm-d", target: ["apiVersion": "apps/v1", "kind": "Deployment", "name": "qwen3"],
            query: #"sum(vllm:num_requests_waiting{namespace="models",model_name="Qwen/Qwen3-0.6B"})"#,
            replicas: "spec.replicas", kind: "Deployment"),
        Scaled(
            provider: "llm-d", values: ["engine": "sglang"],
            target: ["apiVersion": "apps/v1", "kind": "Deployment", "name": "qwen3"],
            query: #"sum(sglang:num_queue_reqs{namespace="models",model_name="Qwen/Qwen3-0.6B"})"#,
            replicas: "spec.replicas", kind: "Deployment"),
        Scaled(
            provider: "dynamo",
            target: [
                "apiVersion": "nvidia.com/v1alpha1", "kind": "DynamoGraphDeploymentScalingAdapter",
                "name": "qwen3-worker",
            ],
            query: #"sum(dynamo_frontend_queued_requests{dynamo_namespace="models-qwen3"})"#,
            replicas: "spec.components[1].replicas", kind: "DynamoGraphDeployment"),
        Scaled(
            provider: "dynamo", values: ["apiVersion": "nvidia.com/v1alpha1"],
            target: [
                "apiVersion": "nvidia.com/v1alpha1", "kind": "DynamoGraphDeploymentScalingAdapter",
                "name": "qwen3-worker",
            ],
            query: #"sum(dynamo_frontend_queued_requests{dynamo_namespace="models-qwen3"})"#,
            replicas: "spec.services.Worker.replicas", kind: "DynamoGraphDeployment"),
    ])
    func kedaIsToldWhatToScaleAndWhen(test: Scaled) throws {
        let chart = ChartUnderTest(provider: test.provider, values: test.values)
        #expect(try chart.objects()["ScaledObject"] == nil)
        let spec = try #require(try chart.object("ScaledObject", Self.scaling)["spec"])
        #expect(spec["scaleTargetRef"] == test.target)
        #expect(spec["minReplicaCount"] == 2 && spec["maxReplicaCount"] == 5)
        let trigger = spec["triggers"]?[0]
        #expect(trigger?["type"] == "prometheus" && trigger?["metricType"] == "AverageValue")
        #expect(
            trigger?["metadata"] == [
                "serverAddress": "http://prometheus.monitoring:9090", "query": .string(test.query), "threshold": "7",
            ])
        let own = try chart.object("ScaledObject", Self.scaling.merged(with: ["autoscaling": ["query": "up"]]))
        #expect(own["spec"]?["triggers"]?[0]?["metadata"]?["query"] == "up")
        // A number of ours would be set back to at each run.
        let scaled = try chart.manifests(Self.scaling).first { $0.kind == test.kind && $0.name == "qwen3" }
        #expect(try scaled?.value[ValuePath(test.replicas)] == nil)
        let fixed = try chart.manifests(["replicas": 9]).first { $0.kind == test.kind && $0.name == "qwen3" }
        #expect(try fixed?.value[ValuePath(test.replicas)] == 9)
    }

    /// Who scales by it, and who chooses a pod by it, need not be known when the engine starts.
    @Test func sglangAlwaysTellsHowManyWait() throws {
        let chart = ChartUnderTest(provider: "vllm", values: ["engine": "sglang"])
        for values in [[:], Self.scaling] as [Object] {
            let args = try chart.object("Deployment", values)["spec"]?["template"]?["spec"]?["containers"]?[0]?["args"]
            #expect(args?.array?.filter { $0 == "--enable-metrics" }.count == 1)
        }
    }

    @Test func dynamoMakesAnAdapterForTheWorkersAlone() throws {
        let beta = try ChartUnderTest(provider: "dynamo").object("DynamoGraphDeployment", Self.scaling)["spec"]
        #expect(beta?["components"]?[0]?["scalingAdapter"] == nil)
        #expect(beta?["components"]?[1]?["scalingAdapter"] == [:])
        let old = ChartUnderTest(provider: "dynamo", values: ["apiVersion": "nvidia.com/v1alpha1"])
        let alpha = try old.object("DynamoGraphDeployment", Self.scaling)["spec"]?["services"]
        #expect(alpha?["Worker"]?["scalingAdapter"] == ["enabled": true])
        #expect(alpha?["Frontend"]?["scalingAdapter"] == nil)
    }

    @Test func omeIsToldByAnnotations() throws {
        let chart = ChartUnderTest(provider: "ome")
        let object = try chart.object("InferenceService", Self.scaling)
        #expect(
            object["metadata"]?["annotations"] == [
                "ome.io/autoscalerClass": "keda", "autoscaling.keda.sh/threshold": "7",
                "autoscaling.keda.sh/prometheus.serverAddress": "http://prometheus.monitoring:9090",
                "autoscaling.keda.sh/prometheus.query":
                    #"sum(vllm:num_requests_waiting{namespace="models",model_name="Qwen/Qwen3-0.6B"})"#,
            ])
        #expect(object["spec"]?["engine"]?["minReplicas"] == 2 && object["spec"]?["engine"]?["maxReplicas"] == 5)
        #expect(try chart.object("InferenceService")["metadata"]?["annotations"] == nil)
    }

    @Test func kserveIsToldInItsSpec() throws {
        let spec = try ChartUnderTest(provider: "kserve").object(
            "LLMInferenceService", ["autoscaling": ["enabled": true, "minReplicas": 2, "maxReplicas": 5]])["spec"]
        #expect(spec?["scaling"] == ["minReplicas": 2, "maxReplicas": 5, "wva": ["keda": [:]]])
        #expect(spec?["replicas"] == nil)
        let fixed = try ChartUnderTest(provider: "kserve").object("LLMInferenceService", ["replicas": 3])["spec"]
        #expect(fixed?["scaling"] == nil && fixed?["replicas"] == 3)
    }

    @Test func anInferenceServiceHasItsMetric() throws {
        let object = try ChartUnderTest(provider: "kserve-classic").object("InferenceService", Self.scaling)
        #expect(object["metadata"]?["annotations"]?["serving.kserve.io/autoscalerClass"] == "keda")
        let predictor = object["spec"]?["predictor"]
        #expect(predictor?["minReplicas"] == 2 && predictor?["maxReplicas"] == 5)
        let metric = predictor?["autoScaling"]?["metrics"]?[0]?["external"]
        #expect(metric?["target"] == ["type": "Value", "value": "7"])
        #expect(metric?["metric"]?["serverAddress"] == "http://prometheus.monitoring:9090")
    }

    @Test func anInferenceSetLeavesItToKAITOsScaler() throws {
        let values: Object = ["autoscaling": ["enabled": true, "maxReplicas": 5, "targetWaitingRequests": 7]]
        let object = try ChartUnderTest(provider: "kaito-set").object("InferenceSet", values)
        let annotations = object["metadata"]?["annotations"]
        #expect(annotations?["scaledobject.kaito.sh/auto-provision"] == "true")
        #expect(annotations?["scaledobject.kaito.sh/max-replicas"] == "5")
        #expect(annotations?["scaledobject.kaito.sh/threshold"] == "7")
        #expect(object["spec"]?["replicas"] == nil)
    }

    @Test(arguments: ["vllm", "llm-d", "dynamo", "ome", "kserve", "kserve-classic"])
    func moreAtLeastThanAtMostIsRefused(provider: String) throws {
        let words = try ChartUnderTest(provider: provider, values: Self.known(by: provider)).refusal(
            of: ["autoscaling": ["minReplicas": 6]])
        #expect(words.contains("autoscaling.minReplicas is 6, and autoscaling.maxReplicas 5"))
    }

    @Test(arguments: ["vllm", "llm-d", "dynamo", "ome", "kserve-classic"])
    func nobodyToAskIsRefused(provider: String) throws {
        let words = try ChartUnderTest(provider: provider, values: Self.scaling).refusal(
            of: ["autoscaling": ["prometheus": ""]])
        #expect(words.contains("autoscaling.enabled needs autoscaling.prometheus"))
    }

    @Test(
        arguments: [
            ("llm-d", [:]), ("dynamo", [:]), ("ome", ["engine": "sglang"]),
            ("kserve", ["routerMode": "endpoint-picker"]),
        ] as [(String, Object)])
    func prefillAndDecodeHaveNoNumberInCommon(provider: String, more: Object) throws {
        let values = more.merged(with: ["mode": "disaggregated"])
        let words = try ChartUnderTest(provider: provider, values: Self.known(by: provider)).refusal(of: values)
        #expect(words.contains("autoscaling.enabled is not available with mode disaggregated"))
    }

    /// KServe's own scaler knows whom to ask.
    private static func known(by provider: String) -> Object {
        provider == "kserve" ? ["autoscaling": ["enabled": true, "minReplicas": 2, "maxReplicas": 5]] : scaling
    }

    @Test(arguments: ["vllm", "llm-d", "dynamo", "ome", "kserve", "kserve-classic", "kaito-set"])
    func kedaIsARequirementOfThoseThatAskForIt(provider: String) throws {
        let needs = try ProviderRegistry.builtIn().provider(provider).definition.requirements.oneOf
        let keda = try #require(needs.first { $0.crds == ["scaledobjects.keda.sh"] })
        // KAITO's own scaler, which makes the object, comes from nowhere here.
        #expect(keda.operatorName == (provider == "kaito-set" ? nil : "keda"))
        for isEnabled in [true, false] {
            let deployment: Value = ["autoscaling": ["enabled": .bool(isEnabled)]]
            #expect(try keda.when.evaluate(["deployment": deployment]) == .bool(isEnabled))
        }
    }

    @Test(arguments: ["vllm", "llm-d", "ome", "kserve", "kserve-classic", "kuberay", "dynamo"])
    func devicesByClaimAreNotLookedForAmongGPUs(provider: String) throws {
        let found = try ProviderRegistry.builtIn().provider(provider)
        let need = try #require(found.definition.gpus)
        for (claim, count) in [([:], 2), (["template": "t"], 0), (["deviceClass": "d"], 0)] as [(Object, Int64)] {
            let values: Object = ["resources": ["gpu": 2], "resourceClaim": .object(claim)]
            let deployment = Value.object(found.chart.values.merged(with: values)).withWholeNumbers
            #expect(try need.perWorker.evaluate(["deployment": deployment]) == .integer(count))
        }
    }

    /// Fewer GPUs than there may be, but not fewer than there are.
    @Test(arguments: ["vllm", "llm-d", "ome", "kserve-classic"])
    func roomIsLookedForForTheLeast(provider: String) throws {
        let found = try ProviderRegistry.builtIn().provider(provider)
        #expect(found.workers(for: (["modelId": "a/b"] as Object).merged(with: Self.scaling)) == 2)
        #expect(found.workers(for: ["modelId": "a/b", "replicas": 9]) == 9)
    }
}
