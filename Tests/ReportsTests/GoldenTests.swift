import Preflight
import Reports
import Testing

/// Every format as it was last looked at, byte for byte.
@Suite struct GoldenTests {
    struct Format: Sendable, CustomTestStringConvertible {
        var name: String
        var report: @Sendable (PreflightReport, ReportOrigin) -> String
        var fleet: @Sendable (FleetReport, ReportOrigin) -> String
        var testDescription: String { name }
    }

    static let formats = [
        Format(
            name: "text", report: { report, _ in TextReport.render(report) },
            fleet: { fleet, _ in TextReport.render(fleet) }),
        Format(
            name: "json", report: { report, _ in JSONReport.render(report) },
            fleet: { fleet, _ in JSONReport.render(fleet) }),
        Format(
            name: "junit", report: { JUnitReport.render($0, origin: $1) },
            fleet: { JUnitReport.render($0, origin: $1) }),
        Format(
            name: "ctrf", report: { CTRFReport.render($0, origin: $1) }, fleet: { CTRFReport.render($0, origin: $1) }),
        Format(
            name: "sarif", report: { SARIFReport.render($0, origin: $1) },
            fleet: { SARIFReport.render($0, origin: $1) }),
        Format(
            name: "github", report: { GitHubReport.render($0, origin: $1) },
            fleet: { GitHubReport.render($0, origin: $1) }),
        Format(
            name: "summary", report: { GitHubSummary.render($0, origin: $1) },
            fleet: { GitHubSummary.render($0, origin: $1) }),
        Format(
            name: "openreports", report: { OpenReportsReport.render($0, origin: $1) },
            fleet: { OpenReportsReport.render($0, origin: $1) }),
        Format(
            name: "prometheus", report: { PrometheusReport.render($0, origin: $1) },
            fleet: { PrometheusReport.render($0, origin: $1) }),
    ]

    @Test(arguments: formats) func isAsItWasLookedAt(_ format: Format) throws {
        let folder = "Tests/ReportsTests/Golden"
        try Golden.check(
            format.report(ReportSample.report, ReportSample.origin), "\(folder)/\(format.name).txt")
        try Golden.check(
            format.fleet(ReportSample.fleet, ReportSample.origin), "\(folder)/\(format.name)-fleet.txt")
    }
}
