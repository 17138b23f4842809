import Formats
import Testing
import Value

@testable import Preflight

/// Policy files: what is read and refused, and what becomes of results.
@Suite struct PreflightPolicyTests {
    private static let file = """
        apiVersion: groundcrew/v1
        kind: PreflightPolicy
        rules:
          - check: gpu-driver
            action: downgrade
            reason: it is updated in December
            expires: 2026-12-31
          - check: nats
            action: skip
            reason: looked after by others
            expires: "2027-02-28"

        """

    private static func policy(_ old: String = "", _ new: String = "") throws -> PreflightPolicy {
        let text = old.isEmpty ? file : file.replacing(old, with: new, maxReplacements: 1)
        try #require(old.isEmpty || text != file)
        return try PreflightPolicy(yaml: Array(text.utf8), file: "policy.yaml")
    }

    static func day(_ text: String) throws -> CalendarDay { try #require(CalendarDay(text)) }

    // MARK: Reading

    @Test func rulesAreReadWithTheirPlace() throws {
        let rules = try Self.policy().rules
        #expect(rules.map(\.check) == ["gpu-driver", "nats"])
        #expect(rules.map(\.action) == [.downgrade, .skip])
        #expect(rules.map(\.reason) == ["it is updated in December", "looked after by others"])
        #expect(rules.map { "\($0.expires)" } == ["2026-12-31", "2027-02-28"])
        #expect(rules.map(\.location) == ["policy.yaml:4:5", "policy.yaml:8:5"])
    }

    @Test func noRulesAreAPolicyToo() throws {
        let text = "apiVersion: groundcrew/v1\nkind: PreflightPolicy\nrules: []\n"
        #expect(try PreflightPolicy(yaml: Array(text.utf8), file: "f").rules.isEmpty)
    }

    struct Bad: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var old: String
        var new: String
        var says: [String]
    }

    @Test(arguments: [
        Bad(
            testDescription: "another kind", old: "PreflightPolicy", new: "Policy", says: ["policy.yaml:2:", "Policy"]),
        Bad(testDescription: "another form", old: "groundcrew/v1", new: "groundcrew/v2", says: ["policy.yaml:1:"]),
        Bad(
            testDescription: "unknown key", old: "kind:", new: "until: x\nkind:",
            says: ["policy.yaml:2:1", "until is not known here"]),
        Bad(
            testDescription: "unknown key of a rule", old: "expires: 2026", new: "expire: 2026",
            says: ["policy.yaml:7:5", "expire", "did you mean 'expires'?"]),
        Bad(
            testDescription: "no reason", old: "    reason: it is updated in December\n", new: "",
            says: ["policy.yaml:4:", "rules[0].reason is required"]),
        Bad(
            testDescription: "an empty reason", old: "it is updated in December", new: "''",
            says: ["policy.yaml:6:5", "rules[0].reason is required"]),
        Bad(
            testDescription: "no day", old: "    expires: 2026-12-31\n", new: "",
            says: ["rules[0].expires is required"]),
        Bad(
            testDescription: "a day that never is", old: "2026-12-31", new: "2026-02-30",
            says: ["policy.yaml:7:5", "is '2026-02-30'; write a day as YYYY-MM-DD"]),
        Bad(testDescription: "no date", old: "2026-12-31", new: "never", says: ["policy.yaml:7:5", "'never'"]),
        Bad(
            testDescription: "an unknown action", old: "action: skip", new: "action: skipp",
            says: ["policy.yaml:9:5", "'skipp' (did you mean 'skip'?)", "downgrade, skip"]),
        Bad(testDescription: "no action", old: "    action: skip\n", new: "", says: ["rules[1].action is required"]),
        Bad(
            testDescription: "no check", old: "check: nats", new: "check: ''",
            says: ["policy.yaml:8:5", "rules[1].check is required"]),
        Bad(
            testDescription: "what is no id", old: "check: nats", new: "check: NATS",
            says: ["policy.yaml:8:5", "is 'NATS', which cannot be the id of a check"]),
        Bad(
            testDescription: "two rules for one check", old: "check: nats", new: "check: gpu-driver",
            says: ["policy.yaml:8:5", "is 'gpu-driver', for which there is a rule already at policy.yaml:4:5"]),
        Bad(testDescription: "no YAML", old: "rules:", new: "rules: {", says: ["policy.yaml:"]),
        Bad(testDescription: "no rules", old: "rules:", new: "rule:", says: ["policy.yaml:3:1", "'rules'"]),
    ])
    func aBadOneIsRefusedWithItsPlace(_ bad: Bad) throws {
        let error = try #require(throws: PreflightError.self) { try Self.policy(bad.old, bad.new) }
        #expect(error.code == .invalidPolicy)
        for part in bad.says { #expect("\(error)".contains(part), "\(error)") }
    }

    @Test func aHugeFileIsRefused() throws {
        let bytes = [UInt8](repeating: UInt8(ascii: "#"), count: PreflightLimits.policyBytes + 1)
        let error = try #require(throws: PreflightError.self) { try PreflightPolicy(yaml: bytes, file: "f") }
        #expect(error.code == .invalidPolicy && error.message.contains("the limit of a policy"))
    }

    @Test func whatIsNoTextIsRefused() {
        #expect(throws: PreflightError.self) { try PreflightPolicy(yaml: [0xFF, 0xFE, 0x00], file: "f") }
    }

    @Test func aRuleOfAnUnknownCheckIsRefusedWithTheNearOne() throws {
        let catalog = try CheckCatalog.builtIn()
        try Self.policy().check(against: catalog)
        let policy = try Self.policy("check: nats", "check: nts")
        let error = try #require(throws: PreflightError.self) { try policy.check(against: catalog) }
        #expect(error.code == .invalidPolicy)
        #expect(error.message.hasPrefix("policy.yaml:8:5: there is no check 'nts' (did you mean 'nats'?); known are "))
        #expect(throws: PreflightError.self) { try Self.policy().check(against: CheckCatalog([])) }
    }

    // MARK: Days

    @Test(arguments: [
        ("2026-12-31", ["gpu-driver", "nats"], [String]()), ("2027-01-01", ["nats"], ["gpu-driver"]),
        ("2027-02-28", ["nats"], ["gpu-driver"]), ("2027-03-01", [String](), ["gpu-driver", "nats"]),
        ("1970-01-01", ["gpu-driver", "nats"], [String]()),
    ])
    func aRuleHoldsUntilTheEndOfItsDay(today: String, inForce: [String], expired: [String]) throws {
        let day = try Self.day(today)
        let policy = try Self.policy()
        #expect(policy.inForce(on: day).map(\.check) == inForce)
        let words = policy.expiredWords(on: day)
        #expect(words.count == expired.count)
        for (word, id) in zip(words, expired) {
            #expect(word.contains("the rule for \(id) held until ") && word.contains("is not applied"), "\(word)")
            #expect(word.hasPrefix("policy.yaml:"), "\(word)")
        }
    }

    @Test func whatHoldsSaysAllThatReportsShow() throws {
        let policies = try Self.policy().inForce(on: try Self.day("2026-12-01"))
        #expect(
            policies[0]
                == AppliedPolicy(
                    check: "gpu-driver", action: .downgrade, reason: "it is updated in December", expires: "2026-12-31")
        )
    }

