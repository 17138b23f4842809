import Testing

@testable import Preflight

/// What holds a model: accelerators, disk, context, engine.
@Suite struct ModelSizeCheckTests {
    private static func hub(
        weights: String = "null", context: String = "null", architectures: String = "[]", formats: String = "[]"
    ) -> String {
        """
        hubModels:
          - {model: Qwen/Qwen3-8B, endpoint: 'https://huggingface.co', proxy: '', state: granted, message: '',
             token: false, gated: false, private: false, architectures: \(architectures), formats: \(formats),
             weights: \(weights), contextLength: \(context)}

        """
    }

    private static func nodes(_ labels: String, name: String = "gpu-1", gpus: Int = 2) -> String {
        """
          - {name: '\(name)', ready: true, labels: {\(labels)}, allocatable: {nvidia.com/gpu: \(gpus)},
             capacity: {nvidia.com/gpu: \(gpus)}}

        """
    }

    /// The usual deployment, and one of a model of which nothing is known.
    private static func besides(_ more: String = "") -> String {
        String(ModelCase.one.with(Edit("serving:", "\(more)serving:")).dropLast())
            + ", {name: other, namespace: models, model: {id: a/b}, \(more)serving: {engine: vllm}}]"
    }

    private static let eight = "16381470720"
    private static let large = "nvidia.com/gpu.memory: '81559'"
    private static let small = "nvidia.com/gpu.memory: '15360'"

    static let fits: [ModelCase] = [
        ModelCase(
            "one node holds it", facts: hub(weights: eight) + "nodes:\n" + nodes(small) + nodes(large, name: "gpu-2"),
            verdict: "pass", says: ["nodes have accelerators that hold Qwen/Qwen3-8B"]),
        ModelCase(
            "none holds it", facts: hub(weights: eight) + "nodes:\n" + nodes(small), verdict: "fail",
            says: ["no node's accelerators hold Qwen/Qwen3-8B of models/qwen", "its weights are 15.2 GiB", "gpu-1"]),
        ModelCase(
            "two of them hold it", facts: hub(weights: eight) + "nodes:\n" + nodes(small),
            deployments: ModelCase.one.with(Edit("serving:", "perWorker: 2, serving:")), verdict: "pass"),
        ModelCase(
            "two nodes hold it together", facts: hub(weights: eight) + "nodes:\n" + nodes(small),
            deployments: ModelCase.one.with(Edit("serving:", "group: 2, serving:")), verdict: "pass"),
        ModelCase(
            "an estimate is a warning", facts: hub() + "nodes:\n" + nodes(small), verdict: "warn",
            says: ["by estimate", "quantized"]),
        ModelCase(
            "the hub is not known, the catalog is", facts: "hubModels: timeout\nnodes:\n" + nodes(small),
            deployments: ModelCase.one.with(Edit("gated: false", "gated: false, minimumGPUMemory: 20Gi")),
            verdict: "fail", says: ["the catalog says that it needs 20 GiB"]),
        ModelCase(
            "the catalog's amount cannot be read", facts: "hubModels: timeout\nnodes:\n" + nodes(large),
            deployments: ModelCase.one.with(Edit("gated: false", "gated: false, minimumGPUMemory: much")),
            verdict: "unknown", says: ["the memory that Qwen/Qwen3-8B needs by the catalog", "\"much\""]),
        ModelCase(
            "nodes do not tell", facts: hub(weights: eight) + "nodes:\n" + nodes(""), verdict: "unknown",
            says: ["nodes do not tell their memory", "nvidia.com/gpu.memory"]),
        ModelCase(
            "one tells that it is too small, another does not",
            facts: hub(weights: eight) + "nodes:\n" + nodes(small) + nodes("", name: "gpu-2"), verdict: "unknown",
            says: ["gpu-2: does not tell the memory"]),
        ModelCase(
            "the product tells",
            facts: hub(weights: eight) + "nodes:\n" + nodes("nvidia.com/gpu.product: NVIDIA-H100-80GB-HBM3"),
            verdict: "pass"),
        ModelCase(
            "the cloud tells",
            facts: hub(weights: eight) + "nodes:\n" + nodes("cloud.google.com/gke-accelerator: nvidia-tesla-t4"),
            verdict: "fail"),
        ModelCase(
            "pods may not go to the one that holds it",
            facts: hub(weights: eight) + "nodes:\n" + nodes(small + ", nvidia.com/gpu.family: turing")
                + nodes(large, name: "gpu-2"),
            deployments: ModelCase.one.with(
                Edit("serving:", "nodeSelector: {nvidia.com/gpu.family: turing}, serving:")), verdict: "fail"),
        ModelCase(
            "no node offers any", facts: hub(weights: eight) + "nodes: []", verdict: "skipped", says: ["gpu-nodes"]),
        ModelCase(
            "its size is not known", facts: hub() + "nodes:\n" + nodes(large),
            deployments: ModelCase.one.with(Edit("parameters: 8B", "parameters: 8x7B")), verdict: "skipped",
            says: ["how large Qwen/Qwen3-8B is is not known"]),
        ModelCase(
            "its size is not known, another's is", facts: hub(weights: eight) + "nodes:\n" + nodes(large),
            deployments: besides(), verdict: "unknown",
            says: ["how large a/b is is not known", "hold Qwen/Qwen3-8B"]),
        ModelCase(
            "its size is not known, another is too large", facts: hub(weights: eight) + "nodes:\n" + nodes(small),
            deployments: besides(), verdict: "fail"),
        ModelCase(
            "it takes none", facts: hub(weights: eight) + "nodes:\n" + nodes(large),
            deployments: ModelCase.one.with(Edit("serving:", "perWorker: 0, serving:")), verdict: "skipped",
            says: ["no worker asks"]),
        ModelCase("nodes are forbidden", facts: hub() + "nodes: forbidden", verdict: "unknown", says: ["forbidden"]),
        ModelCase("nodes timed out", facts: hub() + "nodes: timeout", verdict: "unknown", says: ["timeout"]),
    ]

