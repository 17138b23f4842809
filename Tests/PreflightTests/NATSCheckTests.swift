import Preflight
import Testing

@Suite struct NATSCheckTests {
    static func wanted(bundled: Bool = false, installs: Bool = false, jetstream: Bool = true) -> String {
        """
        {provider: {name: dynamo, title: NVIDIA Dynamo}, installs: \(installs),
         operators: [{name: dynamo-platform, version: 0.8.0}],
         nats: {neededBy: dynamo-platform 0.8.0, url: 'nats://n:4222', jetstream: \(jetstream), bundled: \(bundled)}}
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

    /// Two servers, as each answers by its own port.
    static func two(_ first: String, _ second: String) -> String {
        func entry(_ address: String, _ state: String) -> String {
            """
            {address: '\(address)', state: known, value: {address: '\(address)', inCluster: false,
              client: {state: \(state), message: '', version: 2.10.21, address: '\(address)', jetstream: true,
                       authRequired: false, tlsRequired: false},
              monitor: {state: unprobed, message: ''}}}
            """
        }
        return "{nats: [\(entry("n:4222", first)), \(entry("m:4222", second))]}"
    }

    /// Two operators, each with a server of its own.
    static func both(bundled: Bool = false) -> String {
        """
        {installs: true, operators: [{name: a, version: 1.0.0}, {name: b, version: 2.0.0}],
         nats: [{neededBy: a 1.0.0, url: 'nats://n:4222', jetstream: true},
                {neededBy: b 2.0.0, url: 'nats://m:4222', jetstream: true, bundled: \(bundled)}]}
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
            "the connection broke", facts: facts(client: "lost", message: "closed without a word"), want: wanted(),
            verdict: "unknown", says: ["cannot be asked from here: closed without a word"]),
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
        Scenario(
            "one of two is down", facts: two("up", "refused"), want: both(), verdict: "fail",
            says: ["for b 2.0.0: NATS at m:4222 is down", "for a 1.0.0: NATS 2.10.21 at n:4222"]),
        Scenario(
            "one of two is unknown", facts: two("up", "timeout"), want: both(), verdict: "unknown",
            says: ["for b 2.0.0: no connection to NATS at m:4222"]),
        Scenario(
            "down outweighs unknown", facts: two("timeout", "refused"), want: both(), verdict: "fail",
            says: ["for b 2.0.0: NATS at m:4222 is down", "for a 1.0.0: no connection"]),
        Scenario(
            "both are up", facts: two("up", "up"), want: both(), verdict: "pass",
            says: ["for a 1.0.0: NATS 2.10.21 at n:4222", "for b 2.0.0: NATS 2.10.21"]),
        Scenario(
            "one comes with its operator, the other is up", facts: two("up", "up"), want: both(bundled: true),
            verdict: "pass", says: ["for a 1.0.0: NATS 2.10.21", "for b 2.0.0: comes with b 2.0.0"]),
        Scenario(
            "F32 nothing of one may be read, the other is down",
            facts: two("up", "refused").replacing(
                "{address: 'n:4222', state: known",
                with: "{address: 'n:4222', state: unknown, code: forbidden, message: cannot list pods"),
            want: both(), verdict: "fail", says: ["is down", "for a 1.0.0: cannot list pods"]),
        Scenario("F42 nothing wanted", facts: "{}", verdict: "skipped", says: ["not needed"]),
    ]

    @Test(arguments: scenarios) func isJudged(_ scenario: Scenario) throws { try scenario.expect(check: "nats") }
}
