import Preflight
import Testing

@Suite struct APIServicesCheckTests {
    static let facts = """
        objects/apiservices.apiregistration.k8s.io:
          - metadata: {name: v1.}
            status: {conditions: [{type: Available, status: 'True', reason: Local}]}
          - metadata: {name: v1beta1.metrics.k8s.io}
            spec: {group: metrics.k8s.io}
            status: {conditions: [{type: Available, status: 'True', reason: Passed}]}

        """

    static let wanted = ClusterFixture.wanted

    static let scenarios: [Scenario] = [
        Scenario(
            "all are available", facts: facts, want: wanted, verdict: "pass", says: ["all 2 API services are available"]
        ),
        Scenario(
            "F22 one of others is not available", facts: facts.with(.unavailable), want: wanted, verdict: "warn",
            says: [
                "v1beta1.metrics.k8s.io: not available", "v1beta1.metrics.k8s.io: no response from metrics-server",
                "kubectl delete apiservice v1beta1.metrics.k8s.io",
            ]),
        Scenario(
            "F22 one gives a reason and no words",
            facts: facts.with(Edit("status: 'True', reason: Passed", "status: 'False', reason: MissingEndpoints")),
            want: wanted, verdict: "warn", says: ["v1beta1.metrics.k8s.io: MissingEndpoints"]),
        Scenario(
            "F22 one gives no reason", facts: facts.with(Edit("status: 'True', reason: Passed", "status: Unknown")),
            want: wanted, verdict: "warn", says: ["no reason is given"]),
        Scenario(
            "F22 one of what is wanted is not available",
            facts: facts.with(.unavailable, Edit("group: metrics.k8s.io", "group: nvidia.com")), want: wanted,
            verdict: "fail", says: ["v1beta1.metrics.k8s.io: not available, and what is wanted is of that API"]),
        Scenario(
            "nothing is wanted", facts: facts.with(.unavailable, Edit("group: metrics.k8s.io", "group: nvidia.com")),
            verdict: "warn"),
        Scenario(
            "two are not available",
            facts: facts.with(.unavailable, Edit("status: 'True', reason: Local", "status: 'False', reason: Local")),
            want: wanted, verdict: "warn", says: ["v1., v1beta1.metrics.k8s.io: not available"]),
        Scenario(
            "one has not been looked at yet",
            facts: facts.with(
                Edit("    status: {conditions: [{type: Available, status: 'True', reason: Passed}]}\n", "")),
            want: wanted, verdict: "pass"),
        Scenario(
            "the server knows of none", facts: "objects/apiservices.apiregistration.k8s.io: null", want: wanted,
            verdict: "skipped", says: ["no aggregated APIs"]),
    ]

    @Test(arguments: scenarios) func isJudged(_ scenario: Scenario) throws {
        try scenario.expect(check: "api-services")
    }
}
