import Preflight
import Testing

@Suite struct LeftoverCRDsCheckTests {
    static let facts = """
        operators:
          - {name: dynamo-platform, namespace: dynamo-system, action: install, code: crds-left}
        leftObjects:
          - {crd: graphs.nvidia.com, operator: dynamo-platform, count: 2, whole: true, names: [models/a, models/b], stuck: [], unseen: ''}

        """

    static let wanted = ClusterFixture.wanted

    static let scenarios: [Scenario] = [
        Scenario(
            "R7 with objects", facts: facts, want: wanted, verdict: "warn",
            says: [
                "graphs.nvidia.com is left of a former dynamo-platform, with 2 objects (models/a, models/b)",
                "go on if the operator is to take them up",
            ]),
        Scenario(
            "R7 with more objects than are looked at", facts: facts.with(Edit("whole: true", "whole: false")),
            want: wanted, verdict: "warn", says: ["with 2 or more objects"]),
        Scenario(
            "F21 with objects that are being deleted",
            facts: facts.with(Edit("stuck: []", "stuck: ['models/a (nvidia.com/finalizer)']")), want: wanted,
            verdict: "warn",
            says: [
                "with 1 objects that are being deleted and wait for it: models/a (nvidia.com/finalizer)",
                "take the finalizers off",
            ]),
        Scenario(
            "R7 without objects", facts: facts.with(Edit("count: 2", "count: 0")), want: wanted, verdict: "warn",
            says: ["CRDs are left of a former dynamo-platform", "graphs.nvidia.com: no objects"]),
        Scenario(
            "with objects that could not be looked at",
            facts: facts.with(Edit("count: 2", "count: 0"), Edit("unseen: ''", "unseen: cannot list graphs")),
            want: wanted, verdict: "warn", says: ["graphs.nvidia.com: cannot list graphs"]),
        Scenario(
            "one with objects, and one that could not be looked at",
            facts: facts.with(
                Edit(
                    "leftObjects:\n",
                    """
                    leftObjects:
                      - {crd: others.nvidia.com, operator: dynamo-platform, count: 0, whole: false, names: [], stuck: [], unseen: cannot list others}

                    """)), want: wanted, verdict: "warn",
            says: ["others.nvidia.com: cannot list others", "with 2 objects"]),
        Scenario(
            "nothing is left", facts: facts.with(Edit("code: crds-left", "code: absent")), want: wanted,
            verdict: "pass", says: ["no CRDs of wanted operators are left"]),
        Scenario(
            "F32 CRDs that may not be read",
            facts: facts.with(
                Edit(
                    "code: crds-left",
                    "code: absent, unseen: ['CRD graphs.nvidia.com: cannot get it', 'release a/b: cannot get it']")),
            want: wanted, verdict: "unknown",
            says: [
                "whether CRDs of dynamo-platform are left of a former installation could not be seen",
                "CRD graphs.nvidia.com: cannot get it", "let the caller get customresourcedefinitions",
            ]),
        Scenario(
            "F32 releases alone may not be read",
            facts: facts.with(Edit("code: crds-left", "code: absent, unseen: ['release a/b: cannot get it']")),
            want: wanted, verdict: "pass"),
        Scenario(
            "what becomes of operators is not known",
            facts: facts.with(
                Edit(
                    "operators:\n  - {name: dynamo-platform, namespace: dynamo-system, action: install, code: crds-left}\n",
                    "operators: timeout\n")), want: wanted, verdict: "unknown"),
        Scenario(
            "no operator brings CRDs", facts: facts, want: wanted.with(Edit("crds: [graphs.nvidia.com]", "crds: []")),
            verdict: "skipped", says: ["no operator that brings CRDs"]),
        Scenario("nothing is wanted", facts: facts, verdict: "skipped"),
    ]

    @Test(arguments: scenarios) func isJudged(_ scenario: Scenario) throws {
        try scenario.expect(check: "leftover-crds")
    }
}
