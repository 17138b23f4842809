import Preflight
import Testing

@Suite struct SingleOperatorsCheckTests {
    static let facts = ClusterFixture.workloads

    static let wanted = """
        operators:
          - name: dynamo-platform
            namespace: dynamo-system
            version: 1.6.2
            podSelector: app.kubernetes.io/name=dynamo-operator
        installs: false

        """

    static let scenarios: [Scenario] = [
        Scenario(
            "there is one", facts: facts, want: wanted, verdict: "pass", says: ["no wanted operator is at work twice"]),
        Scenario(
            "F43 there is one in each of two namespaces", facts: facts.with(.secondCopy), want: wanted, verdict: "warn",
            says: [
                "dynamo-platform is at work 2 times: dynamo-system (release dynamo-platform), team",
                "restrict each to namespaces",
            ]),
        Scenario(
            "F43 there are two releases in one namespace",
            facts: facts.with(
                .secondCopy,
                Edit(
                    "namespace: team, labels: {",
                    "namespace: dynamo-system, labels: {app.kubernetes.io/instance: other, ")), want: wanted,
            verdict: "warn", says: ["dynamo-system (release dynamo-platform), dynamo-system (release other)"]),
        Scenario(
            "a second one is scaled to 0",
            facts: facts.with(
                .secondCopy,
                Edit("spec: {replicas: 1}\n  - {metadata: {name: web", "spec: {replicas: 0}\n  - {metadata: {name: web")
            ), want: wanted, verdict: "pass"),
        Scenario(
            "a second part of the same release",
            facts: facts.with(
                .secondCopy,
                Edit(
                    "namespace: team, labels: {",
                    "namespace: dynamo-system, labels: {app.kubernetes.io/instance: dynamo-platform, ")), want: wanted,
            verdict: "pass"),
        Scenario("there is none", facts: "objects/deployments.apps: []", want: wanted, verdict: "pass"),
        Scenario(
            "it has no pods that tell it", facts: facts.with(.secondCopy),
            want: wanted.with(Edit("    podSelector: app.kubernetes.io/name=dynamo-operator\n", "")), verdict: "pass"),
        Scenario("no operator is wanted", facts: facts, verdict: "skipped", says: ["no operator is needed"]),
    ]

    @Test(arguments: scenarios) func isJudged(_ scenario: Scenario) throws {
        try scenario.expect(check: "single-operators")
    }
}
