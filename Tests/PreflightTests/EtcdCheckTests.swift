import Preflight
import Testing

@Suite struct EtcdCheckTests {
    static func wanted(bundled: Bool = false, installs: Bool = false) -> String {
        """
        {provider: {name: dynamo, title: NVIDIA Dynamo}, installs: \(installs),
         operators: [{name: dynamo-platform, version: 0.8.0}],
         etcd: {neededBy: dynamo-platform 0.8.0, url: 'http://e:2379', bundled: \(bundled)}}
        """
    }

    static func facts(
        client: String = "unprobed", pods: String = "unprobed", version: Bool = true, reason: String = "",
        message: String = ""
    ) -> String {
        func rest(_ state: String) -> String {
            state == "up" && version ? ", version: 3.5.18, address: 'e:2379'" : ""
        }
        return """
            {etcd: {address: 'e:2379', inCluster: true,
              client: {state: \(client), message: '\(message)', reason: '\(reason)'\(rest(client))},
              pods: {state: \(pods), message: '\(message)', reason: '\(reason)', pod: d/etcd-0\(rest(pods))}}}
            """
    }

    static let scenarios = [
        Scenario("healthy", facts: facts(client: "up"), want: wanted(), verdict: "pass", says: ["3.5.18"]),
        Scenario(
            "healthy by its pod", facts: facts(client: "unresolved", pods: "up"), want: wanted(), verdict: "pass",
            says: ["pod d/etcd-0"]),
        Scenario(
            "alarm NOSPACE", facts: facts(client: "unhealthy", reason: "ALARM NOSPACE"), want: wanted(),
            verdict: "fail", says: ["NOSPACE", "alarm disarm"]),
        Scenario(
            "unhealthy", facts: facts(client: "unhealthy", message: "RAFT NO LEADER"), want: wanted(),
            verdict: "fail", says: ["RAFT NO LEADER"]),
        Scenario(
            "pod unhealthy", facts: facts(client: "timeout", pods: "unhealthy", message: "RAFT NO LEADER"),
            want: wanted(), verdict: "fail", says: ["RAFT NO LEADER"]),
        Scenario(
            "something else answers", facts: facts(client: "other", message: "it answered 404"), want: wanted(),
            verdict: "fail", says: ["not etcd", "404"]),
        Scenario(
            "healthy, but without a version", facts: facts(client: "up", version: false, message: "no version"),
            want: wanted(), verdict: "fail", says: ["not etcd"]),
        Scenario(
            "hangs", facts: facts(client: "hanging", message: "said nothing"), want: wanted(), verdict: "fail",
            says: ["hangs"]),
        Scenario(
            "the connection broke", facts: facts(client: "lost", message: "broke off"), want: wanted(),
            verdict: "unknown", says: ["cannot be asked from here: broke off"]),
        Scenario(
            "F41 down", facts: facts(client: "refused", message: "connection refused"), want: wanted(),
            verdict: "fail", says: ["down", "start etcd"]),
        Scenario(
            "F41 no pod", facts: facts(client: "unresolved", pods: "refused", message: "there is no pod"),
            want: wanted(), verdict: "fail", says: ["there is no pod"]),
        Scenario(
            "certificate not accepted", facts: facts(client: "untrusted", message: "bad certificate"),
            want: wanted(), verdict: "unknown", says: ["bad certificate"]),
        Scenario(
            "F51 name not resolved here", facts: facts(client: "unresolved"), want: wanted(), verdict: "unknown",
            says: ["this machine"]),
        Scenario("F51 no connection in time", facts: facts(client: "timeout"), want: wanted(), verdict: "unknown"),
        Scenario(
            "F51 no route", facts: facts(client: "unreachable", message: "no route"), want: wanted(),
            verdict: "unknown", says: ["no route"]),
        Scenario("F32 forbidden", facts: "{etcd: forbidden}", want: wanted(), verdict: "unknown"),
        Scenario("F32 timed out", facts: "{etcd: timeout}", want: wanted(), verdict: "unknown"),
        Scenario("not asked", facts: "{etcd: null}", want: wanted(), verdict: "unknown"),
        Scenario(
            "comes with the operator", facts: "{}", want: wanted(bundled: true, installs: true),
            verdict: "skipped"),
        Scenario(
            "F42 not needed", facts: "{}", want: "{operators: [{name: dynamo-platform, version: 1.5.1}], etcd: null}",
            verdict: "skipped", says: ["not needed by dynamo-platform 1.5.1"]),
    ]

    @Test(arguments: scenarios) func isJudged(_ scenario: Scenario) throws { try scenario.expect(check: "etcd") }
}
