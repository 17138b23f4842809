import Preflight
import Testing

/// What the check of operators says of versions that do not go with what is around them.
@Suite struct OperatorVersionsCheckTests {
    static let wanted = "{operators: [{name: crane, version: 1.0.0}, {name: winch, version: 2.0.0}]}"

    static func facts(_ crane: String, _ winch: String) -> String {
        """
        {operators: [
          {name: crane, namespace: '', title: crane 1.0.0, action: keep, code: own, reason: is there, next: '',
           version: 1.0.0, owner: groundcrew, unseen: []\(crane)},
          {name: winch, namespace: '', title: winch 2.0.0, action: reuse, code: helm-release, reason: is there, next: '',
           version: 1.0.0, owner: somebody, unseen: []\(winch)}]}
        """
    }

    static let scenarios: [Scenario] = [
        Scenario("all is well", facts: facts(", warnings: []", ", warnings: []"), want: wanted, verdict: "pass"),
        Scenario("recorded before versions were judged", facts: facts("", ""), want: wanted, verdict: "pass"),
        Scenario(
            "one does not fit", facts: facts(", warnings: [crane is old]", ""), want: wanted, verdict: "warn",
            says: ["crane is old", "providers show", "winch 2.0.0: reuse"]),
        Scenario(
            "two say the same, and more",
            facts: facts(", warnings: [all is old]", ", warnings: [all is old, so is it]"),
            want: wanted, verdict: "warn", says: ["all is old; so is it"]),
        Scenario(
            "a refusal counts for more",
            facts: facts(", warnings: [crane is old]", "")
                .replacing(
                    "keep, code: own, reason: is there, next: ''", with: "refuse, code: own, reason: is there, next: x"),
            want: wanted, verdict: "fail", says: ["crane: is there (own)"]),
    ]

    @Test(arguments: scenarios) func isJudged(_ scenario: Scenario) throws { try scenario.expect(check: "operators") }
}