    static let contexts: [ModelCase] = [
        ModelCase("none is asked for", facts: hub(), verdict: "pass", says: ["as long as each model takes"]),
        ModelCase(
            "it is short enough", facts: hub(context: "40960"), deployments: asking(8192), verdict: "pass",
            says: ["models/qwen asks for 8192 of 40960 tokens"]),
        ModelCase(
            "it is too long for the hub's file", facts: hub(context: "32768"), deployments: asking(40000),
            verdict: "fail", says: ["asks for 40000 tokens, Qwen/Qwen3-8B takes 32768", "contextLength"]),
        ModelCase(
            "it is too long for the catalog", facts: "hubModels: timeout", deployments: asking(50000), verdict: "fail",
            says: ["takes 40960"]),
        ModelCase(
            "the model's is not known", facts: hub(),
            deployments: asking(8192).with(Edit(", contextLength: 40960", "")), verdict: "skipped",
            says: ["is not known"]),
        ModelCase("the hub is forbidden", facts: "hubModels: forbidden", deployments: asking(1), verdict: "pass"),
        ModelCase("the hub is absent", facts: "hubModels: null", deployments: asking(1), verdict: "pass"),
    ]

    private static func asking(_ tokens: Int) -> String {
        ModelCase.one.with(Edit("engine: vllm}", "engine: vllm, contextLength: \(tokens)}"))
    }

    private static func claims(_ size: String, status: String = "") -> String {
        """
        objects/persistentvolumeclaims?namespaces=wanted:
          - metadata: {name: cache, namespace: models}
            spec: {resources: {requests: {storage: \(size)}}}
            status: {\(status)}

        """
    }

    private static let mounting = ModelCase.one.with(Edit("serving:", "volumes: [cache], serving:"))
    private static let noClaims = "objects/persistentvolumeclaims?namespaces=wanted: []\n"

