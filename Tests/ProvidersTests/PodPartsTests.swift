import Charts
import Foundation
import Providers
import TestParts
import Testing
import Value

/// What pods with a model have alike, whichever chart makes them.
@Suite struct PodPartsTests {
    /// Pods of a chart, and where their object says what they are given.
    struct Pods: Sendable, CustomTestStringConvertible {
        var provider: String
        var values: Object = [:]
        var kind: String
        /// To the spec of the pod.
        var spec: String
        var container = "containers[0]"
        /// To the environment, where it is not the container's.
        var env: String?
        /// To the resources, where they are not the container's.
        var resources: String?
        var annotations: String
        /// Whether it holds a model.
        var isWorker = true

        var testDescription: String { "\(provider) \(spec)" }

        func object(_ more: Object) throws -> Value {
            let made = try ChartUnderTest(provider: provider, values: values).manifests(more)
            return try #require(made.first { $0.kind == kind && $0.name == "qwen3" }).value
        }

        func pod(_ more: Object) throws -> Value { try #require(try object(more)[ValuePath(spec)]) }

        func engine(_ more: Object) throws -> Value { try #require(try pod(more)[ValuePath(container)]) }

        /// By name; a name that is there twice is a failure.
        func environment(_ more: Object) throws -> [String: String] {
            let list = try env.map { try object(more)[ValuePath($0)] } ?? engine(more)["env"]
            let pairs = (list?.array ?? []).map { ($0["name"]?.string ?? "", $0["value"]?.string ?? "") }
            return Dictionary(pairs) { first, _ in
                Issue.record("a variable is there twice: \(first)")
                return first
            }
        }

        func resources(_ more: Object) throws -> Value? {
            try resources.map { try object(more)[ValuePath($0)] } ?? engine(more)["resources"]
        }

        static let all = [
            Pods(
                provider: "vllm", kind: "Deployment", spec: "spec.template.spec",
                annotations: "spec.template.metadata.annotations"),
            Pods(
                provider: "llm-d", kind: "Deployment", spec: "spec.template.spec",
                annotations: "spec.template.metadata.annotations"),
            Pods(
                provider: "kuberay", kind: "RayService",
                spec: "spec.rayClusterConfig.workerGroupSpecs[0].template.spec",
                annotations: "spec.rayClusterConfig.workerGroupSpecs[0].template.metadata.annotations"),
            Pods(
                provider: "kuberay", kind: "RayService", spec: "spec.rayClusterConfig.headGroupSpec.template.spec",
                annotations: "spec.rayClusterConfig.headGroupSpec.template.metadata.annotations", isWorker: false),
            Pods(
                provider: "dynamo", kind: "DynamoGraphDeployment", spec: "spec.components[1].podTemplate.spec",
                env: "spec.env", annotations: "spec.components[1].podTemplate.metadata.annotations"),
            Pods(
                provider: "dynamo", values: ["apiVersion": "nvidia.com/v1alpha1"], kind: "DynamoGraphDeployment",
                spec: "spec.services.Worker.extraPodSpec", container: "mainContainer", env: "spec.envs",
                resources: "spec.services.Worker.resources",
                annotations: "spec.services.Worker.extraPodMetadata.annotations"),
            Pods(
                provider: "kserve", kind: "LLMInferenceService", spec: "spec.template",
                annotations: "spec.annotations"),
            Pods(
                provider: "kserve-classic", kind: "InferenceService", spec: "spec.predictor",
                annotations: "spec.predictor.annotations"),
            Pods(
                provider: "kserve-classic", values: ["runtime": "mine"], kind: "InferenceService",
                spec: "spec.predictor", container: "model", annotations: "spec.predictor.annotations"),
        ]
        static let workers = all.filter(\.isWorker)
    }

    // MARK: - Where and as what

    private static let place: Object = [
        "affinity": ["nodeAffinity": [:]], "serviceAccountName": "models", "priorityClassName": "high",
        "runtimeClassName": "nvidia", "imagePullSecrets": ["pull"], "podSecurityContext": ["fsGroup": 1000],
        "securityContext": ["runAsUser": 1000], "podAnnotations": ["a": "b"], "nodeSelector": ["pool": "h100"],
    ]

    @Test(arguments: Pods.all)
    func whereAndAsWhatPodsRunIsTheUsers(pods: Pods) throws {
        let pod = try pods.pod(Self.place)
        #expect(pod["serviceAccountName"] == "models")
        #expect(pod["priorityClassName"] == "high")
        #expect(pod["imagePullSecrets"] == [["name": "pull"]])
        #expect(pod["securityContext"] == ["fsGroup": 1000])
        #expect(try pods.engine(Self.place)["securityContext"] == ["runAsUser": 1000])
        #expect(try pods.object(Self.place)[ValuePath(pods.annotations)] == ["a": "b"])
        if pods.isWorker {
            #expect(pod["affinity"] == ["nodeAffinity": [:]])
            #expect(pod["runtimeClassName"] == "nvidia")
            #expect(pod["nodeSelector"] == ["pool": "h100"])
        }
    }

    @Test(arguments: Pods.all)
    func whatTheUserDoesNotSayIsNotThere(pods: Pods) throws {
        let pod = try pods.pod([:])
        for key in [
            "affinity", "serviceAccountName", "priorityClassName", "runtimeClassName", "imagePullSecrets",
            "securityContext", "nodeSelector", "resourceClaims",
        ] {
            #expect(pod[key] == nil, "\(key)")
        }
        #expect(try pods.engine([:])["securityContext"] == nil)
        #expect(try pods.object([:])[ValuePath(pods.annotations)] == nil)
        #expect(pod["volumes"]?.array?.contains { $0["name"] == "certificates" } != true)
    }

    // MARK: - The way to models

    private static let near = "localhost,127.0.0.1,$(KUBERNETES_SERVICE_HOST),.svc,.cluster.local"

    @Test(arguments: Pods.all)
    func aMirrorAndProxiesAreInTheEnvironment(pods: Pods) throws {
        let found = try pods.environment([
            "hub": ["endpoint": "https://hub.example.com"],
            "proxies": ["http": "http://proxy:1", "https": "http://proxy:2", "noProxy": ".example.com"],
        ])
        #expect(found["HF_ENDPOINT"] == "https://hub.example.com")
        for name in ["HTTP_PROXY", "http_proxy"] { #expect(found[name] == "http://proxy:1") }
        for name in ["HTTPS_PROXY", "https_proxy"] { #expect(found[name] == "http://proxy:2") }
        for name in ["NO_PROXY", "no_proxy"] { #expect(found[name] == "\(Self.near),.example.com") }
        #expect(found["SSL_CERT_FILE"] == nil)
    }

    @Test(arguments: Pods.all)
    func addressesOfTheClusterNeedNoProxyWhereThereIsOne(pods: Pods) throws {
        let one = try pods.environment(["proxies": ["https": "http://proxy:2"]])
        #expect(one["NO_PROXY"] == Self.near)
        #expect(one["HTTP_PROXY"] == nil && one["http_proxy"] == nil)
        let none = try pods.environment(["proxies": ["noProxy": ".example.com"]])
        #expect(none["NO_PROXY"] == nil && none["no_proxy"] == nil)
    }

    @Test(arguments: Pods.all)
    func namesOfTheUsersWin(pods: Pods) throws {
        let found = try pods.environment([
            "hub": ["endpoint": "https://hub.example.com"], "proxies": ["https": "http://proxy:2"],
            "env": [
                ["name": "HF_ENDPOINT", "value": "https://mine.example.com"], ["name": "no_proxy", "value": "*"],
                ["name": "OTHER", "value": "x"],
            ],
        ])
        #expect(found["HF_ENDPOINT"] == "https://mine.example.com")
        #expect(found["no_proxy"] == "*" && found["NO_PROXY"] == Self.near)
        #expect(found["OTHER"] == "x")
    }

    @Test(arguments: Pods.all)
    func certificatesAreMountedAndNamed(pods: Pods) throws {
        let values: Object = ["caBundle": ["configMap": "trust", "key": "bundle.pem"]]
        let certificates: Value = [
            "name": "certificates",
            "configMap": ["name": "trust", "items": [["key": "bundle.pem", "path": "ca.crt"]]],
        ]
        let mount: Value = [
            "name": "certificates", "mountPath": "/etc/groundcrew/certificates", "readOnly": true,
        ]
        #expect(try pods.pod(values)["volumes"]?.array?.contains(certificates) == true)
        #expect(try pods.engine(values)["volumeMounts"]?.array?.contains(mount) == true)
        let found = try pods.environment(values)
        for name in ["SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"] {
            #expect(found[name] == "/etc/groundcrew/certificates/ca.crt")
        }
    }

    // MARK: - Resources

    @Test(arguments: Pods.workers)
    func resourcesAreTheUsers(pods: Pods) throws {
        let values: Object = [
            "resources": [
                "gpu": 2, "cpu": "8", "memory": "64Gi", "ephemeralStorage": "10Gi",
                "gpuResource": "nvidia.com/mig-1g.10gb",
            ]
        ]
        let found = try pods.resources(values)
        #expect(found?["limits"]?["memory"] == "64Gi")
        #expect(found?["limits"]?["nvidia.com/gpu"] == nil)
        #expect(found?["requests"]?["cpu"] == "8")
        #expect(found?["requests"]?["memory"] == "64Gi")
        if pods.resources == nil {
            #expect(found?["limits"]?["nvidia.com/mig-1g.10gb"] == "2")
            #expect(found?["requests"]?["ephemeral-storage"] == "10Gi")
        } else {
            #expect(found?["limits"]?["gpu"] == "2")
            #expect(found?["limits"]?["gpuType"] == "nvidia.com/mig-1g.10gb")
            #expect(found?["requests"]?["custom"] == ["ephemeral-storage": "10Gi"])
        }
    }

    @Test(arguments: Pods.workers)
    func devicesByClaimAreNotCountedAsWell(pods: Pods) throws {
        let values: Object = ["resourceClaim": ["template": "two-gpus"]]
        #expect(
            try pods.pod(values)["resourceClaims"] == [["name": "gpu", "resourceClaimTemplateName": "two-gpus"]])
        let found = try pods.resources(values)
        #expect(found?["claims"] == [["name": "gpu"]])
        #expect(found?["limits"]?["nvidia.com/gpu"] == nil && found?["limits"]?["gpu"] == nil)
        let chart = ChartUnderTest(provider: pods.provider, values: pods.values)
        #expect(try chart.objects(values)["ResourceClaimTemplate"] == nil)
    }

    @Test(arguments: Pods.workers)
    func aTemplateOfClaimsIsMadeWhereAClassIsNamed(pods: Pods) throws {
        let values: Object = [
            "resources": ["gpu": 2],
            "resourceClaim": ["deviceClass": "gpu.nvidia.com", "selectors": ["device.driver == 'gpu.nvidia.com'"]],
        ]
        let chart = ChartUnderTest(provider: pods.provider, values: pods.values)
        let template = try chart.object("ResourceClaimTemplate", values)
        let name = try #require(template["metadata"]?["name"]?.string)
        #expect(name.hasPrefix("qwen3-gpu-"))
        #expect(template["metadata"]?["namespace"] == "models")
        #expect(
            try pods.pod(values)["resourceClaims"]
                == [["name": "gpu", "resourceClaimTemplateName": .string(name)]])
        // It cannot be changed, so another number of devices is another template.
        let other = try chart.object("ResourceClaimTemplate", values.merged(with: ["resources": ["gpu": 4]]))
        #expect(other["metadata"]?["name"]?.string != name)
    }

    @Test(arguments: [
        (["v1", "resource.k8s.io/v1beta1", "resource.k8s.io/v1beta2", "resource.k8s.io/v1"], "v1", true),
        (["v1", "resource.k8s.io/v1beta1", "resource.k8s.io/v1beta2"], "v1beta2", true),
        (["v1", "resource.k8s.io/v1beta1"], "v1beta1", false), (["v1"], "v1", true),
    ])
    func theTemplateIsOfAVersionThatTheClusterServes(served: [String], version: String, isNested: Bool) throws {
        let chart = ChartUnderTest(provider: "vllm", apiVersions: served)
        let values: Object = ["resourceClaim": ["deviceClass": "gpu.nvidia.com", "selectors": ["true"]]]
        let template = try chart.object("ResourceClaimTemplate", values)
        #expect(template["apiVersion"] == .string("resource.k8s.io/\(version)"))
        let request = template["spec"]?["spec"]?["devices"]?["requests"]?[0]
        #expect(request?["name"] == "gpu")
        let devices = isNested ? request?["exactly"] : request
        #expect(devices?["deviceClassName"] == "gpu.nvidia.com")
        #expect(devices?["count"] == 1)
        #expect(devices?["selectors"] == [["cel": ["expression": "true"]]])
    }

    @Test(arguments: Pods.workers)
    func claimsThatSayTooMuchOrNothingAreRefused(pods: Pods) throws {
        let chart = ChartUnderTest(provider: pods.provider, values: pods.values)
        let both = try chart.refusal(of: ["resourceClaim": ["template": "a", "deviceClass": "b"]])
        #expect(both.contains("leave out one of them"))
        let none = try chart.refusal(of: ["resources": ["gpu": 0], "resourceClaim": ["deviceClass": "b"]])
        #expect(none.contains("resourceClaim.deviceClass needs resources.gpu of at least 1"))
    }

    /// Charts stand alone, so each has the files; what one learns the others learn, too.
    @Test(arguments: [
        ("_pods.tpl", ["dynamo", "kserve", "kserve-classic", "kuberay", "llm-d", "ome", "vllm"]),
        ("resourceclaimtemplate.yaml", ["dynamo", "kserve", "kserve-classic", "kuberay", "llm-d", "ome", "vllm"]),
        ("_scaling.tpl", ["dynamo", "llm-d", "vllm"]),
    ])
    func filesThatChartsShareAreTheSame(file: String, charts: [String]) throws {
        let texts = try charts.map {
            try String(contentsOfFile: "\(TestParts.projectRoot)/charts/\($0)/templates/\(file)", encoding: .utf8)
        }
        #expect(Set(texts).count == 1, "\(file) of \(charts)")
    }
}
