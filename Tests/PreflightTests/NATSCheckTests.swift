import Preflight
import Testing

@Suite struct NATSCheckTests {
    static func wanted(bundled: Bool = false, installs: Bool = false, jetstream: Bool = true) -> String {
        """
        {provider: {name: dynamo, title: NVIDIA Dynamo}, installs: \(installs),
         operators: [{name: dynamo-platform, version: 0.8.0}],
         nats: {url: 'nats://n:4222', jetstream: \(jetstream), bundled: \(bundled), given: false, monitor: null}}
        """
    }

    static func facts(
        client: String = "unprobed", clientJetStream: Bool = true, monitor: String = "unprobed",
        monitorJetStream: Bool = true, message: String = ""
    ) -> String {
        let up = """
            , version: 2.10.21, address: 'n:4222', jetstream: \(clientJetStream), authRequired: true, tlsRequired: true
            """
        return """
            {nats: {address: 'n:4222', inCluster: true,
              client: {state: \(client), message: '\(message)'\(client == "up" ? up : "")},
              monitor: {state: \(monitor), message: '\(message)', jetstream: \(monitorJetStream), pod: d/nats-0}}}
            """
    }

    static let scenarios = [
        Scenario(
            "up", facts: facts(client: "up"), want: wanted(), verdict: "pass",
            says: ["2.10.21", "with JetStream", "credentials", "TLS"]),
        Scenario(
            "up, JetStream not needed", facts: facts(client: "up", clientJetStream: false),
            want: wanted(jetstream: false), verdict: "pass"),
        Scenario(
            "up without JetStream", facts: facts(client: "up", clientJetStream: false), want: wanted(),
            verdict: "fail", says: ["no JetStream"]),
        Scenario(
            "monitor says up", facts: facts(client: "unresolved", monitor: "up"), want: wanted(), verdict: "pass",
            says: ["pod d/nats-0"]),
        Scenario(
            "monitor says no JetStream",
            facts: facts(client: "unresolved", monitor: "up", monitorJetStream: false), want: wanted(), verdict: "fail",
            says: ["no JetStream"]),
        Scenario(
            "monitor says unhealthy", facts: facts(client: "up", monitor: "unhealthy", message: "disk is full"),
            want: wanted(), verdict: "fail", says: ["disk is full"]),
        Scenario(
            "something else answers", facts: facts(client: "other", message: "SSH-2.0"), want: wanted(),
            verdict: "fail", says: ["not NATS", "SSH-2.0"]),
        Scenario(
            "hangs", facts: facts(client: "hanging", message: "said nothing"), want: wanted(), verdict: "fail",
            says: ["hangs", "said nothing"]),
        Scenario(
            "F41 down", facts: facts(client: "refused", message: "connection refused"), want: wanted(),
            verdict: "fail", says: ["down", "connection refused", "start NATS"]),
        Scenario(
            "F41 no pod", facts: facts(client: "unresolved", monitor: "refused", message: "there is no pod"),
            want: wanted(), verdict: "fail", says: ["down", "there is no pod"]),
        Scenario(
            "F51 name not resolved here", facts: facts(client: "unresolved", message: "no such host"),
            want: wanted(), verdict: "unknown", says: ["this machine", "inside the cluster"]),
        Scenario(
            "F51 no connection in time", facts: facts(client: "timeout", message: "timed out"), want: wanted(),
            verdict: "unknown", says: ["timed out"]),
        Scenario(
            "F51 no route", facts: facts(client: "unreachable", message: "no route to host"), want: wanted(),
            verdict: "unknown", says: ["no route to host"]),
        Scenario("F32 forbidden", facts: "{nats: forbidden}", want: wanted(), verdict: "unknown", says: ["list nats"]),
        Scenario("F32 timed out", facts: "{nats: timeout}", want: wanted(), verdict: "unknown"),
        Scenario("not asked", facts: "{nats: null}", want: wanted(), verdict: "unknown"),
        Scenario(
            "F41 comes with the operator", facts: "{}", want: wanted(bundled: true, installs: true),
            verdict: "skipped", says: ["dynamo-platform"]),
        Scenario(
            "bundled, but already installed", facts: facts(client: "refused", message: "refused"),
            want: wanted(bundled: true), verdict: "fail"),
        Scenario(
            "F42 not needed", facts: "{}", want: "{operators: [{name: dynamo-platform, version: 1.5.1}], nats: null}",
            verdict: "skipped", says: ["not needed by dynamo-platform 1.5.1"]),
        Scenario(
            "gathered of another",
            facts: facts(client: "up").replacing("'n:4222', inCluster", with: "'x:1', inCluster"),
            want: wanted(), verdict: "unknown", says: ["x:1, not of n:4222"]),
        Scenario("F42 nothing wanted", facts: "{}", verdict: "skipped", says: ["not needed"]),
    ]

    @Test(arguments: scenarios) func isJudged(_ scenario: Scenario) throws { try scenario.expect(check: "nats") }
}
