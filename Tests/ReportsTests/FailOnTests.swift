import Preflight
import Reports
import Testing
import Value

/// What a result is called, and what fails a run, is told by every report alike.
@Suite struct FailOnTests {
    struct Case: Sendable {
        var verdict: Verdict
        var failOn: Set<FailOn> = []
        var outcome: PreflightReport.Outcome
        /// Failures, errors and skipped ones; and what the case holds.
        var junit: (counts: [Int], element: String)
        var ctrf: String
        /// Kind and level.
        var sarif: String
        var openReports: String
        var github: String
        var prometheus: String
        var summary: String
    }

    private static let passed = Case(
        verdict: .pass, outcome: .passed, junit: ([0, 0, 0], ""), ctrf: "passed", sarif: "pass/none",
        openReports: "pass", github: "", prometheus: "pass", summary: "✅ pass")
    private static let warned = Case(
        verdict: .warn, outcome: .passed, junit: ([0, 0, 0], "<system-out>"), ctrf: "passed", sarif: "fail/warning",
        openReports: "warn", github: "::warning", prometheus: "warn", summary: "⚠️ warn")
    private static let failed = Case(
        verdict: .fail, outcome: .failed, junit: ([1, 0, 0], "<failure "), ctrf: "failed", sarif: "fail/error",
        openReports: "fail", github: "::error", prometheus: "fail", summary: "❌ fail")
    private static let skipped = Case(
        verdict: .skipped("x"), outcome: .passed, junit: ([0, 0, 1], "<skipped "), ctrf: "skipped",
        sarif: "notApplicable/none", openReports: "skip", github: "", prometheus: "skip", summary: "⏭️ skip")
    private static let unknown = Case(
        verdict: .unknown("x"), outcome: .undecided, junit: ([0, 1, 0], "<error "), ctrf: "other", sarif: "open/none",
        openReports: "error", github: "::error", prometheus: "unknown", summary: "❓ unknown")

    /// As the first, for a verdict and flags of its own.
    private static func like(_ item: Case, _ verdict: Verdict, _ failOn: Set<FailOn>) -> Case {
        var item = item
        item.verdict = verdict
        item.failOn = failOn
        return item
    }

    static let cases = [
        passed, warned, failed, skipped, unknown, like(passed, .pass, [.warning, .unknown]),
        like(skipped, .skipped("x"), [.warning, .unknown]), like(failed, .fail, [.warning, .unknown]),
        like(warned, .warn, [.unknown]), like(failed, .warn, [.warning]), like(unknown, .unknown("x"), [.warning]),
        like(failed, .unknown("x"), [.unknown]),
    ]

    @Test(arguments: cases) func everyReportAgrees(_ item: Case) throws {
        let report = ReportSample.report(item.verdict, failOn: item.failOn)
        let origin = ReportSample.origin
        #expect(report.outcome == item.outcome)
        #expect(report.json["outcome"]?.string == item.outcome.rawValue)
        #expect(report.json["results"]?[0]?["verdict"]?.string == item.verdict.name)
        let junit = JUnitReport.render(report, origin: origin)
        let counts = item.junit.counts
        #expect(
            junit.contains("tests=\"1\" failures=\"\(counts[0])\" errors=\"\(counts[1])\" skipped=\"\(counts[2])\""))
        for element in ["<system-out>", "<failure ", "<error ", "<skipped "] {
            #expect(junit.contains(element) == (element == item.junit.element), "\(junit)")
        }
        let ctrf = try Value(jsonText: CTRFReport.render(report, origin: origin))["results"]
        #expect(ctrf?["tests"]?[0]?["status"]?.string == item.ctrf)
        for status in ["passed", "failed", "skipped", "pending", "other"] {
            #expect(ctrf?["summary"]?[status]?.integer == (status == item.ctrf ? 1 : 0))
        }
        let sarif = try Value(jsonText: SARIFReport.render(report, origin: origin))["runs"]?[0]?["results"]?[0]
        #expect("\(sarif?["kind"]?.string ?? "")/\(sarif?["level"]?.string ?? "")" == item.sarif)
        let object = try #require(OpenReportsReport.objects(report, origin: origin).first)
        #expect(object["results"]?[0]?["result"]?.string == item.openReports)
        #expect(object["summary"]?[item.openReports]?.integer == 1)
        let github = GitHubReport.render(report, origin: origin)
        #expect(item.github.isEmpty ? github.isEmpty : github.hasPrefix(item.github + " "))
        let metrics = PrometheusReport.render(report, origin: origin)
        #expect(metrics.contains("category=\"c\",verdict=\"\(item.prometheus)\"} 1\n"))
        #expect(metrics.contains("outcome=\"\(item.outcome.rawValue)\"} 1\n"))
        #expect(GitHubSummary.render(report, origin: origin).contains("| \(item.summary) | `a` | m |"))
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
        let text = TextReport.render(ReportSample.report(.warn, failOn: [.warning]))
        #expect(text.hasSuffix("not ready: 1 with a warning (0.0 s, --fail-on warning)\n"))
        #expect(text.contains("WARN a: m\n  a failure by --fail-on warning\n"))
        let unknown = TextReport.render(ReportSample.report(.unknown("x"), failOn: [.unknown]))
        #expect(unknown.contains("UNKNOWN a: m\n  a failure by --fail-on unknown\n"))
        #expect(!TextReport.render(ReportSample.report(.fail, failOn: [.warning])).contains("a failure by"))
        #expect(!TextReport.render(ReportSample.report(.warn, failOn: [.unknown])).contains("a failure by"))
    }
}
