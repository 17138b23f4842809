import Preflight
import Testing

@Suite struct CRDStoredVersionsCheckTests {
    static let facts = ClusterFixture.definitions

    static let wanted = ClusterFixture.wanted

    static let scenarios: [Scenario] = [
        Scenario(
            "all objects are of the storage version", facts: facts, want: wanted, verdict: "pass",
            says: ["1 wanted CRDs"]),
        Scenario(
            "objects may be of an old version that is served", facts: facts.with(.alphaStored), want: wanted,
            verdict: "pass", says: ["some objects may still be stored in v1alpha1"]),
        Scenario(
            "R25 objects may be of a version that is not served", facts: facts.with(.alphaNotServed, .alphaStored),
            want: wanted, verdict: "warn",
            says: [
                "graphs.nvidia.com: objects may be stored in v1alpha1, and a CRD without it is refused",
                "kubectl get graphs.nvidia.com -A -o json", "status.storedVersions", "storage version v1beta1",
            ]),
        Scenario(
            "R34 objects may be of a version that is deprecated",
            facts: facts.with(
                Edit("{name: v1alpha1, served: true", "{name: v1alpha1, deprecated: true, served: true"), .alphaStored),
            want: wanted, verdict: "warn", says: ["stored in v1alpha1"]),
        Scenario(
            "objects may be of a version that the CRD has not",
            facts: facts.with(Edit("storedVersions: [v1beta1]", "storedVersions: [v0]")), want: wanted, verdict: "warn",
            says: ["stored in v0"]),
        Scenario(
            "a stranger's alone", facts: facts.with(Edit("storedVersions: [v1]", "storedVersions: [v0]")), want: wanted,
            verdict: "pass"),
        Scenario(
            "none of the wanted CRDs is there",
            facts: facts.with(Edit("name: graphs.nvidia.com", "name: graphs.other.com")), want: wanted,
            verdict: "skipped", says: ["none of the CRDs"]),
        Scenario("nothing is wanted", facts: facts, verdict: "skipped", says: ["no custom resources are needed"]),
    ]

    @Test(arguments: scenarios) func isJudged(_ scenario: Scenario) throws {
        try scenario.expect(check: "crd-stored-versions")
    }
}
