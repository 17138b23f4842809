import Models
import Providers
import Testing
import Value

@Suite struct DeploymentRequestTests {
    private func request(_ values: Object = [:]) -> DeploymentRequest {
        DeploymentRequest(model: Model(unlisted: "me/model"), namespace: "models", values: values)
    }

    @Test func aKnobIsAValueOfTheChart() {
        var request = request()
        request[.replicas] = 2
        request[.gpu] = 4
        request[.memory] = "32Gi"
        #expect(request.values == ["replicas": 2, "resources": ["gpu": 4, "memory": "32Gi"]])
        #expect(request[.replicas] == 2)
        #expect(request[.gpu] == 4)
        #expect(request[.engine] == nil)
        #expect(self.request()[.memory] == nil)
    }

    @Test func settingAKnobLeavesItsNeighboursAndNilLeavesItself() {
        var request = request(["resources": ["gpu": 1, "ephemeralStorage": "2Gi"], "labels": ["team": "ml"]])
        request[.gpu] = 8
        request[.gpu] = nil
        #expect(request.values == ["resources": ["gpu": 8, "ephemeralStorage": "2Gi"], "labels": ["team": "ml"]])
    }

    @Test func theChartGetsTheModelAndOnlyWhatWasAskedFor() {
        #expect(request().chartValues == ["modelId": "me/model"])
        #expect(request(["mode": "half"]).chartValues == ["modelId": "me/model", "mode": "half"])
        #expect(request(["modelId": "me/other"]).chartValues == ["modelId": "me/other"])
    }

    @Test func rulesSeeEveryKnobAndNullWhereNothingWasAskedFor() throws {
        let seen = try #require(request(["replicas": 2.0, "image": ["tag": "1"]]).value.object)
        for name in DeploymentKnob.topLevelNames where name != "replicas" { #expect(seen[name] == .null, "\(name)") }
        #expect(seen["replicas"] == .integer(2))
        #expect(seen["image"] == ["tag": "1"])
        #expect(seen["modelId"] == "me/model")
        #expect(seen["provider"] == .null)
    }

    @Test func everyKnobStandsOnceAndParentsAreNamedOnce() {
        #expect(Set(DeploymentKnob.all).count == DeploymentKnob.all.count)
        #expect(Set(DeploymentKnob.all.map(\.path)).count == DeploymentKnob.all.count)
        #expect(DeploymentKnob.topLevelNames.filter { $0 == "resources" }.count == 1)
    }

    /// Where values name an engine, it is the one that is chosen: both ways of saying it mean the same.
    @Test func anEngineAmongTheValuesIsTheUsersChoice() throws {
        let selection = try ProviderSelection.select(
            for: request(["engine": "sglang"]), from: try ProviderRegistry.builtIn())
        #expect(selection.engine == "sglang")
    }
}
