import Preflight
import Testing

@Suite struct ClockSkewCheckTests {
    static let facts = """
        serverTime: {server: "2026-11-29T10:00:00Z", seconds: 0, words: like}

        """

    static let scenarios: [Scenario] = [
        Scenario("the clocks agree", facts: facts, verdict: "pass", says: ["agrees with this machine's"]),
        Scenario("30 seconds are no matter", facts: facts.with(Edit("seconds: 0", "seconds: 30")), verdict: "pass"),
        Scenario(
            "F29 more than 30 seconds ahead",
            facts: facts.with(Edit("seconds: 0, words: like", "seconds: 45, words: 45 s ahead of")), verdict: "warn",
            says: ["the API server's clock is 45 s ahead of this machine's", "set this machine"]),
        Scenario(
            "F29 more than 30 seconds behind",
            facts: facts.with(Edit("seconds: 0, words: like", "seconds: -45, words: 45 s behind")), verdict: "warn",
            says: ["45 s behind", "the API server says 2026-11-29T10:00:00Z"]),
        Scenario(
            "F29 five minutes",
            facts: facts.with(Edit("seconds: 0, words: like", "seconds: 300, words: 5 min 0 s ahead of")),
            verdict: "warn"),
        Scenario(
            "F29 more than five minutes ahead",
            facts: facts.with(Edit("seconds: 0, words: like", "seconds: 301, words: 5 min 1 s ahead of")),
            verdict: "fail", says: ["5 min 1 s ahead of"]),
        Scenario(
            "F29 more than five minutes behind",
            facts: facts.with(Edit("seconds: 0, words: like", "seconds: -600, words: 10 min 0 s behind")),
            verdict: "fail", says: ["10 min 0 s behind"]),
        Scenario(
            "the server does not tell the time", facts: "serverTime: null", verdict: "skipped",
            says: ["does not tell the time"]),
    ]

    @Test(arguments: scenarios) func isJudged(_ scenario: Scenario) throws {
        try scenario.expect(check: "clock-skew")
    }
}
