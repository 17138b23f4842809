import TestParts
import Testing

/// `chart template` prints what Helm prints, byte for byte.
@Suite(.timeLimit(.minutes(10))) struct TemplateTests {
    @Test(arguments: DynamoManifest.versions)
    func rendersTheProviderChartAsHelmDoes(_ version: String) async throws {
        for manifest in DynamoManifest.all(version: version) {
            try await expectHelmsBytes(manifest.arguments)
        }
    }

    @Test func rendersTheChartsOfOtherProvidersAsHelmDoes() async throws {
        for manifest in ProviderManifest.plain { try await expectHelmsBytes(manifest.arguments) }
    }

    @Test(arguments: [[], ["--set", "simulatedVersion=1.5.1,replicas=3"], ["--set", "rbac.create=false"]])
    func rendersTheSimulatedOperatorAsHelmDoes(_ values: [String]) async throws {
        try await expectHelmsBytes(
            ["dynamo-platform", "\(TestParts.projectRoot)/charts/sandbox-operator", "-n", "dynamo-system"] + values)
    }

    private func expectHelmsBytes(_ arguments: [String]) async throws {
        let ours = try await Groundcrew.run(["chart", "template"] + arguments)
        let helms = try await TestParts.run(.helm4, ["template"] + arguments)
        try #require(helms.isSuccess, "\(helms)")
        #expect(ours.exitCode == 0, "\(ours)")
        #expect(ours.standardOutput == helms.standardOutput, "\(arguments)")
        #expect(ours.standardError.isEmpty, "\(ours)")
    }
}
