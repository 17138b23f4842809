import Preflight
import Testing

@Suite struct LeftoverRolesCheckTests {
    static let facts = """
        objects/clusterrolebindings.rbac.authorization.k8s.io:
          - metadata:
              name: operator
              annotations: {meta.helm.sh/release-name: dynamo-platform, meta.helm.sh/release-namespace: dynamo-system}
            roleRef: {name: operator}
            subjects: [{kind: ServiceAccount, namespace: dynamo-system, name: operator}]
          - metadata: {name: admins}
            roleRef: {name: cluster-admin}
            subjects: [{kind: Group, name: 'system:masters'}]
        objects/clusterroles.rbac.authorization.k8s.io:
          - metadata:
              name: operator
              annotations: {meta.helm.sh/release-name: dynamo-platform, meta.helm.sh/release-namespace: dynamo-system}
          - {metadata: {name: view}}
        objects/namespaces: [{metadata: {name: dynamo-system}}, {metadata: {name: kube-system}}]

        """

    static let scenarios: [Scenario] = [
        Scenario("nothing is left", facts: facts, verdict: "pass", says: ["no cluster role or binding is left"]),
        Scenario(
            "the namespace of a release is gone", facts: facts.with(Edit("{metadata: {name: dynamo-system}}, ", "")),
            verdict: "warn",
            says: [
                "2 cluster roles and bindings are left over: operator",
                "ClusterRole operator: of release dynamo-system/dynamo-platform, whose namespace is gone",
                "kubectl delete clusterrole operator", "kubectl delete clusterrolebinding operator",
            ]),
        Scenario(
            "the namespace of an account is gone",
            facts: facts.with(
                Edit("{kind: Group, name: 'system:masters'}", "{kind: ServiceAccount, namespace: tools, name: ci}")),
            verdict: "warn",
            says: [
                "ClusterRoleBinding admins gives cluster-admin, for service account tools/ci, whose namespace is gone"
            ]),
        Scenario(
            "somebody else has the role by the same binding",
            facts: facts.with(
                Edit(
                    "{kind: Group, name: 'system:masters'}",
                    "{kind: Group, name: 'system:masters'}, {kind: ServiceAccount, namespace: tools, name: ci}")),
            verdict: "pass"),
        Scenario(
            "a binding for nobody",
            facts: facts.with(Edit("    subjects: [{kind: Group, name: 'system:masters'}]\n", "")), verdict: "pass"),
        Scenario(
            "F33 a validator has left its rights", facts: facts.with(Edit("{name: admins}", "{name: aicr-validator}")),
            verdict: "warn",
            says: [
                "ClusterRoleBinding aicr-validator gives cluster-admin, a validator's, which removes it when it ends",
                "kubectl delete clusterrolebinding aicr-validator",
            ]),
        Scenario(
            "F33 a validator has left the rights of one run",
            facts: facts.with(
                Edit("{name: admins}", "{name: aicr-validator-7f3, labels: {app.kubernetes.io/name: aicr-validator}}")),
            verdict: "warn", says: ["ClusterRoleBinding aicr-validator-7f3 gives cluster-admin"]),
        Scenario(
            "more than five are left",
            facts: facts.with(
                Edit("{metadata: {name: dynamo-system}}, ", ""),
                Edit(
                    "  - {metadata: {name: view}}\n",
                    """
                      - metadata: {name: a, annotations: {meta.helm.sh/release-name: r, meta.helm.sh/release-namespace: gone}}
                      - metadata: {name: b, annotations: {meta.helm.sh/release-name: r, meta.helm.sh/release-namespace: gone}}
                      - metadata: {name: c, annotations: {meta.helm.sh/release-name: r, meta.helm.sh/release-namespace: gone}}
                      - metadata: {name: d, annotations: {meta.helm.sh/release-name: r, meta.helm.sh/release-namespace: gone}}
                      - metadata: {name: e, annotations: {meta.helm.sh/release-name: r, meta.helm.sh/release-namespace: gone}}

                    """)), verdict: "warn",
            says: ["7 cluster roles and bindings are left over: operator, a, b, c, d and more"]),
    ]

    @Test(arguments: scenarios) func isJudged(_ scenario: Scenario) throws {
        try scenario.expect(check: "leftover-roles")
    }
}
