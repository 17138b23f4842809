import Preflight
import Testing

@Suite struct OperatorsReadyCheckTests {
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
            "all are available", facts: facts, want: wanted, verdict: "pass",
            says: ["dynamo-platform: all 2 Deployments are available"]),
        Scenario(
            "its own pods do not run", facts: facts.with(.halfAvailable), want: wanted, verdict: "fail",
            says: [
                "dynamo-platform does not work: Deployment dynamo-system/dynamo-operator, 1 of 2 available: Deployment does not have minimum availability.",
                "groundcrew diagnose",
            ]),
        Scenario(
            "F26 quota keeps its pods away",
            facts: facts.with(
                Edit(
                    "conditions: [{type: Available, status: 'True'}]",
                    "conditions: [{type: Available, status: 'False', message: no}, {type: ReplicaFailure, status: 'True', message: 'pods are forbidden: exceeded quota'}]"
                ), Edit("availableReplicas: 2", "availableReplicas: 0")), want: wanted, verdict: "fail",
            says: ["exceeded quota"]),
        Scenario(
            "it came no further",
            facts: facts.with(
                Edit(
                    "availableReplicas: 2, conditions: [{type: Available, status: 'True'}]",
                    "conditions: [{type: Available, status: 'False', message: no}, {type: Progressing, status: 'False', reason: ProgressDeadlineExceeded}]"
                )), want: wanted, verdict: "fail", says: ["0 of 2 available: ProgressDeadlineExceeded"]),
        Scenario(
            "nothing says why",
            facts: facts.with(Edit("{availableReplicas: 2, conditions: [{type: Available, status: 'True'}]}", "{}")),
            want: wanted, verdict: "fail", says: ["dynamo-operator, 0 of 2 available"]),
        Scenario(
            "it is scaled to 0", facts: facts.with(Edit("replicas: 2}", "replicas: 0}")), want: wanted, verdict: "fail",
            says: ["it is scaled to 0"]),
        Scenario(
            "it does not say how many it wants", facts: facts.with(Edit("spec: {replicas: 2}", "spec: {}")),
            want: wanted, verdict: "pass"),
        Scenario(
            "another of its release is not available",
            facts: facts.with(Edit("status: {availableReplicas: 1}", "status: {}")), want: wanted, verdict: "warn",
            says: ["Deployment dynamo-system/planner of dynamo-platform: 0 of 1 available"]),
        Scenario(
            "it is to be installed anyway", facts: facts.with(.halfAvailable), want: wanted.with(.installed),
            verdict: "warn", says: ["1 of 2 available", "what is installed in this run is waited for"]),
        Scenario(
            "it is somewhere else",
            facts: facts.with(
                Edit("namespace: dynamo-system\n      labels", "namespace: nvidia\n      labels"),
                Edit(
                    "name: dynamo-platform, meta.helm.sh/release-namespace: dynamo-system}\n    spec: {replicas: 1}",
                    "name: other, meta.helm.sh/release-namespace: elsewhere}\n    spec: {replicas: 1}")), want: wanted,
            verdict: "pass", says: ["all 1 Deployments"]),
        Scenario(
            "it has no pods that tell it", facts: facts,
            want: wanted.with(Edit("    podSelector: app.kubernetes.io/name=dynamo-operator\n", "")), verdict: "pass",
            says: ["all 2 Deployments"]),
        Scenario(
            "none of it is there", facts: "objects/deployments.apps: []", want: wanted, verdict: "skipped",
            says: ["nothing of the operators"]),
        Scenario(
            "only strangers are there",
            facts: facts.with(
                Edit("app.kubernetes.io/name: dynamo-operator", "app: web"),
                Edit("release-name: dynamo-platform", "release-name: other")), want: wanted, verdict: "skipped"),
        Scenario("no operator is wanted", facts: facts, verdict: "skipped", says: ["no operator is needed"]),
    ]

    @Test(arguments: scenarios) func isJudged(_ scenario: Scenario) throws {
        try scenario.expect(check: "operators-ready")
    }
}
