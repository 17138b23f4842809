import TestParts
import Testing

/// What charts/dynamo is rendered with: every engine, mode, router and API version.
struct DynamoManifest: Sendable, CustomStringConvertible {
    var engine: String
    var mode: String
    var router: String
    var version: String

    static let versions = ["v1beta1", "v1alpha1"]

    static func all(version: String) -> [DynamoManifest] {
        ["vllm", "sglang", "trtllm"].flatMap { engine in
            ["aggregated", "disaggregated"].flatMap { mode in
                ["none", "round-robin", "kv"].map {
                    DynamoManifest(engine: engine, mode: mode, router: $0, version: version)
                }
            }
        }
    }

    static let chart = "\(TestParts.projectRoot)/charts/dynamo"

    /// What follows `template`, for Helm and for ours.
    var arguments: [String] {
        [
            "qwen3", Self.chart, "--namespace", "models", "--set",
            "modelId=Qwen/Qwen3-0.6B,engine=\(engine),mode=\(mode),routerMode=\(router)",
            "--set", "apiVersion=nvidia.com/\(version),hfTokenSecret=hf-token,contextLength=8192,resources.gpu=2",
            "--set", "resources.memory=32Gi,enforceEager=true,enablePrefixCaching=false,trustRemoteCode=true",
            "--set", "multinode.nodeCount=2,multinode.decodeNodeCount=4",
            "--set", "sharedMemory=16Gi,modelCache.claim=models,imagePullSecrets[0]=registry",
            "--set-json", #"engineArgs={"seed":7,"enable-metrics":true},nodeSelector={"pool":"gpu"}"#,
            "--set-json", #"router={"kvOverlapScoreCredit":0.5,"prefillLoadScale":2}"#,
            "--set-json",
            #"env=[{"name":"HTTP_PROXY","value":"http://proxy:3128"}],frontend.env=[{"name":"A","value":"1"}]"#,
        ]
    }

    var description: String { "\(engine) \(mode) \(router) \(version)" }
}
