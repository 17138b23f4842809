import Testing
import Value

/// What values make of an engine's arguments, beside those that are always there.
struct EngineFlags: Sendable, CustomTestStringConvertible {
    var values: Object
    var vllm: [String]
    var sglang: [String]

    var testDescription: String { Value.object(values).json() }

    /// Expects the whole command line of both engines.
    ///
    /// - Parameters:
    ///   - vllm: how vLLM is told the model.
    ///   - path: by what SGLang is told it.
    ///   - more: what vLLM is given after the address.
    ///   - arguments: what the chart makes of values.
    func expect(
        port: Int, vllm model: [String], sglang path: String, more: [String] = [],
        sourceLocation: SourceLocation = #_sourceLocation, arguments: (Object) throws -> [String]
    ) throws {
        let name = ["--served-model-name", "Qwen/Qwen3-0.6B", "--host", "0.0.0.0", "--port", "\(port)"]
        let ofVLLM = try arguments(values)
        #expect(ofVLLM == model + name + more + vllm, sourceLocation: sourceLocation)
        let ofSGLang = try arguments(values.merged(with: ["engine": "sglang"]))
        #expect(
            ofSGLang == ["--model-path", path] + name + ["--enable-metrics"] + sglang, sourceLocation: sourceLocation)
    }

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
