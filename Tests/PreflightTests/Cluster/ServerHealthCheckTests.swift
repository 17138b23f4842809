import Preflight
import Testing

@Suite struct ServerHealthCheckTests {
    static let facts = """
        serverHealth: {live: {state: ok, failing: []}, ready: {state: ok, failing: []}}

        """

    static let scenarios: [Scenario] = [
        Scenario("it lives and is ready", facts: facts, verdict: "pass", says: ["lives and is ready"]),
        Scenario(
            "its etcd is not well",
            facts: facts.with(
                Edit(
                    "ready: {state: ok, failing: []}",
                    "ready: {state: failing, failing: ['etcd failed: reason withheld']}")), verdict: "fail",
            says: ["cannot reach its etcd, or etcd is not well: etcd failed: reason withheld", "etcd's disk"]),
        Scenario(
            "its etcd is not ready",
            facts: facts.with(
                Edit(
                    "ready: {state: ok, failing: []}",
                    "ready: {state: failing, failing: ['etcd-readiness failed: reason withheld']}")), verdict: "fail",
            says: ["etcd-readiness failed"]),
        Scenario(
            "etcd is told of twice and named once",
            facts: facts.with(
                Edit(
                    "live: {state: ok, failing: []}",
                    "live: {state: failing, failing: ['etcd failed: reason withheld']}"),
                Edit(
                    "ready: {state: ok, failing: []}",
                    "ready: {state: failing, failing: ['etcd failed: reason withheld', 'log failed']}")),
            verdict: "fail", says: ["etcd failed: reason withheld"]),
        Scenario(
            "it is not well",
            facts: facts.with(
                Edit(
                    "live: {state: ok, failing: []}",
                    "live: {state: failing, failing: ['poststarthook/start-informers failed: not finished']}")),
            verdict: "fail", says: ["says that it is not well: poststarthook/start-informers failed: not finished"]),
        Scenario(
            "it is not ready",
            facts: facts.with(
                Edit(
                    "ready: {state: ok, failing: []}",
                    "ready: {state: failing, failing: ['shutdown failed: process is shutting down']}")),
            verdict: "warn", says: ["says that it is not ready: shutdown failed"]),
        Scenario(
            "it does not tell",
            facts: "serverHealth: {live: {state: unserved, failing: []}, ready: {state: unserved, failing: []}}",
            verdict: "skipped", says: ["does not tell its health"]),
        Scenario(
            "it tells one of both", facts: facts.with(Edit("live: {state: ok", "live: {state: unserved")),
            verdict: "pass"),
    ]

    @Test(arguments: scenarios) func isJudged(_ scenario: Scenario) throws {
        try scenario.expect(check: "server-health")
    }
}
