import Charts
import Providers
import Testing
import Value

/// The manifests of the chart that needs no operator.
@Suite struct VLLMChartTests {
    private func render(_ values: Object, name: String = "qwen3") throws -> [String: Value] {
        try ChartUnderTest(provider: "vllm").objects(values, name: name)
    }

    private func deployment(_ values: Object = [:]) throws -> Value { try #require(try render(values)["Deployment"]) }

    private func pod(_ values: Object = [:]) throws -> Value {
        try #require(try deployment(values)["spec"]?["template"]?["spec"])
    }

    private func engine(_ values: Object = [:]) throws -> Value { try #require(try pod(values)["containers"]?[0]) }

    private func arguments(_ values: Object) throws -> [String] {
        try engine(values)["args"]?.array?.compactMap(\.string) ?? []
    }

    @Test func aServiceAndADeploymentOfOneNameFindEachOther() throws {
        let objects = try render([:])
        #expect(objects.keys.sorted() == ["Deployment", "Service"])
        let (deployment, service) = (try #require(objects["Deployment"]), try #require(objects["Service"]))
        for object in [deployment, service] {
            #expect(object["metadata"]?["name"] == "qwen3")
            #expect(object["metadata"]?["namespace"] == "models")
        }
        let labels: Value = ["app.kubernetes.io/name": "vllm", "app.kubernetes.io/instance": "qwen3"]
        #expect(service["spec"]?["selector"] == labels)
        #expect(deployment["spec"]?["selector"]?["matchLabels"] == labels)
        let worn = deployment["spec"]?["template"]?["metadata"]?["labels"]?.object ?? [:]
        for (key, value) in labels.object ?? [:] { #expect(worn[key] == value) }
        #expect(service["spec"]?["ports"]?[0]?["targetPort"] == "http")
        #expect(try engine()["ports"]?[0]?["containerPort"] == 8000)
    }

    @Test(arguments: EngineFlags.all)
    func eachKnobIsAFlagOfTheEngine(test: EngineFlags) throws {
        let model = "Qwen/Qwen3-0.6B"
        try test.expect(
            port: 8000, vllm: ["--model", model], sglang: model, more: ["--shutdown-timeout", "120"],
            arguments: arguments)
    }

    @Test func eachEngineHasItsImageAndCommand() throws {
        #expect(try engine()["image"] == "docker.io/vllm/vllm-openai:v0.31.0")
        #expect(try engine()["command"] == nil)
        #expect(try engine(["engine": "sglang"])["image"] == "docker.io/lmsysorg/sglang:v0.5.23")
        #expect(try engine(["engine": "sglang"])["command"] == ["sglang", "serve"])
        let own: Object = ["image": ["registry": "mirror.example.com", "repository": "llm/vllm", "tag": "v9"]]
        #expect(try engine(own)["image"] == "mirror.example.com/llm/vllm:v9")
        #expect(try engine(["image": ["tag": "v9"]])["image"] == "docker.io/vllm/vllm-openai:v9")
    }

    @Test func theServedNameIsTheUsers() throws {
        let arguments = try arguments(["servedModelName": "chat"])
        #expect(arguments.contains("chat"))
        #expect(arguments.filter { $0 == "Qwen/Qwen3-0.6B" }.count == 1)
    }

    @Test func aPodLivesAsLongAsALargeModelNeeds() throws {
        let container = try engine(["startupSeconds": 601])
        #expect(container["startupProbe"]?["failureThreshold"] == 121)
        #expect(try deployment(["startupSeconds": 601])["spec"]?["progressDeadlineSeconds"] == 901)
        #expect(try pod(["shutdownSeconds": 30])["terminationGracePeriodSeconds"] == 45)
        #expect(try deployment()["spec"]?["strategy"]?["rollingUpdate"]?["maxSurge"] == 0)
        #expect(try pod()["enableServiceLinks"] == false)
    }

    @Test func resourcesSharedMemoryAndCacheAreTheUsers() throws {
        let small = try engine(["resources": ["cpu": ""]])
        #expect(small["resources"] == ["limits": ["nvidia.com/gpu": "1"]])
        let large = try engine(["resources": ["gpu": 2, "memory": "64Gi", "ephemeralStorage": "10Gi"]])
        #expect(large["resources"]?["limits"] == ["nvidia.com/gpu": "2", "memory": "64Gi"])
        #expect(large["resources"]?["requests"] == ["cpu": "2", "memory": "64Gi", "ephemeral-storage": "10Gi"])
        let plain = try pod()["volumes"]
        #expect(plain?[0]?["emptyDir"] == ["medium": "Memory"])
        #expect(plain?[1]?["emptyDir"] == [:])
        let kept = try pod(["sharedMemory": "16Gi", "modelCache": ["claim": "models"]])["volumes"]
        #expect(kept?[0]?["emptyDir"] == ["medium": "Memory", "sizeLimit": "16Gi"])
        #expect(kept?[1]?["persistentVolumeClaim"] == ["claimName": "models"])
    }

    @Test func theTokenIsNamedAndNeverWritten() throws {
        #expect(try engine()["envFrom"] == nil)
        #expect(try engine(["hfTokenSecret": "hf"])["envFrom"] == [["secretRef": ["name": "hf"]]])
    }

    @Test func whereAndAsWhatPodsRunIsTheUsers() throws {
        let values: Object = [
            "nodeSelector": ["pool": "h100"], "tolerations": [], "affinity": ["nodeAffinity": [:]],
            "serviceAccountName": "models", "priorityClassName": "high", "runtimeClassName": "nvidia",
            "imagePullSecrets": ["pull"], "podSecurityContext": ["fsGroup": 1000],
            "securityContext": ["runAsNonRoot": true], "podAnnotations": ["a": "b"],
            "env": [["name": "VLLM_LOGGING_LEVEL", "value": "DEBUG"]],
        ]
        let pod = try pod(values)
        #expect(pod["nodeSelector"] == ["pool": "h100"])
        #expect(pod["tolerations"] == nil)
        #expect(pod["affinity"] == ["nodeAffinity": [:]])
        #expect(pod["serviceAccountName"] == "models")
        #expect(pod["priorityClassName"] == "high")
        #expect(pod["runtimeClassName"] == "nvidia")
        #expect(pod["imagePullSecrets"] == [["name": "pull"]])
        #expect(pod["securityContext"] == ["fsGroup": 1000])
        #expect(pod["containers"]?[0]?["securityContext"] == ["runAsNonRoot": true])
        #expect(pod["containers"]?[0]?["env"]?[1] == ["name": "VLLM_LOGGING_LEVEL", "value": "DEBUG"])
        #expect(
            try deployment(values)["spec"]?["template"]?["metadata"]?["annotations"] == ["a": "b"])
    }

    @Test func aNameThatNoServiceMayBearIsRefused() throws {
        let error = try #require(throws: RenderError.self) { try render([:], name: "3b") }
        #expect("\(error)".contains("the name 3b does not begin with a letter"))
    }

    @Test(
        arguments: [
            ["engine": "trtllm"], ["mode": "disaggregated"], ["routerMode": "kv"], ["replicas": -1],
            ["resources": ["gpu": 17]], ["labels": ["app.kubernetes.io/name": "x"]], ["nonsense": 1],
        ] as [Object])
    func whatItCannotDoIsRefusedByTheSchema(values: Object) throws {
        let error = try #require(throws: RenderError.self) { try render(values) }
        #expect(error.code == .badValues)
    }
}
