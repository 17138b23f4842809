import Preflight
import Testing

@Suite struct DeprecatedAPIsCheckTests {
    static let facts = ClusterFixture.definitions

    static let wanted = ClusterFixture.wanted

    static let scenarios: [Scenario] = [
        Scenario("all objects are of versions that stay", facts: facts, want: wanted, verdict: "pass"),
        Scenario(
            "R34 a stranger's may be of a version that is not served",
            facts: facts.with(Edit("storedVersions: [v1]", "storedVersions: [v0]")), want: wanted, verdict: "warn",
            says: ["things.other.test (v0)", "stored in v0, served in v1, storage version v1", "kubectl replace"]),
        Scenario(
            "R34 a stranger's may be of a version that is deprecated",
            facts: facts.with(Edit("{name: v1, served: true", "{name: v1, deprecated: true, served: true")),
            want: wanted, verdict: "warn", says: ["things.other.test (v1)"]),
        Scenario(
            "wanted ones are told elsewhere", facts: facts.with(.alphaNotServed, .alphaStored), want: wanted,
            verdict: "pass"),
        Scenario(
            "nothing is wanted", facts: facts.with(.alphaNotServed, .alphaStored), verdict: "warn",
            says: ["graphs.nvidia.com (v1alpha1)"]),
        Scenario(
            "two of them",
            facts: facts.with(.alphaNotServed, .alphaStored, Edit("storedVersions: [v1]", "storedVersions: [v0]")),
            verdict: "warn", says: ["graphs.nvidia.com (v1alpha1), things.other.test (v0)"]),
        Scenario("an old version that is served stays", facts: facts.with(.alphaStored), verdict: "pass"),
        Scenario(
            "there is no CRD", facts: "objects/customresourcedefinitions.apiextensions.k8s.io: []", want: wanted,
            verdict: "pass"),
    ]

    @Test(arguments: scenarios) func isJudged(_ scenario: Scenario) throws {
        try scenario.expect(check: "deprecated-apis")
    }
}
