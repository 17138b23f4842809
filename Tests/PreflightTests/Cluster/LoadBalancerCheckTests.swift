import Preflight
import Testing

@Suite struct LoadBalancerCheckTests {
    static let facts = """
        objects/services:
          - metadata: {name: web, namespace: shop}
            spec: {type: LoadBalancer}
            status: {loadBalancer: {ingress: [{ip: 192.0.2.1}]}}
          - {metadata: {name: db, namespace: shop}, spec: {type: ClusterIP}, status: {loadBalancer: {}}}

        """

    static let wanted = """
        routes: [{deployment: models/qwen}]
        installs: false

        """

    static let scenarios: [Scenario] = [
        Scenario(
            "one has an address", facts: facts, want: wanted, verdict: "pass",
            says: ["1 of 1 Services of type LoadBalancer"]),
        Scenario(
            "one of two has an address", facts: facts.with(Edit("{type: ClusterIP}", "{type: LoadBalancer}")),
            want: wanted, verdict: "pass", says: ["1 of 2"]),
        Scenario(
            "none has an address", facts: facts.with(Edit("{ingress: [{ip: 192.0.2.1}]}", "{}")), want: wanted,
            verdict: "warn", says: ["none of 1 Services of type LoadBalancer has an address", "shop/web", "MetalLB"]),
        Scenario(
            "none has a status",
            facts: facts.with(Edit("    status: {loadBalancer: {ingress: [{ip: 192.0.2.1}]}}\n", "")), want: wanted,
            verdict: "warn", says: ["none of 1"]),
        Scenario(
            "there is none", facts: facts.with(Edit("type: LoadBalancer", "type: NodePort")), want: wanted,
            verdict: "skipped", says: ["to tell by"]),
        Scenario(
            "a Service does not say its type", facts: facts.with(Edit("spec: {type: LoadBalancer}", "spec: {}")),
            want: wanted, verdict: "skipped"),
        Scenario(
            "a Gateway that is there is named", facts: facts,
            want: wanted.with(Edit("models/qwen}", "models/qwen, gateway: infra/public}")), verdict: "skipped",
            says: ["no Gateway is to be made"]),
        Scenario("nothing is to be reached from outside", facts: facts, verdict: "skipped"),
    ]

    @Test(arguments: scenarios) func isJudged(_ scenario: Scenario) throws {
        try scenario.expect(check: "load-balancer")
    }
}