    // MARK: Results

    private static func result(_ id: String, _ verdict: Verdict, unknown: UnknownReason? = nil) -> CheckResult {
        CheckResult(
            id: id, title: "T", category: "c", verdict: verdict, message: "as found", hint: "mend it",
            details: ["one"], unknown: unknown, requirement: "r")
    }

    @Test(arguments: [
        (Verdict.fail, Verdict.warn, true), (.pass, .pass, false), (.warn, .warn, false),
        (.unknown("why"), .unknown("why"), false), (.skipped("no need"), .skipped("no need"), false),
    ])
    func downgradingMakesAWarningOfAFailureAndOfNothingElse(found: Verdict, left: Verdict, isApplied: Bool) throws {
        let before = Self.result("gpu-driver", found)
        let results = try Self.policy().applied(to: [before], today: try Self.day("2026-12-31"))
        var after = before
        after.verdict = left
        if isApplied { after.policy = try Self.policy().inForce(on: try Self.day("2026-12-31"))[0] }
        #expect(results == [after], "what was found stays: message, hint, details, requirement")
    }

    @Test(arguments: [Verdict.fail, .pass, .warn, .unknown("why"), .skipped("no need")])
    func skippingLeavesNothingOfWhatWasFound(found: Verdict) throws {
        let before = Self.result("nats", found, unknown: UnknownReason(.timeout, "why"))
        let results = try Self.policy().applied(to: [before], today: try Self.day("2026-12-31"))
        let after = try #require(results.first)
        #expect(after.verdict == .skipped("skipped by policy: looked after by others"))
        #expect(after.message == "skipped by policy: looked after by others")
        #expect(after.hint == nil && after.details.isEmpty && after.unknown == nil)
        #expect(after.policy?.action == .skip && after.policy?.expires == "2027-02-28")
        #expect(after.requirement == "r" && after.title == "T")
    }

    @Test func othersAndExpiredOnesStayAsTheyWere() throws {
        let results = [Self.result("helm", .fail), Self.result("gpu-driver", .fail), Self.result("nats", .fail)]
        let later = try Self.policy().applied(to: results, today: try Self.day("2027-03-01"))
        #expect(later == results)
        let today = try Self.policy().applied(to: results, today: try Self.day("2026-12-01"))
        #expect(today.map(\.verdict.name) == ["fail", "warn", "skipped"])
        #expect(today.map { $0.policy?.check } == [nil, "gpu-driver", "nats"])
    }

    @Test func theReportTellsThePoliciesThatMadeSomething() throws {
        let results = [Self.result("gpu-driver", .fail), Self.result("nats", .fail), Self.result("helm", .pass)]
        let applied = try Self.policy().applied(to: results, today: try Self.day("2026-12-01"))
        let report = PreflightReport(results: applied)
        #expect(report.outcome == .passed && report.policies.map(\.check) == ["gpu-driver", "nats"])
        let strict = PreflightReport(results: applied, failOn: [.warning])
        #expect(strict.outcome == .failed, "a warning is one, whoever made it one")
        #expect(report.json["policies"]?.array?.count == 2)
    }
}
