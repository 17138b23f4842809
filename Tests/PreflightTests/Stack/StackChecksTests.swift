import Testing
import Value
import Versions

@testable import Preflight

/// Versions of what others have installed, as checks judge them.
@Suite struct StackChecksTests {
    private static let wanted = "operators: [{name: dynamo-platform, namespace: dynamo-system, version: 1.6.2}]"

    private static func operators(_ needs: String) -> String {
        """
        operators:
          - {name: dynamo-platform, namespace: dynamo-system, title: dynamo-platform 1.6.2, action: install, code: absent,
             reason: none, next: '', version: '', owner: '', unseen: [], warnings: [], needs: \(needs)}

        """
    }

    private static let grove = operators("[{by: dynamo-platform 1.6.2, name: grove, versions: '>=0.1.0-alpha.14'}]")

    private static func deployment(_ name: String, _ image: String, labels: String = "{}") -> String {
        """
          - metadata: {name: \(name), namespace: grove, labels: \(labels)}
            spec: {template: {spec: {containers: [{image: '\(image)'}]}}}

        """
    }

    private static func deployments(_ entries: String...) -> String {
        entries.isEmpty ? "objects/deployments.apps: []\n" : "objects/deployments.apps:\n" + entries.joined()
    }

    static let versions = [
        Scenario("no operator is wanted", facts: "{}", verdict: "skipped", says: ["no operator is needed"]),
        Scenario(
            "too old", facts: grove + deployments(deployment("grove-operator", "a/grove:0.1.0-alpha.8")), want: wanted,
            verdict: "warn", says: ["0.1.0-alpha.8 is there (grove/grove-operator)", "bring grove to >=0.1.0-alpha.14"]),
        Scenario(
            "by a label",
            facts: grove
                + deployments(
                    deployment("grove-operator", "a/grove", labels: "{app.kubernetes.io/version: v0.1.0-alpha.13}")),
            want: wanted, verdict: "warn", says: ["0.1.0-alpha.13 is there"]),
        Scenario(
            "two Deployments of one version",
            facts: grove
                + deployments(
                    deployment("grove-operator", "a/grove:0.1.0"), deployment("x-grove-operator", "a/grove:0.1.0")),
            want: wanted, verdict: "pass", says: ["grove 0.1.0 goes with dynamo-platform 1.6.2"]),
        Scenario(
            "it is not there", facts: grove + deployments(deployment("web", "a/web:1")), want: wanted,
            verdict: "skipped", says: ["nothing is there of which it is known"]),
        Scenario(
            "it is wanted as well",
            facts: operators("[{by: a, name: keda, versions: '>=9.0.0'}]")
                .replacing("operators:\n", with: "operators:\n  - {name: keda, namespace: keda}\n")
                + deployments(deployment("keda-operator", "a/keda:2.0.0")),
            want: wanted.replacing("[{", with: "[{name: keda, namespace: keda, version: 2.20.0}, {"),
            verdict: "skipped"),
        Scenario(
            "nothing is known of it", facts: operators("[{by: a, name: moon, versions: '>=1.0.0'}]") + deployments(),
            want: wanted, verdict: "skipped"),
        Scenario(
            "distributions append their own",
            facts: operators("[{by: a, name: kai-scheduler, versions: '>=0.17.0'}]")
                + deployments(deployment("kai-operator", "a/kai:v0.17.0-build.1")), want: wanted, verdict: "pass"),
        Scenario(
            "recorded before there were needs",
            facts: grove.replacing(
                ", needs: [{by: dynamo-platform 1.6.2, name: grove, versions: '>=0.1.0-alpha.14'}]", with: "")
                + deployments(), want: wanted, verdict: "skipped"),
        Scenario(
            "forbidden", facts: grove + "objects/deployments.apps: forbidden\n", want: wanted, verdict: "unknown"),
    ]

    @Test(arguments: versions) func versionsGoTogetherOrNot(scenario: Scenario) throws {
        try scenario.expect(check: "stack-versions")
    }

    static let advisories = [
        Scenario("nothing is there", facts: deployments(), verdict: "pass"),
        Scenario(
            "an image by its digest",
            facts: deployments(
                deployment("gateway", "a/envoyproxy/gateway@sha256:0", labels: "{app.kubernetes.io/version: v1.6.0}")),
            verdict: "warn",
            says: ["Envoy Gateway 1.6.0 (Deployment grove/gateway) has CVE-2026-22771", "1.6.2 or newer"]),
        Scenario(
            "a version that nobody tells", facts: deployments(deployment("gateway", "a/envoyproxy/gateway:latest")),
            verdict: "pass"),
        Scenario(
            "another image of the name", facts: deployments(deployment("gateway", "a/other/gateway:1.2.8")),
            verdict: "pass"),
        Scenario("forbidden", facts: "objects/deployments.apps: forbidden\n", verdict: "unknown"),
    ]

    @Test(arguments: advisories) func weaknessesAreTold(scenario: Scenario) throws {
        try scenario.expect(check: "known-advisories")
    }

    @Test(arguments: Advisory.known.map(\.id)) func anAdvisoryIsWhole(id: String) throws {
        let advisory = try #require(Advisory.known.first { $0.id == id })
        let range = try VersionConstraint(advisory.versions)
        #expect(range.allows(SemanticVersion(major: 0, minor: 1)))
        #expect(!range.allows(SemanticVersion(major: 99)))
        #expect(advisory.source.hasPrefix("https://") && !advisory.harm.isEmpty && !advisory.mended.isEmpty)
    }
}
