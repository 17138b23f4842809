import Testing
import Value

@testable import Preflight

@Suite struct HubAnswerTests {
    @Test(arguments: [
        (200, "", false, ""), (307, "", false, ""), (401, "GatedRepo", false, "gated"),
        (403, "GatedRepo", true, "gated"),
        (401, "RepoNotFound", false, "hidden"), (401, "", false, "hidden"), (401, "", true, "badToken"),
        (401, "RepoNotFound", true, "badToken"), (404, "RepoNotFound", true, "missing"), (404, "", false, "missing"),
        (403, "", true, "gated"), (403, "", false, "gated"), (407, "", false, "unreachable"),
        (429, "", false, "throttled"), (429, "", true, "throttled"), (500, "", false, "unhealthy"),
        (503, "", true, "unhealthy"), (418, "", false, "other"),
    ])
    func refusalsAreToldApart(_ status: Int, _ code: String, _ withToken: Bool, _ state: String) {
        let refusal = HubAnswer(status: status, code: code).refusal(withToken: withToken)
        #expect((refusal?.state ?? "") == state)
        #expect(refusal?.message.isEmpty != true)
    }

    /// A repository that tells of itself is there: its files are what may be withheld.
    @Test(arguments: [
        (200, "", ""), (302, "", ""), (404, "EntryNotFound", ""), (401, "GatedRepo", "gated"), (401, "", "gated"),
        (403, "GatedRepo", "gated"), (429, "", "throttled"), (502, "", "unhealthy"),
    ])
    func refusalsOfFilesAreToldApart(_ status: Int, _ code: String, _ state: String) {
        let refusal = HubAnswer(status: status, code: code).fileRefusal(withToken: false)
        #expect((refusal?.state ?? "") == state)
    }

    @Test func anObjectIsAnAnswer() throws {
        let object = try HubAnswer(status: 299, body: Array("{\"id\": \"a/b\"}".utf8)).object
        #expect(object == ["id": "a/b"])
    }

    @Test(arguments: [
        (200, "[]", "what it says is an array"), (200, "null", "what it says is null"),
        (200, "<html>", "what it says is not JSON: line 1"), (200, "", "what it says is not JSON: line 1"),
        (200, "{", "what it says is not JSON: line 1"), (300, "{}", "it sends on to another place"),
    ])
    func whatIsNoAnswerSaysWhy(_ status: Int, _ text: String, _ why: String) throws {
        let answer = HubAnswer(status: status, body: Array(text.utf8))
        let problem = try #require(throws: HubAnswer.Problem.self) { try answer.object }
        #expect(problem.status == status)
        #expect(problem.message.hasPrefix(why), "\(problem.message)")
    }

    /// A model whose file says nothing is given all the same.
    @Test(
        arguments: [
            (200, "{\"max_position_embeddings\": 7}", 7, ""), (200, "<html>", nil, "its config.json cannot be read: "),
            (200, "[]", nil, "its config.json cannot be read: what it says is an array"), (307, "", nil, ""),
            (404, "<html>", nil, ""),
        ] as [(Int, String, Int64?, String)])
    func aFileThatCannotBeReadIsSaid(_ status: Int, _ text: String, _ tokens: Int64?, _ message: String) {
        var model = HubModel(.granted)
        model.read(file: HubAnswer(status: status, body: Array(text.utf8)))
        #expect(model.state == "granted" && model.contextLength == tokens)
        #expect(message.isEmpty ? model.message.isEmpty : model.message.hasPrefix(message), "\(model.message)")
    }

    private static func model(_ information: Value = .null, _ configuration: Value = .null) -> HubModel {
        var model = HubModel(.granted)
        model.read(information: information)
        model.read(configuration: configuration)
        return model
    }

    @Test func theRepositoryTellsWhatItIs() {
        let model = Self.model([
            "gated": "manual", "private": false, "config": ["architectures": ["LlamaForCausalLM"]],
            "safetensors": ["parameters": ["BF16": 8_000_000_000, "F8_E4M3": 1000, "I64": 2]],
            "siblings": [["rfilename": "model-1.safetensors"], ["rfilename": "README.md"], ["rfilename": "a.GGUF"]],
        ])
        #expect(model.isGated == true)
        #expect(model.isPrivate == false)
        #expect(model.architectures == ["LlamaForCausalLM"])
        #expect(model.weights == 16_000_001_016)
        #expect(model.formats == ["gguf", "safetensors"])
    }

    @Test(arguments: [(false, false), (true, true), ("auto", true), ("manual", true)] as [(Value, Bool)])
    func gatesAreReadInEveryForm(_ gated: Value, _ isGated: Bool) {
        #expect(Self.model(["gated": gated]).isGated == isGated)
    }

    @Test func whatIsNotToldIsNotKnown() {
        let model = Self.model(["id": "a/b"])
        #expect(model.isGated == nil)
        #expect(model.weights == nil)
        #expect(model.formats.isEmpty)
        #expect(model.contextLength == nil)
    }

    @Test(
        arguments: [
            (["F4_E2M1": 100], 50), (["U8": 10], 10), (["BOOL": 3], 3), (["F64": 1], 8),
            (["Q": 5], nil), (["BF16": -1], nil), (["BF16": "x"], nil), (["I64": 9_223_372_036_854_775_807], nil),
            ([:], nil),
        ] as [(Value, Int64?)])
    func weightsAreCountedByType(_ parameters: Value, _ bytes: Int64?) {
        #expect(Self.model(["safetensors": ["parameters": parameters]]).weights == bytes)
    }

    @Test(
        arguments: [
            (["max_position_embeddings": 40960], 40960),
            (["text_config": ["max_position_embeddings": 8192], "max_position_embeddings": 5], 8192),
            (["max_position_embeddings": 32768, "rope_scaling": ["factor": 4.0, "type": "yarn"]], 131072),
            (["max_position_embeddings": 32768, "rope_scaling": ["factor": 2]], 65536),
            (["max_position_embeddings": 32768, "rope_scaling": ["factor": 1e300]], 32768),
            (["max_position_embeddings": 32768, "rope_scaling": .null], 32768),
            (["max_position_embeddings": 0], nil), (["max_position_embeddings": "many"], nil),
        ] as [(Value, Int64?)])
    func theContextIsThatOfTheFile(_ configuration: Value, _ tokens: Int64?) {
        #expect(Self.model(.null, configuration).contextLength == tokens)
    }

    @Test func theFilesArchitectureCounts() {
        let information: Value = ["config": ["architectures": ["Old"]]]
        #expect(Self.model(information, ["architectures": ["NewForCausalLM"]]).architectures == ["NewForCausalLM"])
        #expect(Self.model(information, ["architectures": []]).architectures == ["Old"])
    }

    @Test func aModelIsRecordedWhole() {
        var model = Self.model(
            ["gated": false, "private": true, "safetensors": ["parameters": ["F16": 4]], "siblings": []],
            ["max_position_embeddings": 7, "architectures": ["A"]])
        model.message = "words"
        model.usedToken = true
        #expect(HubModel(value: model.value) == model)
        let empty = HubModel(.unprobed, "nobody")
        #expect(HubModel(value: empty.value) == empty)
    }
}
