import Preflight
import Testing

@Suite struct NetworkPoliciesCheckTests {
    static let facts = """
        objects/networkpolicies.networking.k8s.io?namespaces=wanted:
          - {metadata: {name: deny, namespace: models}, spec: {podSelector: {}, policyTypes: [Ingress, Egress]}}
          - metadata: {name: allow-dns, namespace: models}
            spec: {podSelector: {}, policyTypes: [Egress], egress: [{ports: [{port: 53}]}]}
          - {metadata: {name: deny, namespace: other}, spec: {podSelector: {}, policyTypes: [Ingress]}}

        """

    static let wanted = ClusterFixture.wanted

    static let scenarios: [Scenario] = [
        Scenario(
            "all pods are closed both ways", facts: facts, want: wanted, verdict: "warn",
            says: [
                "in namespace models pods are closed to all that goes out and to all that comes in by deny",
                "models: 1 other policies, which may open some",
            ]),
        Scenario(
            "all pods are closed to what comes in", facts: facts.with(Edit("[Ingress, Egress]", "[Ingress]")),
            want: wanted, verdict: "warn", says: ["closed to all that comes in by deny"]),
        Scenario(
            "all pods are closed to what goes out", facts: facts.with(Edit("[Ingress, Egress]", "[Egress]")),
            want: wanted, verdict: "warn", says: ["closed to all that goes out by deny"]),
        Scenario(
            "some pods are closed",
            facts: facts.with(
                Edit(
                    "{podSelector: {}, policyTypes: [Ingress, Egress]}",
                    "{podSelector: {matchLabels: {app: web}}, policyTypes: [Ingress]}")), want: wanted, verdict: "pass"),
        Scenario(
            "all pods are opened",
            facts: facts.with(
                Edit(
                    "{podSelector: {}, policyTypes: [Ingress, Egress]}",
                    "{podSelector: {}, policyTypes: [Ingress], ingress: [{}]}")), want: wanted, verdict: "pass"),
        Scenario(
            "a stranger's namespace is closed",
            facts: facts.with(Edit("{name: deny, namespace: models}", "{name: deny, namespace: more}")), want: wanted,
            verdict: "pass"),
        Scenario(
            "two namespaces are closed",
            facts: facts.with(Edit("{name: deny, namespace: other}", "{name: deny, namespace: dynamo-system}")),
            want: wanted, verdict: "warn", says: ["in namespace dynamo-system", "in namespace models"]),
        Scenario(
            "there is none", facts: "objects/networkpolicies.networking.k8s.io?namespaces=wanted: []", want: wanted,
            verdict: "pass"),
        Scenario("nothing is wanted", facts: facts, verdict: "skipped", says: ["nothing is wanted"]),
    ]

    @Test(arguments: scenarios) func isJudged(_ scenario: Scenario) throws {
        try scenario.expect(check: "network-policies")
    }
}
