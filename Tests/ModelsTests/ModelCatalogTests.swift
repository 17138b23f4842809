import Models
import Testing
import Value

@Suite struct ModelCatalogTests {
    @Test(arguments: [
        "Qwen/Qwen3-0.6B", "Qwen/Qwen2.5-1.5B-Instruct", "deepseek-ai/DeepSeek-R1-Distill-Llama-8B",
        "meta-llama/Llama-3.2-1B-Instruct", "meta-llama/Llama-3.2-3B-Instruct", "mistralai/Mistral-7B-Instruct-v0.3",
        "microsoft/Phi-3-mini-4k-instruct", "TinyLlama/TinyLlama-1.1B-Chat-v1.0",
    ])
    func builtInCatalogDescribesEachModelWhole(id: String) throws {
        let model = try #require(try ModelCatalog.builtIn().model(id))
        #expect(model.isFromCatalog)
        #expect(!model.summary.isEmpty)
        #expect(model.contextLength != nil)
        #expect(model.architecture?.hasSuffix("ForCausalLM") == true)
        #expect(model.value["architecture"] == model.architecture.map(Value.string))
        #expect(model.engines?.isEmpty == false)
        #expect(model.memory != nil)
        #expect(model.license != nil)
        #expect(model.isGated != nil)
    }

    @Test func findsAModelWithoutRegardToCase() throws {
        let catalog = try ModelCatalog.builtIn()
        #expect(catalog.model("qwen/qwen3-0.6b")?.id == "Qwen/Qwen3-0.6B")
        #expect(catalog.model("qwen/none") == nil)
    }

    @Test func searchWantsEveryWord() throws {
        let catalog = try ModelCatalog.builtIn()
        #expect(catalog.search("llama 3.2").map(\.id).count == 2)
        #expect(catalog.search("LLAMA reasoning").map(\.id) == ["deepseek-ai/DeepSeek-R1-Distill-Llama-8B"])
        #expect(catalog.search("nothing like it").isEmpty)
    }

    @Test(arguments: [
        ("- id: a/b\n  nmae: x\n", "m.yaml:2:3", "nmae"),
        ("- id: a/b\n- id: a/b\n", "m.yaml:2:", "listed twice"),
        ("- name: x\n", "m.yaml:1:", "id is required"),
        ("- id: ../etc\n", "m.yaml:1:", "is not a repository id"),
        ("- id: a/b\n  contextLength: lots\n", "m.yaml:2:", "must be an integer"),
        ("- id: a/b\n  contextLength: 0\n", "m.yaml:2:", "must be from 1"),
        ("- id: a/b\n  memory: 4 GB\n", "m.yaml:2:", "is not a quantity"),
        ("- id: a/b\n  engines: [1]\n", "m.yaml:2:", "must be a string"),
        ("id: a/b\n", "m.yaml", "must be a list"),
        ("- id: [\n", "m.yaml:", ""),
    ])
    func brokenCatalogsAreLocated(text: String, place: String, words: String) throws {
        let error = try #require(throws: ModelError.self) { try ModelCatalog(yaml: Array(text.utf8), file: "m.yaml") }
        #expect(error.code == .invalidCatalog)
        #expect(error.message.contains(place), "\(error)")
        #expect(error.message.contains(words), "\(error)")
    }
}
