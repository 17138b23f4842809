import Models
import Providers
import Testing
import Value

@Suite struct ProviderSelectionTests {
    private let registry: ProviderRegistry
    private let qwen: Model

    init() throws {
        registry = try ProviderRegistry.builtIn()
        qwen = try #require(try ModelCatalog.builtIn().model("Qwen/Qwen3-0.6B"))
    }

    private func request(_ change: (inout DeploymentRequest) -> Void = { _ in }) -> DeploymentRequest {
        var request = DeploymentRequest(model: qwen, namespace: "models")
        change(&request)
        return request
    }

    @Test func choosesTheFirstEngineThatServesTheModelAndSaysWhy() throws {
        let selection = try ProviderSelection.select(for: request(), from: registry)
        #expect(selection.provider.name == "dynamo")
        #expect(selection.engine == "vllm")
        #expect(selection.reason == "serves Qwen/Qwen3-0.6B with vllm on NVIDIA GPUs")
    }

    @Test func theUsersEngineWins() throws {
        let selection = try ProviderSelection.select(for: request { $0.engine = "sglang" }, from: registry)
        #expect(selection.engine == "sglang")
    }

    @Test func theReasonNamesWhatTheProviderIsGoodAt() throws {
        let split = try ProviderSelection.select(for: request { $0.mode = "disaggregated" }, from: registry)
        #expect(split.reason.contains("prefill and decode"))
        let routed = try ProviderSelection.select(for: request { $0.routerMode = "kv" }, from: registry)
        #expect(routed.reason.contains("prefix"))
    }

    @Test func anAskedProviderIsNamedInTheReason() throws {
        let selection = try ProviderSelection.select(for: request { $0.provider = "dynamo" }, from: registry)
        #expect(selection.reason.hasPrefix("dynamo was asked for"))
    }

    @Test func refusesWhatTheAskedProviderCannotDo() throws {
        let error = try #require(throws: ProviderError.self) {
            try ProviderSelection.select(
                for: request {
                    $0.provider = "dynamo"
                    $0.engine = "llamacpp"
                }, from: registry)
        }
        #expect(error.code == .unsupported)
        #expect(error.message.contains("no engine llamacpp, only vllm, sglang, trtllm"))
    }

    @Test func listsEveryRejectionWhenNothingFits() throws {
        let error = try #require(throws: ProviderError.self) {
            try ProviderSelection.select(for: request { $0.engine = "llamacpp" }, from: registry)
        }
        #expect(error.code == .noProvider)
        #expect(error.message.contains("dynamo: it has no engine llamacpp"))
    }

    @Test func anUnknownProviderListsTheKnownOnes() throws {
        let error = try #require(throws: ProviderError.self) {
            try ProviderSelection.select(for: request { $0.provider = "dynamic" }, from: registry)
        }
        #expect(error.code == .unknownProvider)
        #expect(error.message.contains("known are dynamo"))
    }

    @Test func modelsOutsideTheCatalogGetTheFirstEngine() throws {
        let request = DeploymentRequest(model: Model(unlisted: "me/model"), namespace: "models")
        #expect(try ProviderSelection.select(for: request, from: registry).engine == "vllm")
    }
}
