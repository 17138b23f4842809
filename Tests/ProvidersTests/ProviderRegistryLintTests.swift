import Testing

@testable import Providers

/// What becomes of providers of a user's in which lint finds an error, before they are used.
@Suite struct ProviderRegistryLintTests {
    private static func registry(_ file: String = "", _ from: String = "", _ to: String? = nil) throws
        -> ProviderRegistry
    {
        try ProviderRegistry.builtIn().adding(ProviderFolder.Contents([Tower.provider(file, from, to)]))
    }

    @Test(arguments: [true, false])
    func whatIsRightStays(playsSandbox: Bool) throws {
        let registry = try Self.registry().linted(playsSandbox: playsSandbox)
        #expect(try registry.provider("tower").folder == "folder/tower")
        #expect(registry.broken.isEmpty)
    }

    @Test func whatIsWrongIsNamedByItsFirstError() throws {
        let registry = try Self.registry("provider.yaml", "phase: Running", "phase: Degraded").linted(
            playsSandbox: true)
        let error = try #require(throws: ProviderError.self) { try registry.provider("tower") }
        #expect(error.code == .invalidDefinition)
        #expect(error.message.hasPrefix("folder/tower/provider.yaml:"), "\(error)")
        #expect(error.message.contains(": readiness.rules has no rule with the phase Running"), "\(error)")
        #expect(!error.message.contains(" more: "), "\(error)")
        #expect(registry.broken.map(\.name) == ["tower"])
        // The others are as they were.
        #expect(try registry.providers.map(\.name) == ProviderRegistry.builtIn().providers.map(\.name))
    }

    @Test func furtherErrorsAreCounted() throws {
        let registry = try Self.registry("provider.yaml", "[vllm, sglang]", "[]").linted(playsSandbox: false)
        let report = try ProviderLint(registry: Self.registry()).report(
            of: Tower.provider("provider.yaml", "[vllm, sglang]", "[]"), playsSandbox: false, readsCharts: false)
        let error = try #require(throws: ProviderError.self) { try registry.provider("tower") }
        let more = report.count(of: .error) - 1
        #expect(
            error.message.hasSuffix("; and \(more) more: groundcrew providers lint folder/tower") == (more > 0),
            "\(error)")
        #expect(error.message.contains("capabilities.engines names none"), "\(error)")
    }

    @Test func warningsRefuseNothing() throws {
        let registry = try Self.registry("provider.yaml", Tower.sandbox, "").linted(playsSandbox: true)
        #expect(registry.broken.isEmpty)
    }

    @Test(arguments: [true, false])
    func theSandboxSectionCountsWhereItIsPlayed(playsSandbox: Bool) throws {
        let registry = try Self.registry("provider.yaml", "modelArguments: [--serve]", "modelArguments: [--model]")
            .linted(playsSandbox: playsSandbox)
        #expect(registry.broken.map(\.name) == (playsSandbox ? ["tower"] : []))
    }

    @Test func whatIsBuiltInIsNotLookedAt() throws {
        var tower = try Tower.provider("provider.yaml", "phase: Running", "phase: Degraded")
        tower.isBuiltIn = true
        #expect(ProviderRegistry([tower]).linted(playsSandbox: true).broken.isEmpty)
    }
}
