import Models
import Providers
import Settings
import Testing
import Value

@testable import Bootstrap

/// What a bootstrap file leaves open, the cluster's settings say.
@Suite struct BootstrapSettingsTests {
    private static let settings = Settings([
        "activeProviderId": "vllm", "namespace": "team", "hfTokenSecret": "hf",
        "providerConfigs": ["vllm": ["replicas": 3, "image": ["tag": "v1"]], "dynamo": ["replicas": 2]],
    ])

    private func applied(_ models: String, _ settings: Settings = BootstrapSettingsTests.settings) throws
        -> BootstrapFile
    {
        try SandboxRun.file("models:\n" + models).applying(settings, from: try ProviderRegistry.builtIn())
    }

    @Test func theFileWins() throws {
        let file = try applied(
            """
              - {id: Qwen/Qwen3-0.6B, name: open}
              - {id: Qwen/Qwen3-0.6B, name: said, namespace: models, provider: dynamo, replicas: 1}
              - {id: Qwen/Qwen3-0.6B, name: default, namespace: default, values: {image: {registry: r}}}
              - {id: meta-llama/Llama-3.2-1B-Instruct, name: gated, namespace: null}

            """)
        #expect(file.models.map(\.provider) == ["vllm", "dynamo", "vllm", "vllm"])
        #expect(file.models.map(\.namespace) == ["team", "models", "default", "team"])
        // As whoever serves it gets it.
        let models = file.models.map { $0.settled(for: $0.provider ?? "") }
        #expect(models[0].values == ["replicas": 3, "image": ["tag": "v1"]])
        #expect(models[1].values == ["replicas": 1])
        #expect(models[2].values == ["replicas": 3, "image": ["tag": "v1", "registry": "r"]])
        #expect(models.map { $0[.hfTokenSecret] } == [nil, nil, nil, "hf"])
    }

    @Test func withoutSettingsTheFileIsAsItWas() throws {
        let file = try applied("  - {id: Qwen/Qwen3-0.6B}\n", Settings())
        #expect(file.models[0].namespace == "default" && file.models[0].provider == nil)
        #expect(file.models[0].values.isEmpty)
    }

    @Test func twoModelsThatGetOneNameAreTold() throws {
        let error = try #require(throws: BootstrapError.self) {
            try applied("  - {id: Qwen/Qwen3-0.6B}\n  - {id: Qwen/Qwen3-0.6B, namespace: team}\n")
        }
        #expect(error.code == .invalidFile)
        #expect(error.message.hasPrefix("test.yaml:5:"), "\(error)")
        #expect(error.message.contains("models[1].name 'qwen3-0-6b' is used twice in namespace team"))
    }

    @Test func aFileThatWasNotReadKeepsItsNamespaces() throws {
        var file = try SandboxRun.file("models:\n  - {id: Qwen/Qwen3-0.6B}\n")
        file.source = nil
        let applied = try file.applying(Self.settings, from: try ProviderRegistry.builtIn())
        #expect(applied.models[0].namespace == "default" && applied.models[0].provider == "vllm")
    }

    @Test func aProviderThatIsGoneIsTold() throws {
        let error = try #require(throws: SettingsError.self) {
            try applied("  - {id: Qwen/Qwen3-0.6B}\n", Settings(["activeProviderId": "gone"]))
        }
        #expect(error.code == .badValue)
    }
}
