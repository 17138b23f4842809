import Deployments
import Models
import Providers
import Testing
import Value

/// What holds for every deployment reaches the one that is planned, where its chart has it.
@Suite struct CommonValuesTests {
    private func values(_ provider: String, _ values: Object = [:]) throws -> Object {
        var request = DeploymentRequest(model: Model(unlisted: "a/b"), namespace: "models", values: values)
        request.provider = provider
        request.commonValues = ["hub": ["endpoint": "https://hub"], "proxies": ["https": "http://proxy"]]
        return try DeploymentPlan(request, from: ProviderRegistry.builtIn()).values
    }

    @Test func theyAreTheProvidersAndWhatWasAskedForWins() throws {
        let plain = try values("vllm")
        #expect(plain["hub"] == ["endpoint": "https://hub"] && plain["proxies"] == ["https": "http://proxy"])
        let asked = try values("vllm", ["hub": ["endpoint": ""]])
        #expect(asked["hub"] == ["endpoint": ""] && asked["proxies"] == ["https": "http://proxy"])
    }

    @Test func aChartThatHasThemNotIsNotGivenThem() throws {
        let kaito = try values("kaito")
        #expect(kaito["hub"] == nil && kaito["proxies"] == nil)
    }
}
