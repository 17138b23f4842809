import Providers
import Testing

@testable import Operators

/// The steps from one version to another, as upstream allows them.
@Suite struct UpgradePathTests {
    private static func data(_ upgrades: String) throws -> VersionData {
        try Harbor.versions(
            """
            asOf: 2026-11-29
            known:
              - {version: 0.7.0}
              - {version: 0.8.0}
              - {version: "1.4", latest: 1.4.2}
              - {version: "1.5", latest: 1.5.1}
              - {version: 1.6.0}
              - {version: 1.6.2}
            upgrades: \(upgrades)

            """)
    }

    private static let minors = "[{step: minor}]"
    private static let via = "[{from: <0.8.0, to: '>=1.0.0', via: 0.8.0, before: pray}]"
    private static let twice = "[{from: <0.8.0, to: '>=0.9.0', via: 0.8.0}, {from: <1.0.0, to: '>=1.5.0', via: 1.4.2}]"

    @Test(
        arguments: [
            (minors, "1.6.0", "1.6.2", ["1.6.2"]), (minors, "1.5.1", "1.6.2", ["1.6.2"]),
            (minors, "v1.5.1", "v1.6.2", ["1.6.2"]), (minors, "1.4.0", "1.6.2", ["1.5.1", "1.6.2"]),
            (minors, "1.3.0", "1.6.2", ["1.4.2", "1.5.1", "1.6.2"]),
            (minors, "1.6.2", "1.4.0", ["1.5.1", "1.4.0"]), (minors, "1.6.2", "1.5.0", ["1.5.0"]),
            (minors, "1.5.0", "1.9.0", ["1.6.2", "1.7.0", "1.8.0", "1.9.0"]),
            (minors, "1.6.2", "1.6.2", nil), (minors, "1.6.2", "2.0.0", nil), (minors, "0.8.0", "1.4.0", nil),
            (minors, "1.0.0", "1.999.0", nil), (minors, "main", "1.6.2", nil), (minors, "1.6.2", "", nil),
            ("[]", "1.4.0", "1.6.2", nil), (via, "0.7.0", "1.6.2", ["0.8.0", "1.6.2"]),
            (via, "0.7.0", "0.8.0", nil), (via, "0.8.0", "1.6.2", nil), (via, "1.6.2", "0.7.0", nil),
            (twice, "0.7.0", "1.6.2", ["0.8.0", "1.4.2", "1.6.2"]), (twice, "0.8.0", "1.6.2", ["1.4.2", "1.6.2"]),
            ("[{before: pray}]", "1.4.0", "1.6.2", ["1.6.2"]), ("[{via: 1.6.2}]", "1.4.0", "1.6.2", ["1.6.2"]),
            ("[{from: <1.5.0, step: minor}]", "1.5.0", "1.9.0", nil),
            ("[{from: '>=1.4.0', to: '>=1.6.0', via: 1.5.1}, {step: minor}]", "1.4.0", "1.6.2", ["1.5.1", "1.6.2"]),
        ] as [(String, String, String, [String]?)])
    func stepsAreInOrder(upgrades: String, from: String, to: String, steps: [String]?) throws {
        let path = try UpgradePath(from: from, to: to, by: Self.data(upgrades))
        #expect(path?.steps == steps)
        if let path { #expect(path.isDirect == (path.steps.count == 1)) }
    }

    @Test func whatComesBeforeTheFirstStepIsTold() throws {
        let text = "[{from: <0.8.0, to: 0.8.x, before: pray}, {from: <0.8.0, to: '>=0.9.0', via: 0.8.0, before: fast}]"
        let path = try UpgradePath(from: "0.7.0", to: "1.6.2", by: Self.data(text))
        #expect(path?.steps == ["0.8.0", "1.6.2"])
        #expect(path?.before == ["pray"], "of the first step, not of the whole way")
        let direct = try UpgradePath(from: "0.7.0", to: "0.8.0", by: Self.data(text))
        #expect(direct?.isDirect == true && direct?.before == ["pray"])
    }

    // MARK: - What groundcrew comes with

    /// Dynamo supports adjacent minor versions in order, up and down.
    @Test(
        arguments: [
            ("1.5.1", "1.6.2", ["1.6.2"]), ("1.6.0", "1.6.2", ["1.6.2"]), ("1.4.2", "1.6.2", ["1.5.1", "1.6.2"]),
            ("1.1.1", "1.6.2", ["1.2.0", "1.3.1", "1.4.2", "1.5.1", "1.6.2"]), ("1.7.0", "1.5.1", ["1.6.2", "1.5.1"]),
            ("1.7.0", "1.8.0", ["1.8.0"]), ("0.9.1", "1.6.2", nil),
        ] as [(String, String, [String]?)])
    func dynamoGoesThroughEveryMinor(from: String, to: String, steps: [String]?) throws {
        let item = try #require(try ProviderRegistry.builtIn().provider("dynamo").definition.ownOperator)
        let data = try #require(item.versions)
        #expect(UpgradePath(from: from, to: to, by: data)?.steps == steps)
    }

    /// Its project supports the way to the next of its YY.MM versions alone.
    @Test(
        arguments: [
            ("25.10.1", "26.7.0", ["26.3.3", "26.7.0"]), ("v25.10.0", "v26.7.0", ["26.3.3", "26.7.0"]),
            ("25.10.1", "26.3.3", nil), ("26.3.1", "26.7.0", nil), ("26.7.0", "25.10.1", nil),
            ("25.3.4", "26.7.0", nil),
        ] as [(String, String, [String]?)])
    func theGPUOperatorGoesThrough26_3(from: String, to: String, steps: [String]?) throws {
        let item = try #require(try ProviderRegistry.builtIn().sharedOperators.first { $0.name == "gpu-operator" })
        #expect(UpgradePath(from: from, to: to, by: try #require(item.versions))?.steps == steps)
    }

    /// Its CRDs leave the chart's templates with 0.8.0, and an upgrade of Helm's deletes them then.
    @Test(
        arguments: [
            ("0.7.0", "0.9.0", ["0.8.0", "0.9.0"]), ("0.7.0", "0.10.0", ["0.8.0", "0.10.0"]),
            ("0.6.2", "0.10.0", ["0.8.0", "0.10.0"]), ("0.7.0", "0.8.0", ["0.8.0"]), ("0.8.0", "0.10.0", nil),
            ("0.10.0", "0.7.0", nil),
        ] as [(String, String, [String]?)])
    func leaderWorkerSetLandsOn0_8(from: String, to: String, steps: [String]?) throws {
        let item = try #require(try ProviderRegistry.builtIn().sharedOperators.first { $0.name == "lws" })
        let path = UpgradePath(from: from, to: to, by: try #require(item.versions))
        #expect(path?.steps == steps)
        guard let path else { return }
        #expect(path.before.count == 1)
        #expect(path.before.first?.contains("helm.sh/resource-policy=keep") == true)
    }
}
