import Testing

@testable import Preflight

/// What the webhooks of operators say of samples, as a check shows it.
@Suite struct AdmissionSamplesCheckTests {
    private static let wanted = "{operators: [{name: lws, namespace: lws-system, version: 0.10.0}]}"

    private static func entry(_ sample: String, _ result: String, words: String = "", code: String = "") -> String {
        """
        {operator: lws, object: LeaderWorkerSet.leaderworkerset.x-k8s.io, sample: \(sample), fault: groups of no pod,
         result: \(result), words: '\(words)', code: '\(code)', message: '\(code.isEmpty ? "" : words)', verb: create,
         resource: leaderworkersets}
        """
    }

    private static func facts(_ entries: String...) -> String {
        "{admissionSamples: [\(entries.joined(separator: ", "))]}"
    }

    private static let denied = entry("invalid", "denied", words: "the Size 0 is invalid")

    static let scenarios = [
        Scenario("no operator", facts: "{}", verdict: "skipped", says: ["no operator is needed"]),
        Scenario(
            "none of them has one", facts: facts(), want: wanted, verdict: "skipped",
            says: ["for which a sample is known"]),
        Scenario("none is known", facts: "{admissionSamples: null}", want: wanted, verdict: "skipped"),
        Scenario(
            "it judges", facts: facts(entry("valid", "accepted"), denied), want: wanted, verdict: "pass",
            says: [
                "the webhooks of lws refuse what is wrong, and take what is right",
                "LeaderWorkerSet.leaderworkerset.x-k8s.io, groups of no pod: the Size 0 is invalid",
            ]),
        Scenario("one that is wrong alone", facts: facts(denied), want: wanted, verdict: "pass"),
        Scenario(
            "row 11 it does not listen",
            facts: facts(entry("valid", "unreachable", words: "failed calling webhook"), denied), want: wanted,
            verdict: "fail",
            says: ["the webhook of lws for LeaderWorkerSet", "cannot be asked: failed calling webhook"]),
        Scenario(
            "row 13 it refuses what is right",
            facts: facts(entry("valid", "denied", words: "v1 has no field replicas"), denied), want: wanted,
            verdict: "warn", says: ["that is right: v1 has no field replicas", "another version than the CRDs"]),
        Scenario(
            "a policy refuses what is right",
            facts: facts(entry("valid", "refused", words: "no label owner"), denied), want: wanted, verdict: "warn",
            says: ["no label owner"]),
        Scenario(
            "it takes what is wrong", facts: facts(entry("valid", "accepted"), entry("invalid", "accepted")),
            want: wanted, verdict: "warn", says: ["that is wrong (groups of no pod)", "failurePolicy is Ignore"]),
        Scenario(
            "the schema refuses it already",
            facts: facts(entry("valid", "accepted"), entry("invalid", "refused", words: "should be 1 or more")),
            want: wanted, verdict: "skipped", says: ["before the webhook is asked: should be 1 or more"]),
        Scenario(
            "no right to write",
            facts: facts(entry("invalid", "unknown", words: "cannot create", code: "forbidden")), want: wanted,
            verdict: "unknown", says: ["could not be put to the server: cannot create", "--print-rbac=admission"]),
        Scenario(
            "no dry runs",
            facts: facts(entry("invalid", "unknown", words: "does not support dry run", code: "failed")), want: wanted,
            verdict: "unknown", says: ["is not known: does not support dry run"]),
        Scenario("F32 forbidden", facts: "{admissionSamples: forbidden}", want: wanted, verdict: "unknown"),
        Scenario("F32 timed out", facts: "{admissionSamples: timeout}", want: wanted, verdict: "unknown"),
    ]

    @Test(arguments: scenarios) func isJudged(_ scenario: Scenario) throws {
        try scenario.expect(check: "admission-samples")
    }
}
