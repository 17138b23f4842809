import Charts
import Providers
import Testing
import Value

/// A built-in provider's chart, rendered for a deployment `qwen3` of the namespace `models`.
struct ChartUnderTest: Sendable {
    var provider: String
    /// Below what a test gives.
    var values: Object = [:]
    /// What the cluster serves; what Helm assumes when nil.
    var apiVersions: [String]?

    func manifests(_ more: Object = [:], name: String = "qwen3") throws -> [RenderedManifest] {
        let chart = try BuiltInChart.named(provider)
        let all = (["modelId": "Qwen/Qwen3-0.6B"] as Object).merged(with: values).merged(with: more)
        var capabilities = Capabilities.assumed
        if let apiVersions { capabilities.apiVersions = apiVersions }
        return try Renderer().render(
            chart, values: all, release: ReleaseIdentity(name: name, namespace: "models"), capabilities: capabilities
        ).manifests
    }

    /// By kind; of several of a kind the last.
    func objects(_ more: Object = [:], name: String = "qwen3") throws -> [String: Value] {
        Dictionary(try manifests(more, name: name).map { ($0.kind, $0.value) }) { _, last in last }
    }

    func object(_ kind: String, _ more: Object = [:]) throws -> Value {
        try #require(try objects(more)[kind], "\(provider) makes no \(kind)")
    }

    /// What the chart says of values that do not go together.
    func refusal(of more: Object) throws -> String {
        let error = try #require(throws: RenderError.self) { try manifests(more) }
        return "\(error)"
    }
}

/// What values make of an engine's arguments, beside those that are always there.
struct EngineFlags: Sendable, CustomTestStringConvertible {
    var values: Object
    var vllm: [String]
    var sglang: [String]

    var testDescription: String { Value.object(values).json() }

    func flags(of engine: String) -> [String] { engine == "sglang" ? sglang : vllm }

    /// What engines that are started by their own command are given for each knob.
    static let all = [
        EngineFlags(
            values: ["contextLength": 4096], vllm: ["--max-model-len", "4096"], sglang: ["--context-length", "4096"]),
        EngineFlags(
            values: ["resources": ["gpu": 4]], vllm: ["--tensor-parallel-size", "4"], sglang: ["--tp", "4"]),
        EngineFlags(values: ["resources": ["gpu": 1]], vllm: [], sglang: []),
        EngineFlags(values: ["resources": ["gpu": 0]], vllm: [], sglang: []),
        EngineFlags(
            values: ["enforceEager": true], vllm: ["--enforce-eager"],
            sglang: ["--cuda-graph-backend-decode=disabled", "--cuda-graph-backend-prefill=disabled"]),
        EngineFlags(values: ["enablePrefixCaching": true], vllm: ["--enable-prefix-caching"], sglang: []),
        EngineFlags(
            values: ["enablePrefixCaching": false], vllm: ["--no-enable-prefix-caching"],
            sglang: ["--disable-radix-cache"]),
        EngineFlags(
            values: ["trustRemoteCode": true], vllm: ["--trust-remote-code"], sglang: ["--trust-remote-code"]),
        EngineFlags(
            values: ["engineArgs": ["a-flag": true, "b-flag": false, "c-flag": 8]],
            vllm: ["--a-flag", "--c-flag", "8"], sglang: ["--a-flag", "--c-flag", "8"]),
        // As a file's numbers come, and as what they are.
        EngineFlags(
            values: ["engineArgs": ["a": .float(1_048_576), "b": .float(0.9), "c": "x"]],
            vllm: ["--a", "1048576", "--b", "0.9", "--c", "x"], sglang: ["--a", "1048576", "--b", "0.9", "--c", "x"]),
    ]
}
