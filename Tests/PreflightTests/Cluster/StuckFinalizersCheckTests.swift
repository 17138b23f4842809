import Preflight
import Testing

@Suite struct StuckFinalizersCheckTests {
    static let facts =
        ClusterFixture.definitions + "objects/namespaces: [{metadata: {name: models}, status: {phase: Active}}]\n"

    static let gone = ClusterFixture.definitions + ClusterFixture.deletions

    static let wanted = ClusterFixture.wanted

    static let scenarios: [Scenario] = [
        Scenario("nothing is being deleted", facts: facts, want: wanted, verdict: "pass"),
        Scenario(
            "F21 a wanted CRD is being deleted", facts: facts.with(.goingCRD, .goingWords), want: wanted,
            verdict: "fail",
            says: [
                "graphs.nvidia.com is wanted, and being deleted: CustomResource deletion is in progress",
                "finalizer customresourcecleanup.apiextensions.k8s.io", "kubectl get graphs.nvidia.com -A",
            ]),
        Scenario(
            "F21 a stranger's CRD is being deleted", facts: facts.with(.goingCRD, .goingWords), verdict: "warn",
            says: ["CRD graphs.nvidia.com", "CustomResource deletion is in progress"]),
        Scenario(
            "F21 a stranger's namespace is being deleted", facts: gone, want: wanted, verdict: "warn",
            says: ["namespace old", "old: nvidia.com/finalizer in 1 resource instances"]),
        Scenario(
            "a wanted namespace is told elsewhere",
            facts: gone.with(
                Edit("name: models}, status: {phase: Active}", "name: kept}, status: {phase: Active}"),
                Edit("name: old", "name: models")), want: wanted, verdict: "pass"),
        Scenario(
            "F21 a CRD and a namespace", facts: gone.with(.goingCRD, .goingWords), verdict: "warn",
            says: ["CRD graphs.nvidia.com, namespace old"]),
    ]

    @Test(arguments: scenarios) func isJudged(_ scenario: Scenario) throws {
        try scenario.expect(check: "stuck-finalizers")
    }
}
