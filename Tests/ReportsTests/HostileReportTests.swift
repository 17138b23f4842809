import Preflight
import Reports
import Testing
import Value

/// What charts, clusters and files say cannot steer what shows it.
@Suite struct HostileReportTests {
    private static let hostile = "\u{1B}]0;title\u{7}\u{9B}31m\u{202E}\u{85}\u{2028}\r\nx"

    private static func result(_ id: String, _ verdict: Verdict) -> CheckResult {
        CheckResult(
            id: id, title: hostile, category: hostile, verdict: verdict, message: hostile, hint: hostile,
            details: [hostile], file: hostile, requirement: hostile,
            policy: AppliedPolicy(check: id, action: .downgrade, reason: hostile, expires: hostile))
    }

    private static let report = PreflightReport(
        cluster: ClusterIdentityFact(server: "https://\(hostile)", uid: hostile),
        results: [
            result("fail", .fail), result("warn", .warn), result("unknown", .unknown(hostile)), result("pass", .pass),
            result("skipped", .skipped(hostile)),
        ])

    private static let fleet = FleetReport(clusters: [
        ClusterReport(context: hostile, report: report), ClusterReport(context: "b", error: hostile, hint: hostile),
    ])

    @Test func f54noReportLetsAnEscapeSequenceThrough() {
        var origin = ReportSample.origin
        origin.hostname = Self.hostile
        origin.context = Self.hostile
        origin.file = .init(path: Self.hostile, line: 1)
        let report = Self.report
        let fleet = Self.fleet
        let texts = [
            TextReport.render(report), TextReport.render(fleet), JSONReport.render(report), JSONReport.render(fleet),
            JUnitReport.render(report, origin: origin), JUnitReport.render(fleet, origin: origin),
            CTRFReport.render(report, origin: origin), CTRFReport.render(fleet, origin: origin),
            SARIFReport.render(report, origin: origin), SARIFReport.render(fleet, origin: origin),
            GitHubReport.render(report, origin: origin), GitHubReport.render(fleet, origin: origin),
            GitHubSummary.render(report, origin: origin), GitHubSummary.render(fleet, origin: origin),
            OpenReportsReport.render(report, origin: origin), OpenReportsReport.render(fleet, origin: origin),
            PrometheusReport.render(report, origin: origin), PrometheusReport.render(fleet, origin: origin),
        ]
        for text in texts {
            for scalar in text.unicodeScalars {
                #expect(
                    scalar.value >= 0x20 && !(0x7F...0x9F).contains(scalar.value) || scalar == "\n",
                    "U+\(String(scalar.value, radix: 16)) in \(text.prefix(40))")
                #expect(scalar != "\u{202E}" && scalar != "\u{2028}")
            }
        }
    }

    @Test func readersTakeHostileReports() async throws {
        let origin = ReportSample.origin
        let junit = try await ReportReader.read(
            JUnitReport.render(Self.fleet, origin: origin), as: "out.xml", ReportReader.junit)
        #expect(junit["tests"] == 6)
        let ctrf = try await ReportReader.problems(
            [CTRFReport.render(Self.fleet, origin: origin)], schema: CTRFSchema.document)
        #expect(ctrf == "")
        let metrics = try await ReportReader.metricProblems(PrometheusReport.render(Self.fleet, origin: origin))
        #expect(metrics == "")
    }
}
