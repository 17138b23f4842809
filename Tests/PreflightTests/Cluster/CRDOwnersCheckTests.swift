import Preflight
import Testing

@Suite struct CRDOwnersCheckTests {
    static let facts =
        ClusterFixture.definitions
        + "operators: [{name: dynamo-platform, namespace: dynamo-system, action: install, code: absent}]\n"

    static let wanted = ClusterFixture.wanted

    static let two = """
        operators:
          - {name: dynamo-platform, namespace: dynamo-system, version: 1.6.2, crds: [graphs.nvidia.com]}
          - {name: other, namespace: other, version: 1.0.0, crds: [graphs.nvidia.com, things.other.test]}

        """

    static let scenarios: [Scenario] = [
        Scenario(
            "of its own release", facts: facts, want: wanted.with(.installed), verdict: "pass",
            says: ["nobody else keeps"]),
        Scenario(
            "R9 of another release", facts: facts.with(.foreignRelease), want: wanted.with(.installed), verdict: "fail",
            says: [
                "dynamo-platform brings graphs.nvidia.com, which is of release dynamo-system/nvidia",
                "--existing NAME=reuse",
            ]),
        Scenario(
            "R24 of another release, which is used as it is",
            facts: facts.with(.foreignRelease, Edit("action: install", "action: reuse")), want: wanted.with(.installed),
            verdict: "pass", says: ["graphs.nvidia.com (dynamo-system/nvidia): kept by others"]),
        Scenario(
            "of another release, which is upgraded",
            facts: facts.with(.foreignRelease, Edit("action: install", "action: upgrade")),
            want: wanted.with(.installed), verdict: "pass", says: ["kept by others"]),
        Scenario(
            "of another release, and nothing is installed", facts: facts.with(.foreignRelease), want: wanted,
            verdict: "pass", says: ["kept by others"]),
        Scenario(
            "R25 the provider of the cluster looks after it",
            facts: facts.with(
                Edit(
                    "labels: {app.kubernetes.io/managed-by: Helm}", "labels: {doks.digitalocean.com/managed: \"true\"}"),
                Edit("action: install", "action: upgrade")), want: wanted.with(.installed), verdict: "fail",
            says: ["graphs.nvidia.com, which DOKS looks after"]),
        Scenario(
            "R25 the add-on manager looks after it",
            facts: facts.with(
                Edit(
                    "labels: {app.kubernetes.io/managed-by: Helm}",
                    "labels: {addonmanager.kubernetes.io/mode: Reconcile}")), want: wanted.with(.installed),
            verdict: "fail", says: ["the cluster's add-on manager looks after"]),
        Scenario(
            "OpenShift's lifecycle manager looks after it",
            facts: facts.with(
                Edit(
                    "labels: {app.kubernetes.io/managed-by: Helm}", "labels: {operators.coreos.com/dynamo.system: \"\"}"
                )), want: wanted.with(.installed), verdict: "fail",
            says: ["OpenShift's operator lifecycle manager looks after"]),
        Scenario(
            "Argo CD looks after it",
            facts: facts.with(
                Edit("labels: {app.kubernetes.io/managed-by: Helm}", "labels: {argocd.argoproj.io/instance: platform}"),
                Edit(
                    "{meta.helm.sh/release-name: dynamo-platform, meta.helm.sh/release-namespace: dynamo-system}", "{}")
            ), want: wanted.with(.installed), verdict: "fail", says: ["Argo CD looks after"]),
        Scenario(
            "Flux looks after it",
            facts: facts.with(
                Edit(
                    "labels: {app.kubernetes.io/managed-by: Helm}",
                    "labels: {kustomize.toolkit.fluxcd.io/name: platform}"),
                Edit(
                    "{meta.helm.sh/release-name: dynamo-platform, meta.helm.sh/release-namespace: dynamo-system}", "{}")
            ), want: wanted.with(.installed), verdict: "fail", says: ["Flux looks after"]),
        Scenario(
            "nobody says whose it is",
            facts: facts.with(
                Edit(
                    "{meta.helm.sh/release-name: dynamo-platform, meta.helm.sh/release-namespace: dynamo-system}", "{}")
            ), want: wanted.with(.installed), verdict: "pass", says: ["nobody else keeps"]),
        Scenario(
            "what becomes of the operator is not known, and somebody else keeps it",
            facts: facts.with(
                .foreignRelease,
                Edit(
                    "operators: [{name: dynamo-platform, namespace: dynamo-system, action: install, code: absent}]\n",
                    "operators: forbidden\n")), want: wanted.with(.installed), verdict: "unknown"),
        Scenario(
            "what becomes of the operator is not known, and nobody else keeps it",
            facts: facts.with(
                Edit(
                    "operators: [{name: dynamo-platform, namespace: dynamo-system, action: install, code: absent}]\n",
                    "operators: forbidden\n")), want: wanted.with(.installed), verdict: "pass"),
        Scenario(
            "R9 R24 two operators bring one CRD", facts: facts, want: two, verdict: "warn",
            says: ["dynamo-platform, other bring the same CRDs", "other brings graphs.nvidia.com"]),
        Scenario(
            "none of what is wanted is there",
            facts: facts.with(Edit("name: graphs.nvidia.com", "name: graphs.other.com")), want: wanted.with(.installed),
            verdict: "pass", says: ["nobody else keeps"]),
        Scenario(
            "no operator brings CRDs", facts: facts, want: wanted.with(Edit("crds: [graphs.nvidia.com]", "crds: []")),
            verdict: "skipped", says: ["no operator that brings CRDs"]),
        Scenario("nothing is wanted", facts: facts, verdict: "skipped"),
    ]

    @Test(arguments: scenarios) func isJudged(_ scenario: Scenario) throws {
        try scenario.expect(check: "crd-owners")
    }
}
