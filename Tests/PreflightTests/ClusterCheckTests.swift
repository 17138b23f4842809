import Preflight
import Testing

@Suite struct ClusterCheckTests {
    static let wanted = "{provider: {name: dynamo, title: NVIDIA Dynamo}, kubernetes: {versions: '>=1.30.0-0'}}"

    static let both = """
        {providers: [{name: dynamo, title: NVIDIA Dynamo}, {name: other, title: Other}],
         kubernetes: [{versions: '>=1.30.0-0', provider: NVIDIA Dynamo}, {versions: '>=1.32.0', provider: Other}]}
        """

    static let scenarios = [
        Scenario(
            "in range", facts: "{kubernetes: {gitVersion: v1.33.1, version: 1.33.1}}", want: wanted, verdict: "pass",
            says: ["1.33.1"]),
        Scenario(
            "too old", facts: "{kubernetes: {gitVersion: v1.29.9, version: 1.29.9}}", want: wanted, verdict: "warn",
            says: ["1.29.9", ">=1.30.0-0", "NVIDIA Dynamo"]),
        Scenario(
            "nothing wanted", facts: "{kubernetes: {gitVersion: v1.20.2, version: 1.20.2}}", verdict: "pass"),
        Scenario(
            "too old for one of two", facts: "{kubernetes: {gitVersion: v1.31.9, version: 1.31.9}}",
            want: both, verdict: "warn",
            says: ["1.31.9 is outside the range >=1.32.0 of Other", "for Other: "]),
        Scenario(
            "too old for both", facts: "{kubernetes: {gitVersion: v1.29.9, version: 1.29.9}}", want: both,
            verdict: "warn", says: [">=1.30.0-0 of NVIDIA Dynamo and >=1.32.0 of Other", "for NVIDIA Dynamo: "]),
        Scenario(
            "new enough for both", facts: "{kubernetes: {gitVersion: v1.33.0, version: 1.33.0}}", want: both,
            verdict: "pass"),
        Scenario("version not told", facts: "{kubernetes: null}", want: wanted, verdict: "warn"),
        Scenario("F32 forbidden", facts: "{kubernetes: forbidden}", want: wanted, verdict: "unknown"),
        Scenario("F32 timed out", facts: "{kubernetes: timeout}", want: wanted, verdict: "unknown"),
        Scenario(
            "F51 unreachable", facts: "{kubernetes: unreachable}", want: wanted, verdict: "unknown",
            says: ["this machine's network"]),
        Scenario("not gathered", facts: "{}", want: wanted, verdict: "unknown"),
    ]

    @Test(arguments: scenarios) func isJudged(_ scenario: Scenario) throws { try scenario.expect(check: "cluster") }
}
