import Models
import Preflight
import Testing
import Value
import YAML

@testable import Bootstrap

/// Which model is proposed to whom names none.
@Suite struct ModelChoiceTests {
    private static func catalog(_ text: String) throws -> [Model] {
        try ModelCatalog(yaml: Array(text.utf8), file: "catalog.yaml").models
    }

    private static let models = """
        - {id: a/tiny, memory: 4Gi, gated: false}
        - {id: a/second-tiny, memory: 4Gi, gated: false}
        - {id: a/middle, memory: 20Gi, gated: false}
        - {id: a/second-middle, memory: 20Gi, gated: false}
        - {id: a/large, memory: 90Gi, gated: false}
        - {id: a/gated, memory: 60Gi, gated: true}
        - {id: a/nobody-knows, memory: 30Gi}
        - {id: a/unsized, gated: false}

        """

    /// - Parameter memory: of the only GPU, in MiB; nil for one that does not say.
    private static func gpus(_ memory: Int64?) throws -> GPUOverview {
        let labels = memory.map { "labels: {nvidia.com/gpu.memory: '\($0)'}," } ?? ""
        let nodes = try YAML.decode(
            "[{name: a, ready: true, \(labels) allocatable: {nvidia.com/gpu: 1}}]", file: "nodes")
        return GPUOverview(Facts(facts: [.nodes: .known(nodes), .pods: .known([])]))
    }

    @Test(
        arguments: [
            (
                81_559, "a/middle",
                "the largest public model of the catalog that fits one GPU: it needs 20Gi of GPU memory"
            ),
            (20_480, "a/middle", "and the largest GPU has 20480 MiB"), (20_479, "a/tiny", "it needs 4Gi"),
            (4_096, "a/tiny", "the largest public model of the catalog that fits one GPU"),
            (200_000, "a/large", "it needs 90Gi"),
            (1_000, "a/tiny", "the smallest public model of the catalog, though it needs 4Gi of GPU memory"),
            (nil, "a/tiny", "since no GPU was seen that says how large it is"),
        ] as [(Int64?, String, String)])
    func fits(memory: Int64?, id: String, words: String) throws {
        let choice = ModelChoice.choose(from: try Self.catalog(Self.models), on: try Self.gpus(memory)) { _ in true }
        #expect(choice?.model.id == id)
        #expect(choice?.reason.contains(words) == true, "\(choice?.reason ?? "")")
    }

    @Test func aModelThatNobodyServesIsNoChoice() throws {
        let models = try Self.catalog(Self.models)
        let gpus = try Self.gpus(81_559)
        let choice = ModelChoice.choose(from: models, on: gpus) { $0.id != "a/middle" }
        #expect(choice?.model.id == "a/second-middle")
        let none = ModelChoice.choose(from: models, on: gpus) { _ in false }
        #expect(none == nil)
        let nothing = ModelChoice.choose(from: [], on: gpus) { _ in true }
        #expect(nothing == nil)
    }

    @Test func theBuiltInCatalogHasOneForAnyCluster() throws {
        let models = try ModelCatalog.builtIn().models
        for (memory, id) in [
            (nil, "Qwen/Qwen3-0.6B"), (23_034, "deepseek-ai/DeepSeek-R1-Distill-Llama-8B"),
            (16_384, "microsoft/Phi-3-mini-4k-instruct"),
        ] as [(Int64?, String)] {
            let choice = ModelChoice.choose(from: models, on: try Self.gpus(memory)) { _ in true }
            #expect(choice?.model.id == id)
        }
    }
}
