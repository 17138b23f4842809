public import Value

/// A value of a provider's chart that has a name of its own in bootstrap files and on the command line.
///
/// All charts give them the same names; one that lacks a knob refuses it by its schema. Whatever else the schema allows is
/// given as it is: below `values` in a file, with `--set` on the command line.
public struct DeploymentKnob: Sendable, Hashable {
    public enum Kind: Sendable, Hashable {
        case text
        case truth
        case count(ClosedRange<Int64>)
        /// As Kubernetes writes amounts, such as `32Gi`.
        case quantity
        /// Names and values that are the provider's own.
        case object
    }

    /// Where it stands: among the chart's values, and below a model in a bootstrap file.
    public let path: [String]
    public let kind: Kind
    /// A sentence that says what it is for.
    public let title: String
    /// What may stand there.
    public let example: Value

    private init(_ path: String..., is kind: Kind, such example: Value, _ title: String) {
        self.path = path
        self.kind = kind
        self.title = title
        self.example = example
    }

    public static let engine = DeploymentKnob(
        "engine", is: .text, such: "vllm", "What runs the model, of the provider's engines; chosen when left out.")
    public static let mode = DeploymentKnob(
        "mode", is: .text, such: "aggregated",
        "aggregated: each worker does all of a request; disaggregated: prefill and decode have workers of their own.")
    /// Workers.
    public static let replicas = DeploymentKnob("replicas", is: .count(0...1000), such: 1, "Workers.")
    public static let servedModelName = DeploymentKnob(
        "servedModelName", is: .text, such: "qwen3", "The name that clients ask for; the id when left out.")
    public static let routerMode = DeploymentKnob(
        "routerMode", is: .text, such: "none", "How requests find a worker: none, round-robin, or kv by their prefix.")
    /// Name of the Secret that holds the token, never the token.
    public static let hfTokenSecret = DeploymentKnob(
        "hfTokenSecret", is: .text, such: "hf-token",
        "The name of a Secret with a Hugging Face token under HF_TOKEN, for gated models.")
    /// In tokens.
    public static let contextLength = DeploymentKnob(
        "contextLength", is: .count(1...100_000_000), such: 8192,
        "The longest request in tokens, prompt and answer together.")
    public static let enforceEager = DeploymentKnob(
        "enforceEager", is: .truth, such: false, "Run without CUDA graphs: starts faster, answers slower.")
    public static let enablePrefixCaching = DeploymentKnob(
        "enablePrefixCaching", is: .truth, such: true, "Keep prefixes of requests in the cache.")
    public static let trustRemoteCode = DeploymentKnob(
        "trustRemoteCode", is: .truth, such: false, "Let code of the model's repository run in the pods.")
    /// GPUs for each worker.
    public static let gpu = DeploymentKnob("resources", "gpu", is: .count(0...16), such: 1, "GPUs for each worker.")
    /// Memory for each worker.
    public static let memory = DeploymentKnob(
        "resources", "memory", is: .quantity, such: "32Gi", "Memory for each worker.")
    /// Flags of the engine, without dashes.
    public static let engineArgs = DeploymentKnob(
        "engineArgs", is: .object, such: ["max-num-seqs": 64], "Further flags of the engine, without dashes.")

    /// In the order in which people look for them.
    public static let all = [
        engine, mode, replicas, servedModelName, routerMode, hfTokenSecret, contextLength, enforceEager,
        enablePrefixCaching, trustRemoteCode, gpu, memory, engineArgs,
    ]

    /// The first name of each path, once.
    public static let topLevelNames: [String] = all.reduce(into: []) { names, knob in
        if let name = knob.path.first, !names.contains(name) { names.append(name) }
    }
}
