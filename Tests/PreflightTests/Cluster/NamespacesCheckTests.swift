import Preflight
import Testing

@Suite struct NamespacesCheckTests {
    static let facts = ClusterFixture.deletions.with(
        Edit("objects/namespaces:", "objects/namespaces?namespaces=wanted:"))

    static let wanted = ClusterFixture.wanted

    static let scenarios: [Scenario] = [
        Scenario("a stranger is being deleted", facts: facts, want: wanted, verdict: "pass"),
        Scenario(
            "F20 a wanted one is being deleted",
            facts: facts.with(
                Edit("{name: models}, status: {phase: Active}", "{name: kept}, status: {phase: Active}"),
                Edit("name: old", "name: models")), want: wanted, verdict: "fail",
            says: [
                "namespace models is being deleted: graphs.nvidia.com has 1 resource instances",
                "models: nvidia.com/finalizer in 1 resource instances",
            ]),
        Scenario(
            "F20 a wanted one is being deleted, and its finalizers are all that tells",
            facts: facts.with(
                Edit("name: models", "name: kept"), Edit("name: old", "name: models"),
                Edit("status: 'True'", "status: 'Unknown'")), want: wanted, verdict: "fail",
            says: ["namespace models is being deleted: finalizer example.com/keep"]),
        Scenario(
            "F20 a wanted one is being deleted, and nothing tells why",
            facts: facts.with(
                Edit("{name: models}, status: {phase: Active}", "{name: models}, status: {phase: Terminating}")),
            want: wanted, verdict: "fail", says: ["namespace models is being deleted"]),
        Scenario(
            "F20 two of them",
            facts: facts.with(
                Edit("{name: models}, status: {phase: Active}", "{name: models, deletionTimestamp: x}"),
                Edit("name: old", "name: dynamo-system")), want: wanted, verdict: "fail",
            says: ["namespace dynamo-system is being deleted", "namespace models is being deleted"]),
        Scenario("none is there yet", facts: "objects/namespaces?namespaces=wanted: []", want: wanted, verdict: "pass"),
        Scenario("nothing is wanted", facts: facts, verdict: "skipped", says: ["nothing is wanted"]),
    ]

    @Test(arguments: scenarios) func isJudged(_ scenario: Scenario) throws {
        try scenario.expect(check: "namespaces")
    }
}
