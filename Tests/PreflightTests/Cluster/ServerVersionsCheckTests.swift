import Preflight
import Testing

@Suite struct ServerVersionsCheckTests {
    static let facts = """
        kubernetes: {gitVersion: v1.33.1, version: 1.33.1}
        nodes:
          - {name: a, system: {kubelet: v1.33.1}}
          - {name: b, system: {kubelet: v1.30.9}}
          - {name: c, system: {kubelet: v1.33.0-gke.100}}

        """

    /// Another version on the first node.
    private static func edit(_ version: String) -> Edit {
        Edit("a, system: {kubelet: v1.33.1", "a, system: {kubelet: \(version)")
    }

    private static let oldNodes = ["d", "e"].map { "\n  - {name: \($0), system: {kubelet: v1.29.0}}" }.joined()

    static let scenarios: [Scenario] = [
        Scenario(
            "all go with the server", facts: facts, verdict: "pass",
            says: ["the kubelets of 3 nodes go with an API server of 1.33.1"]),
        Scenario(
            "one is newer", facts: facts.with(edit("v1.34.0")), verdict: "warn",
            says: [
                "kubelets are newer than the API server, which is 1.33.1: v1.34.0 on a",
                "upgrade the control plane first",
            ]),
        Scenario(
            "a newer patch is not newer", facts: facts.with(edit("v1.33.9")),
            verdict: "pass"),
        Scenario(
            "one is four versions older", facts: facts.with(Edit("v1.30.9", "v1.29.15")), verdict: "warn",
            says: ["too old for an API server of 1.33.1, which goes with 1.30 and newer: v1.29.15 on b"]),
        Scenario(
            "newer and older",
            facts: facts.with(edit("v1.34.0"), Edit("v1.30.9", "v1.29.15")),
            verdict: "warn", says: ["v1.34.0 on a", "v1.29.15 on b"]),
        Scenario(
            "three versions were too many before 1.28",
            facts: facts.with(
                Edit("1.33.1, version: 1.33.1", "1.27.3, version: 1.27.3"),
                edit("v1.27.0"), Edit("v1.33.0-gke.100", "v1.25.0"),
                Edit("v1.30.9", "v1.24.0")), verdict: "warn", says: ["goes with 1.25 and newer: v1.24.0 on b"]),
        Scenario(
            "another first number", facts: facts.with(edit("v2.0.0")),
            verdict: "warn", says: ["newer than the API server"]),
        Scenario(
            "many of one version",
            facts: facts.with(
                Edit("v1.30.9", "v1.29.0"),
                Edit("v1.33.0-gke.100}}", "v1.29.0}}" + oldNodes)),
            verdict: "warn", says: ["v1.29.0 on b, c, d, e"]),
        Scenario(
            "some do not tell", facts: facts.with(edit("\"\"")), verdict: "pass",
            says: ["the kubelets of 2 nodes"]),
        Scenario(
            "none tells",
            facts: "kubernetes: {gitVersion: v1.33.1, version: 1.33.1}\n"
                + "nodes: [{name: a}, {name: b, system: {kubelet: latest}}]",
            verdict: "skipped", says: ["no node tells"]),
        Scenario(
            "there is no node", facts: "kubernetes: {gitVersion: v1.33.1, version: 1.33.1}\nnodes: []",
            verdict: "skipped", says: ["no node tells"]),
    ]

    @Test(arguments: scenarios) func isJudged(_ scenario: Scenario) throws {
        try scenario.expect(check: "server-versions")
    }
}
