import Preflight
import Testing

@Suite struct HelmCheckTests {
    static func wanted(_ driver: String) -> String {
        "{driver: \(driver), provider: {name: dynamo, title: NVIDIA Dynamo}, helm: {versions: '>=3.8.0-0'}}"
    }

    static let scenarios = [
        Scenario(
            "in range", facts: "{helm: {program: helm, version: 4.3.1}}", want: wanted("helm"), verdict: "pass",
            says: ["4.3.1"]),
        Scenario(
            "too old", facts: "{helm: {program: /opt/helm, version: 3.7.2}}", want: wanted("helm"), verdict: "fail",
            says: ["/opt/helm 3.7.2", ">=3.8.0-0", "--driver native"]),
        Scenario(
            "too old for one of two", facts: "{helm: {program: helm, version: 3.9.0}}",
            want: """
                {driver: helm, helm: [{versions: '>=3.8.0-0', provider: NVIDIA Dynamo},
                 {versions: '>=3.14.0', provider: Other}]}
                """, verdict: "fail", says: ["outside the range >=3.14.0 that Other needs", "for Other: "]),
        Scenario(
            "a version that is none", facts: "{helm: {program: helm, version: latest}}", want: wanted("helm"),
            verdict: "fail", says: ["latest"]),
        Scenario(
            "no range", facts: "{helm: {program: helm, version: 3.7.2}}", want: "{driver: helm}", verdict: "pass"),
        Scenario("absent", facts: "{helm: null}", want: wanted("helm"), verdict: "fail", says: ["PATH", "--helm"]),
        Scenario("does not end", facts: "{helm: timeout}", want: wanted("helm"), verdict: "unknown"),
        Scenario("cannot run", facts: "{helm: failed}", want: wanted("helm"), verdict: "unknown"),
        Scenario("native driver", facts: "{}", want: wanted("native"), verdict: "skipped", says: ["native"]),
        Scenario("no driver named", facts: "{helm: null}", verdict: "skipped"),
    ]

    @Test(arguments: scenarios) func isJudged(_ scenario: Scenario) throws { try scenario.expect(check: "helm") }
}
