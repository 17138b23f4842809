import Preflight
import Testing

@Suite struct CRDVersionsCheckTests {
    static let facts = ClusterFixture.definitions

    static let wanted = ClusterFixture.wanted

    static let scenarios: [Scenario] = [
        Scenario(
            "the version that is liked best is served", facts: facts, want: wanted, verdict: "pass",
            says: ["graphs.nvidia.com (v1beta1)"]),
        Scenario(
            "another one is served",
            facts: facts.with(Edit("{name: v1beta1, served: true", "{name: v1beta1, served: false")),
            want: wanted.with(Edit("[v1beta1]}]", "[v1beta1, v1alpha1]}]")), verdict: "pass",
            says: ["graphs.nvidia.com (v1alpha1)", "v1beta1 is not served, so v1alpha1 is written"]),
        Scenario(
            "R17 none of them is served", facts: facts, want: wanted.with(Edit("[v1beta1]}]", "[v2]}]")),
            verdict: "fail",
            says: ["graphs.nvidia.com: served in v1alpha1, v1beta1, and P writes v2", "groundcrew install p"]),
        Scenario(
            "R17 the CRD is of another group",
            facts: facts.with(
                Edit("name: graphs.nvidia.com", "name: graphs.nvidia.x-io"),
                Edit("group: nvidia.com", "group: nvidia.x-io")), want: wanted, verdict: "fail",
            says: [
                "graphs.nvidia.com is not there; what has its name is of nvidia.x-io (v1alpha1, v1beta1), which is another API",
                "groundcrew install p",
            ]),
        Scenario(
            "the CRD is of another group, and the right one comes",
            facts: facts.with(
                Edit("name: graphs.nvidia.com", "name: graphs.nvidia.x-io"),
                Edit("group: nvidia.com", "group: nvidia.x-io")), want: wanted.with(.installed), verdict: "skipped",
            says: ["none of the CRDs that are wanted is there yet"]),
        Scenario(
            "a stranger's has the same plural in a group of another name",
            facts: facts.with(
                Edit("name: graphs.nvidia.com", "name: graphs.example.com"),
                Edit("group: nvidia.com", "group: example.com")), want: wanted, verdict: "skipped"),
        Scenario(
            "R34 the version that is written is deprecated",
            facts: facts.with(Edit("{name: v1alpha1, served: true", "{name: v1alpha1, deprecated: true, served: true")),
            want: wanted.with(Edit("[v1beta1]}]", "[v1alpha1]}]")), verdict: "warn",
            says: ["graphs.nvidia.com: v1alpha1, which will be written, is deprecated", "may write v1beta1"]),
        Scenario(
            "a version that is not written is deprecated",
            facts: facts.with(Edit("{name: v1alpha1, served: true", "{name: v1alpha1, deprecated: true, served: true")),
            want: wanted, verdict: "pass"),
        Scenario(
            "any version will do", facts: facts, want: wanted.with(Edit(", versions: [v1beta1]}]", "}]")),
            verdict: "skipped"),
        Scenario(
            "no CRD is there", facts: "objects/customresourcedefinitions.apiextensions.k8s.io: []", want: wanted,
            verdict: "skipped", says: ["none of the CRDs that are wanted is there yet"]),
        Scenario("no CRD is wanted", facts: facts, verdict: "skipped", says: ["no custom resources are needed"]),
    ]

    @Test(arguments: scenarios) func isJudged(_ scenario: Scenario) throws {
        try scenario.expect(check: "crd-versions")
    }
}
