import Preflight
import Testing

@Suite struct PendingReleasesCheckTests {
    static let facts = """
        'objects/secrets?namespaces=wanted&labelSelector=owner=helm,status in (pending-install,pending-rollback,pending-upgrade,uninstalling)':
          - metadata:
              name: sh.helm.release.v1.dynamo-platform.v3
              namespace: dynamo-system
              labels: {owner: helm, name: dynamo-platform, status: pending-upgrade, version: '3'}

        """

    static let wanted = ClusterFixture.wanted

    static let scenarios: [Scenario] = [
        Scenario(
            "Helm's own of a wanted operator", facts: facts, want: wanted, verdict: "fail",
            says: [
                "release dynamo-system/dynamo-platform is pending-upgrade: Helm is at work on it, or died at it",
                "groundcrew release recover dynamo-platform --namespace dynamo-system", "revision 3",
            ]),
        Scenario(
            "groundcrew's own", facts: facts.with(Edit("owner: helm", "owner: helm, groundcrew/role: operator")),
            want: wanted, verdict: "warn",
            says: [
                "release dynamo-system/dynamo-platform is pending-upgrade",
                "groundcrew release recover dynamo-platform --namespace dynamo-system",
            ]),
        Scenario(
            "a stranger's in the same namespace",
            facts: facts.with(Edit("name: dynamo-platform, status", "name: other, status")), want: wanted,
            verdict: "warn", says: ["release dynamo-system/other is pending-upgrade"]),
        Scenario(
            "one that is called like an operator, in a namespace of a deployment",
            facts: facts.with(Edit("namespace: dynamo-system", "namespace: models")), want: wanted, verdict: "warn",
            says: ["release models/dynamo-platform"]),
        Scenario(
            "one that is being removed", facts: facts.with(Edit("status: pending-upgrade", "status: uninstalling")),
            want: wanted, verdict: "fail", says: ["is uninstalling"]),
        Scenario(
            "one without a revision", facts: facts.with(Edit(", version: '3'", "")), want: wanted, verdict: "fail",
            says: ["revision unknown"]),
        Scenario(
            "none is unfinished",
            facts:
                "'objects/secrets?namespaces=wanted&labelSelector=owner=helm,status in (pending-install,pending-rollback,pending-upgrade,uninstalling)': []",
            want: wanted, verdict: "pass", says: ["no release in the namespaces"]),
        Scenario(
            "there are no records",
            facts:
                "'objects/secrets?namespaces=wanted&labelSelector=owner=helm,status in (pending-install,pending-rollback,pending-upgrade,uninstalling)': null",
            want: wanted, verdict: "skipped", says: ["no records"]),
        Scenario("nothing is wanted", facts: facts, verdict: "skipped", says: ["nothing is wanted"]),
    ]

    @Test(arguments: scenarios) func isJudged(_ scenario: Scenario) throws {
        try scenario.expect(check: "pending-releases")
    }
}