    static let disk: [ModelCase] = [
        ModelCase(
            "the volume holds it", facts: hub(weights: eight) + claims("50Gi"), deployments: mounting, verdict: "pass",
            says: ["there is room for the weights of Qwen/Qwen3-8B"]),
        ModelCase(
            "the volume is too small", facts: hub(weights: eight) + claims("10Gi"), deployments: mounting,
            verdict: "fail", says: ["claim models/cache has 10 GiB, the weights take 15.2 GiB", "modelCache.claim"]),
        ModelCase(
            "it got more than it asked for",
            facts: hub(weights: eight) + claims("10Gi", status: "capacity: {storage: 20Gi}"), deployments: mounting,
            verdict: "pass"),
        ModelCase(
            "two models in one volume",
            facts: hub(weights: eight) + claims("20Gi"),
            deployments: String(mounting.dropLast()) + """
                , {name: other, namespace: models, model: {id: a/b, parameters: 4B}, volumes: [cache]}]
                """,
            verdict: "fail", says: ["the weights take 22.7 GiB"]),
        ModelCase(
            "the claim is not there", facts: hub(weights: eight) + noClaims, deployments: mounting, verdict: "skipped",
            says: ["see volume-claims"]),
        ModelCase(
            "the claim tells no size",
            facts: hub(weights: eight)
                + "objects/persistentvolumeclaims?namespaces=wanted: [{metadata: {name: cache, namespace: models}}]",
            deployments: mounting, verdict: "unknown", says: ["does not tell its size"]),
        ModelCase(
            "the claim's size cannot be read", facts: hub(weights: eight) + claims("lots"), deployments: mounting,
            verdict: "unknown", says: ["the size of claim models/cache cannot be read: quantity \"lots\""]),
        ModelCase(
            "what the claim got cannot be read",
            facts: hub(weights: eight) + claims("50Gi", status: "capacity: {storage: 5Q}"), deployments: mounting,
            verdict: "unknown", says: ["quantity \"5Q\""]),
        ModelCase(
            "a worker asks for too little_R16", facts: hub(weights: eight) + noClaims,
            deployments: ModelCase.one.with(Edit("serving:", "disk: 10, serving:")), verdict: "warn",
            says: ["asks for 10 GiB of ephemeral storage, the weights take 15.2 GiB", "evicted"]),
        ModelCase(
            "a worker asks for enough", facts: hub(weights: eight) + noClaims,
            deployments: ModelCase.one.with(Edit("serving:", "disk: 40, serving:")), verdict: "pass"),
        ModelCase(
            "a worker asks for enough, another's need is not known", facts: hub(weights: eight) + noClaims,
            deployments: besides("disk: 40, "), verdict: "unknown",
            says: ["how large the weights of a/b are is not known", "room for those of Qwen/Qwen3-8B"]),
        ModelCase("nobody asks", facts: hub(weights: eight) + noClaims, verdict: "skipped", says: ["see pod-disk"]),
        ModelCase(
            "nobody knows", facts: hub() + noClaims,
            deployments: ModelCase.one.with(Edit("parameters: 8B, ", "")), verdict: "skipped",
            says: ["is not known"]),
        ModelCase(
            "claims are forbidden", facts: hub() + "objects/persistentvolumeclaims?namespaces=wanted: forbidden",
            deployments: mounting, verdict: "unknown", says: ["forbidden"]),
        ModelCase(
            "claims timed out", facts: hub() + "objects/persistentvolumeclaims?namespaces=wanted: timeout",
            deployments: mounting, verdict: "unknown", says: ["timeout"]),
    ]

    static let engines: [ModelCase] = [
        ModelCase("the catalog knows", facts: "hubModels: timeout", verdict: "pass", says: ["vllm runs Qwen/Qwen3-8B"]),
        ModelCase(
            "the hub knows, too",
            facts: hub(architectures: "[Qwen3ForCausalLM]", formats: "[safetensors]"), verdict: "pass",
            says: ["Qwen3ForCausalLM"]),
        ModelCase(
            "another engine", facts: hub(),
            deployments: ModelCase.one.with(Edit("engine: vllm}", "engine: trtllm}")), verdict: "warn",
            says: ["is known to run on vllm, not on trtllm"]),
        ModelCase(
            "another form", facts: hub(formats: "[gguf]"), verdict: "fail",
            says: ["vllm reads safetensors, bin, and Qwen/Qwen3-8B is published as gguf"]),
        ModelCase(
            "it generates no text", facts: hub(architectures: "[BertModel]"), verdict: "fail",
            says: ["is a BertModel, which generates no text"]),
        ModelCase(
            "it has changed", facts: hub(architectures: "[LlamaForCausalLM]"), verdict: "warn",
            says: ["is a LlamaForCausalLM now, and was a Qwen3ForCausalLM"]),
        ModelCase(
            "nobody knows", facts: "hubModels: forbidden",
            deployments: "[{name: a, namespace: b, model: {id: c/d}}]", verdict: "skipped",
            says: ["neither the catalog nor the hub tells"]),
        ModelCase(
            "nobody knows one of two", facts: "hubModels: timeout", deployments: besides(), verdict: "unknown",
            says: ["neither the catalog nor the hub tells what a/b is", "models/qwen: vllm runs Qwen/Qwen3-8B"]),
        ModelCase(
            "no engine is named", facts: hub(), deployments: ModelCase.one.with(Edit("engine: vllm}", "x: y}")),
            verdict: "pass", says: ["the engine runs"]),
    ]

    @Test(arguments: fits) func memoryIsJudged(_ item: ModelCase) throws { try item.expect("model-fits") }
    @Test(arguments: contexts) func contextsAreJudged(_ item: ModelCase) throws { try item.expect("model-context") }
    @Test(arguments: disk) func diskIsJudged(_ item: ModelCase) throws { try item.expect("model-disk") }
    @Test(arguments: engines) func enginesAreJudged(_ item: ModelCase) throws { try item.expect("model-architecture") }
}
