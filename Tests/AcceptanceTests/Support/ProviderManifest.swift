import TestParts

/// A built-in provider's chart with values: the fewest, and as many as it takes.
struct ProviderManifest: Sendable, CustomStringConvertible {
    var provider: String
    var values: [String]

    var description: String { "\(provider) \(values.joined(separator: " "))" }

    /// What follows `template`, for Helm and for ours.
    var arguments: [String] {
        [
            "qwen3", "\(TestParts.projectRoot)/charts/\(provider)", "--namespace", "models", "--set",
            "modelId=Qwen/Qwen3-0.6B",
        ] + values
    }

    /// Those of providers whose charts write one kind of object in one version.
    static let plain: [ProviderManifest] = [
        ProviderManifest(provider: "vllm", values: []),
        ProviderManifest(provider: "vllm", values: common + vllm),
        ProviderManifest(provider: "vllm", values: common + vllm + ["--set", "engine=sglang,replicas=0"]),
        ProviderManifest(provider: "kuberay", values: []),
        ProviderManifest(provider: "kuberay", values: common + kuberay),
        ProviderManifest(provider: "kuberay", values: common + kuberay + ["--set", "autoscaling.enabled=true"]),
        ProviderManifest(
            provider: "kuberay", values: common + ["--set", "mode=disaggregated,prefillReplicas=2,decodeReplicas=4"]),
        ProviderManifest(
            provider: "kuberay", values: common + ["--set", "routerMode=prefix,enablePrefixCaching=true"]),
    ]

    private static let common = [
        "--set", "hfTokenSecret=hf-token,contextLength=8192,servedModelName=chat,replicas=3,sharedMemory=16Gi",
        "--set", "resources.gpu=2,resources.memory=32Gi,enforceEager=true,enablePrefixCaching=false",
        "--set", "trustRemoteCode=true,modelCache.claim=models,imagePullSecrets[0]=registry",
        "--set", "serviceAccountName=models,priorityClassName=high,runtimeClassName=nvidia",
        "--set", "hub.endpoint=https://hub.example.com,proxies.https=http://proxy:3128,caBundle.configMap=trust",
        "--set", "resources.gpuResource=nvidia.com/mig-1g.10gb",
        "--set-json", #"engineArgs={"max-num-seqs":64,"kv-cache-dtype":"fp8"},nodeSelector={"pool":"gpu"}"#,
        "--set-json", #"env=[{"name":"HTTPS_PROXY","value":"http://other:3128"}],labels={"team":"ml"}"#,
        "--set-json", #"annotations={"owner":"me"}"#,
    ]

    private static let vllm = [
        "--set-json", #"podAnnotations={"a":"b"},podSecurityContext={"fsGroup":1000}"#,
        "--set-json", #"securityContext={"runAsNonRoot":true,"capabilities":{"drop":["ALL"]}}"#,
        "--set-json",
        #"affinity={"podAntiAffinity":{"preferredDuringSchedulingIgnoredDuringExecution":[{"weight":1,"#
            + #""podAffinityTerm":{"topologyKey":"kubernetes.io/hostname"}}]}}"#,
    ]

    private static let kuberay = [
        "--set", "highThroughput=true", "--set-json", #"head.cpu="500m""#, "--set-json",
        #"head.nodeSelector={"pool":"cpu"}"#,
        "--set-json", #"head.tolerations=[{"key":"cpu","operator":"Exists"}]"#,
    ]
}
