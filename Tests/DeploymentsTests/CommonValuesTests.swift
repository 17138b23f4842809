import Deployments
import Models
import Providers
import Testing
import Value

/// What holds for every deployment reaches the one that is planned, where its chart has it.
@Suite struct CommonValuesTests {
    private func plan(_ provider: String, _ values: Object = [:]) throws -> DeploymentPlan {
        var request = DeploymentRequest(model: Model(unlisted: "a/b"), namespace: "models", values: values)
        request.provider = provider
        request.commonValues = ["hub": ["endpoint": "https://hub"], "proxies": ["https": "http://proxy"]]
        return try DeploymentPlan(request, from: ProviderRegistry.builtIn())
    }

    private func values(_ provider: String, _ values: Object = [:]) throws -> Object {
        try plan(provider, values).values
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

    @Test func whatDoesNotReachThePodsIsTold() throws {
        #expect(
            try plan("kaito").uncarried
                == "hub.endpoint, proxies.https of the settings do not reach its pods: KAITO has no place for them")
        #expect(try plan("kserve").uncarried == nil)
    }
}
