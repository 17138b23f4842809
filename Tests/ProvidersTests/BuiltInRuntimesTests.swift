import Charts
import Models
import Testing
import Value
import YAML

@testable import Providers

/// Which of OME's and KServe's runtimes fit a model.
@Suite struct BuiltInRuntimesTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var provider: String
        var spec: String
        var values: Object = [:]
        /// Of the catalog, where it is there.
        var model = "Qwen/Qwen3-0.6B"
        var verdict: RuntimeMatch.Verdict
        var priority: Int64 = 0
        var says: String

        var testDescription: String { "\(provider): \(spec) \(says)" }
    }

    private static func format(_ architecture: String? = nil, _ priority: Int? = nil, name: String = "safetensors")
        -> String
    {
        let more =
            (architecture.map { ", modelArchitecture: \($0)" } ?? "") + (priority.map { ", priority: \($0)" } ?? "")
        return "{modelFormat: {name: \(name)}, modelFramework: {name: transformers}\(more)}"
    }

    private static func ome(_ formats: [String], _ more: String = "") -> String {
        "{supportedModelFormats: [\(formats.joined(separator: ", "))]\(more)}"
    }

    private static let cases = [
        Case(provider: "ome", spec: "{}", verdict: .mismatch, says: "it names no format of models"),
        Case(provider: "ome", spec: "{disabled: true}", verdict: .mismatch, says: "it is disabled"),
        Case(
            provider: "ome", spec: "{protocolVersions: [cohere]}", verdict: .mismatch,
            says: "it speaks cohere, and not openAI"),
        Case(
            provider: "ome", spec: ome([format("Qwen3ForCausalLM", 3), format("LlamaForCausalLM", 9)]), verdict: .match,
            priority: 3, says: "it takes safetensors of Qwen3ForCausalLM"),
        Case(
            provider: "ome", spec: ome([format("LlamaForCausalLM", 9)]), verdict: .mismatch,
            says: "it is for LlamaForCausalLM, and Qwen/Qwen3-0.6B is Qwen3ForCausalLM"),
        Case(
            provider: "ome", spec: ome([format("LlamaForCausalLM", 9)]), model: "me/model", verdict: .match,
            priority: 9,
            says: "it is for LlamaForCausalLM; whether me/model is one is not known here"),
        Case(
            provider: "ome", spec: ome([format(nil, 2)]), model: "me/model", verdict: .match, priority: 2,
            says: "it takes safetensors"),
        Case(
            provider: "ome", spec: ome([format(name: "onnx"), format(name: "onnx")]), verdict: .mismatch,
            says: "it takes onnx, and the model is safetensors"),
        Case(
            provider: "ome", spec: ome([format(name: "onnx")]),
            values: ["baseModel": ["existing": "mine", "format": ["name": "onnx"]]], verdict: .match, priority: 1,
            says: "it takes onnx of Qwen3ForCausalLM"),
        Case(
            provider: "ome", spec: ome([format()], ", modelSizeRange: {min: 1B, max: 9B}"), verdict: .mismatch,
            says: "it is for 1B to 9B parameters, and Qwen/Qwen3-0.6B has 0.6B"),
        Case(
            provider: "ome", spec: ome([format()], ", modelSizeRange: {max: 500M}"), verdict: .mismatch,
            says: "it is for any to 500M parameters, and Qwen/Qwen3-0.6B has 0.6B"),
        Case(
            provider: "ome", spec: ome([format()], ", modelSizeRange: {min: 600M, max: 0.6B}"), verdict: .match,
            priority: 1, says: "it takes safetensors of Qwen3ForCausalLM"),
        Case(
            provider: "ome", spec: ome([format()], ", modelSizeRange: {min: small, max: 1T}"), verdict: .match,
            priority: 1, says: "it takes safetensors of Qwen3ForCausalLM"),
        Case(
            provider: "ome", spec: ome([format()], ", modelSizeRange: {min: 1B}"), model: "me/model", verdict: .match,
            priority: 1, says: "it takes safetensors"),
        Case(
            provider: "ome", spec: ome([format()]), values: ["mode": "disaggregated"], verdict: .mismatch,
            says: "it has no decoder, which mode disaggregated needs"),
        Case(
            provider: "ome", spec: ome([format()], ", decoderConfig: {}"), values: ["mode": "disaggregated"],
            verdict: .mismatch, says: "it has no router, which mode disaggregated with router none needs"),
        Case(
            provider: "ome", spec: ome([format()], ", decoderConfig: {}, routerConfig: {}"),
            values: ["mode": "disaggregated"], verdict: .match, priority: 1,
            says: "it takes safetensors of Qwen3ForCausalLM"),
        Case(
            provider: "ome", spec: ome([format()]), values: ["routerMode": "kv"], verdict: .mismatch,
            says: "it has no router, which mode aggregated with router kv needs"),
        Case(provider: "kserve-classic", spec: "{}", verdict: .mismatch, says: "it names no format of models"),
        Case(provider: "kserve-classic", spec: "{disabled: true}", verdict: .mismatch, says: "it is disabled"),
        Case(
            provider: "kserve-classic", spec: "{multiModel: true}", verdict: .mismatch,
            says: "it serves many models at once, none of them as an InferenceService of its own"),
        Case(
            provider: "kserve-classic", spec: "{supportedModelFormats: [{name: huggingface}, {name: onnx}]}",
            verdict: .mismatch, says: "it takes huggingface, onnx, and modelFormat is vLLM"),
        Case(
            provider: "kserve-classic", spec: "{supportedModelFormats: [{name: huggingface, priority: 2}]}",
            values: ["modelFormat": "huggingface"], verdict: .match, priority: 2, says: "it takes huggingface"),
        Case(
            provider: "kserve-classic", spec: "{supportedModelFormats: [{name: onnx, priority: 5}, {name: vLLM}]}",
            verdict: .match, priority: 1, says: "it takes vLLM"),
    ]

    @Test(arguments: cases) func runtimes(item: Case) throws {
        let provider = try ProviderRegistry.builtIn().provider(item.provider)
        let rules = try #require(provider.definition.runtimes)
        let kind = try #require(rules.kinds.last)
        let spec = try YAML.decode(item.spec, file: "spec")
        let model = try ModelCatalog.builtIn().model(item.model) ?? Model(unlisted: item.model)
        let found = rules.matches(
            [.init(kind: kind, object: ["metadata": ["name": "theirs"], "spec": spec])], model: model,
            deployment: provider.chart.values.merged(with: item.values))
        #expect(found.map(\.verdict) == [item.verdict])
        #expect(found.first?.reason == item.says)
        #expect(found.first?.priority == item.priority)
    }

    /// The operator takes one of the namespace before one of the cluster.
    @Test(arguments: ["ome", "kserve-classic"]) func theNamespaceComesFirst(name: String) throws {
        let rules = try #require(try ProviderRegistry.builtIn().provider(name).definition.runtimes)
        #expect(rules.kinds.map(\.kind) == ["ServingRuntime", "ClusterServingRuntime"])
    }
}
