import Providers
import Testing
import Value

@testable import Deployments
@testable import Releases

/// Whether the standard Gateway is set up for pools is read off its release, whoever installed it.
@Suite struct StandardGatewayTests {
    private static func values(_ isEnabled: Bool) -> Object {
        ["nginxGateway": ["gwAPIInferenceExtension": ["enable": .bool(isEnabled)]]]
    }

    private static func record(_ values: Object, defaults: Object, isAdopted: Bool) -> ReleaseRecord {
        var labels: ReleaseLabels = .prerequisite
        if isAdopted { labels[ReleaseLabels.adoptedKey] = "nginx-gateway-fabric" }
        return ReleaseRecord(
            name: "nginx-gateway-fabric", namespace: "nginx-gateway", revision: 1, status: "deployed",
            chartName: "nginx-gateway-fabric", chartVersion: "2.6.7", appVersion: "", updated: "", description: "",
            values: values, manifest: "", notes: "", hookManifests: [], defaultValues: defaults, labels: labels)
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var values: Object
        var defaults: Object
        var isAdopted: Bool
        var isSetUp: Bool

        var testDescription: String { name }
    }

    @Test(arguments: [
        Case(
            name: "as groundcrew installs it", values: values(true), defaults: values(false), isAdopted: false,
            isSetUp: true),
        Case(name: "by a chart that knows no such value", values: [:], defaults: [:], isAdopted: false, isSetUp: true),
        Case(name: "with its user's values", values: values(false), defaults: [:], isAdopted: false, isSetUp: false),
        Case(name: "adopted with pools", values: values(true), defaults: values(false), isAdopted: true, isSetUp: true),
        Case(name: "adopted without", values: [:], defaults: values(false), isAdopted: true, isSetUp: false),
        Case(
            name: "adopted, and nothing known", values: ["nginxGateway": [:]], defaults: [:], isAdopted: true,
            isSetUp: false),
    ])
    func itsValuesTell(_ test: Case) throws {
        let item = try #require(
            try ProviderRegistry.builtIn().sharedOperators.first { $0.name == "nginx-gateway-fabric" })
        #expect(item.values == Self.values(true), "what the definition asks for")
        let record = Self.record(test.values, defaults: test.defaults, isAdopted: test.isAdopted)
        #expect(DeploymentEngine.isSetUp(record, as: item) == test.isSetUp)
    }
}
