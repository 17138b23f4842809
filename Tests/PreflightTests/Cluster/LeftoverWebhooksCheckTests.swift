import Preflight
import Testing

@Suite struct LeftoverWebhooksCheckTests {
    static let facts = ClusterFixture.webhooks.with(Edit("  - {metadata: {name: policy}}\n", ""))

    static let wanted = ClusterFixture.wanted

    static let scenarios: [Scenario] = [
        Scenario(
            "F23 its namespace is gone", facts: facts, want: wanted, verdict: "warn",
            says: [
                "policy.test leads to policy/hook, whose namespace is gone",
                "kubectl delete validatingwebhookconfiguration policy.test",
                "refuses what it takes part in, such as pods in dynamo-system; pods in models",
            ]),
        Scenario(
            "its namespace is gone, and failures are ignored",
            facts: facts.with(Edit("failurePolicy: Fail", "failurePolicy: Ignore")), want: wanted, verdict: "warn",
            says: ["ignored when it does not answer"]),
        Scenario(
            "it changes what it takes part in",
            facts: facts.with(
                Edit("objects/mutatingwebhookconfigurations.admissionregistration.k8s.io: []\n", "OTHER\n"),
                Edit(
                    "objects/validatingwebhookconfigurations.admissionregistration.k8s.io:",
                    "objects/mutatingwebhookconfigurations.admissionregistration.k8s.io:"),
                Edit("OTHER\n", "objects/validatingwebhookconfigurations.admissionregistration.k8s.io: []\n")),
            want: wanted, verdict: "warn", says: ["kubectl delete mutatingwebhookconfiguration policy.test"]),
        Scenario(
            "its namespace is there",
            facts: facts.with(Edit("objects/namespaces:\n", "objects/namespaces:\n  - {metadata: {name: policy}}\n")),
            want: wanted, verdict: "pass"),
        Scenario(
            "its namespace is there, and its Service is not",
            facts: facts.with(
                Edit("objects/namespaces:\n", "objects/namespaces:\n  - {metadata: {name: policy}}\n"),
                Edit("name: hook, namespace: policy}, spec", "name: other, namespace: policy}, spec")), want: wanted,
            verdict: "pass"),
        Scenario(
            "there is none",
            facts: """
                objects/validatingwebhookconfigurations.admissionregistration.k8s.io: []
                objects/mutatingwebhookconfigurations.admissionregistration.k8s.io: []
                """, want: wanted, verdict: "pass"),
        Scenario("nothing is wanted", facts: facts, verdict: "warn", says: ["refuses what it takes part in"]),
    ]

    @Test(arguments: scenarios) func isJudged(_ scenario: Scenario) throws {
        try scenario.expect(check: "leftover-webhooks")
    }
}
