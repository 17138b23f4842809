import Preflight
import Reports
import Testing
import Value

/// What fails a run does so in every report alike.
@Suite struct FailOnTests {
    struct Case: Sendable {
        var verdict: Verdict
        var failOn: Set<FailOn>
        var outcome: PreflightReport.Outcome
        /// Of JUnit's counts.
        var junit: String
        var sarif: String
        var github: String
    }

    @Test(arguments: [
        Case(
            verdict: .pass, failOn: [.warning, .unknown], outcome: .passed, junit: "0/0/0", sarif: "none", github: ""),
        Case(
            verdict: .skipped("x"), failOn: [.warning, .unknown], outcome: .passed, junit: "0/0/1", sarif: "none",
            github: ""),
        Case(verdict: .fail, failOn: [], outcome: .failed, junit: "1/0/0", sarif: "error", github: "::error"),
        Case(verdict: .warn, failOn: [], outcome: .passed, junit: "0/0/0", sarif: "warning", github: "::warning"),
        Case(
            verdict: .warn, failOn: [.unknown], outcome: .passed, junit: "0/0/0", sarif: "warning",
            github: "::warning"),
        Case(verdict: .warn, failOn: [.warning], outcome: .failed, junit: "1/0/0", sarif: "error", github: "::error"),
        Case(verdict: .unknown("x"), failOn: [], outcome: .undecided, junit: "0/1/0", sarif: "none", github: "::error"),
        Case(
            verdict: .unknown("x"), failOn: [.warning], outcome: .undecided, junit: "0/1/0", sarif: "none",
            github: "::error"),
        Case(
            verdict: .unknown("x"), failOn: [.unknown], outcome: .failed, junit: "1/0/0", sarif: "error",
            github: "::error"),
    ])
    func everyReportAgrees(_ item: Case) throws {
        let result = CheckResult(id: "a", title: "A", category: "c", verdict: item.verdict, message: "m")
        let report = PreflightReport(results: [result], failOn: item.failOn)
        #expect(report.outcome == item.outcome)
        #expect(report.json["outcome"]?.string == item.outcome.rawValue)
        let counts = item.junit.split(separator: "/")
        #expect(
            JUnitReport.render(report, origin: PreflightReportTests.origin).contains(
                "tests=\"1\" failures=\"\(counts[0])\" errors=\"\(counts[1])\" skipped=\"\(counts[2])\""))
        let sarif = try Value(jsonText: SARIFReport.render(report, origin: PreflightReportTests.origin))
        #expect(sarif["runs"]?[0]?["results"]?[0]?["level"]?.string == item.sarif)
        let github = GitHubReport.render(report, origin: PreflightReportTests.origin)
        #expect(item.github.isEmpty ? github.isEmpty : github.hasPrefix(item.github + " "))
        let last = try #require(TextReport.render(report).split(separator: "\n").last)
        let word: [PreflightReport.Outcome: String] = [.failed: "not ready", .undecided: "undecided"]
        #expect(word[item.outcome].map(last.hasPrefix) ?? !last.hasPrefix("not ready"))
    }

    @Test func aFailureOutweighsWhatIsUndecided() {
        let results = [Verdict.unknown("x"), .fail, .pass].map {
            CheckResult(id: "a", title: "A", category: "c", verdict: $0, message: "m")
        }
        #expect(PreflightReport(results: results).outcome == .failed)
    }

    @Test func theTextSaysWhichFlagFailedIt() {
        let result = CheckResult(id: "a", title: "A", category: "c", verdict: .warn, message: "m")
        let text = TextReport.render(PreflightReport(results: [result], failOn: [.warning]))
        #expect(text.hasSuffix("not ready: 1 with a warning (0.0 s, --fail-on warning)\n"))
    }
}
