import Preflight
import Testing

@Suite struct WebhookScopeCheckTests {
    static let facts = ClusterFixture.webhooks

    static let wanted = ClusterFixture.wanted

    static let scenarios: [Scenario] = [
        Scenario(
            "it takes part in the making of its own pods", facts: facts, want: wanted, verdict: "warn",
            says: [
                "policy.test takes part in the making of its own pods", "all pods of the namespace of policy/hook",
                "failurePolicy: Ignore",
            ]),
        Scenario(
            "it leaves its own namespace out, but not kube-system",
            facts: facts.with(
                Edit(
                    "namespaceSelector: {}",
                    "namespaceSelector: {matchExpressions: [{key: kubernetes.io/metadata.name, operator: NotIn, values: [policy]}]}"
                )), want: wanted, verdict: "warn", says: ["policy.test takes part in the making of pods of kube-system"]
        ),
        Scenario(
            "it leaves both out",
            facts: facts.with(
                Edit(
                    "namespaceSelector: {}",
                    "namespaceSelector: {matchExpressions: [{key: kubernetes.io/metadata.name, operator: NotIn, values: [policy, kube-system]}]}"
                )), want: wanted, verdict: "pass"),
        Scenario(
            "it takes some namespaces by a label",
            facts: facts.with(Edit("namespaceSelector: {}", "namespaceSelector: {matchLabels: {team: ml}}")),
            want: wanted, verdict: "pass"),
        Scenario(
            "it takes part only in what has, or has not, a label",
            facts: facts.with(
                Edit("objectSelector: {}", "objectSelector: {matchExpressions: [{key: skip, operator: DoesNotExist}]}")),
            want: wanted, verdict: "pass"),
        Scenario(
            "it has conditions of its own",
            facts: facts.with(
                Edit("objectSelector: {}", "objectSelector: {}\n        matchConditions: [{name: some}]")),
            want: wanted, verdict: "pass"),
        Scenario(
            "failures are ignored", facts: facts.with(Edit("failurePolicy: Fail", "failurePolicy: Ignore")),
            want: wanted, verdict: "pass"),
        Scenario(
            "it takes part in something else", facts: facts.with(Edit("resources: [pods]", "resources: [services]")),
            want: wanted, verdict: "pass"),
        Scenario(
            "it is outside of the cluster and takes part in the making of all pods",
            facts: facts.with(
                Edit("service: {namespace: policy, name: hook, port: 443}", "url: https://hook.example.com/admit")),
            want: wanted, verdict: "warn", says: ["pods of kube-system"]),
        Scenario(
            "there is none",
            facts: """
                objects/validatingwebhookconfigurations.admissionregistration.k8s.io: []
                objects/mutatingwebhookconfigurations.admissionregistration.k8s.io: []
                """, want: wanted, verdict: "pass"),
        Scenario("nothing is wanted", facts: facts, verdict: "warn", says: ["its own pods"]),
    ]

    @Test(arguments: scenarios) func isJudged(_ scenario: Scenario) throws {
        try scenario.expect(check: "webhook-scope")
    }
}
