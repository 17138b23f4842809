import FoundationEssentials
import Preflight
import Reports
import TestParts
import Testing

/// docs/reports.md says what the code does.
@Suite struct ReportDocumentationTests {
    private static func page() throws -> String {
        try String(contentsOfFile: "\(TestParts.projectRoot)/docs/reports.md", encoding: .utf8)
    }

    @Test func theTableIsTheOneOfTheCode() throws {
        let page = try Self.page()
        #expect(page.contains("\n\n\(ReportWords.table)\n"), "docs/reports.md does not hold:\n\(ReportWords.table)")
    }

    @Test func theCategoriesAreInTheirOrder() throws {
        let page = try Self.page()
        let words = page.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        #expect(words.contains(ReportCategory.order.joined(separator: ", ")))
    }

    @Test(arguments: ["text", "json", "junit", "ctrf", "sarif", "github", "summary", "openreports", "prometheus"])
    func everyFormatIsExplained(_ name: String) throws {
        let page = try Self.page()
        #expect(page.contains("\n| `\(name)` | "))
    }

    @Test func theLimitsAreTold() throws {
        let page = try Self.page()
        #expect(page.contains("at most \(ReportLimits.openReportsResults) results"))
        #expect(page.contains(PreflightReport.schemaVersion) && page.contains(FleetReport.schemaVersion))
    }

    @Test func everyMetricIsNamed() throws {
        let page = try Self.page()
        let metrics = PrometheusReport.render(ReportSample.report, origin: ReportSample.origin)
        for line in metrics.split(separator: "\n") where line.hasPrefix("# TYPE ") {
            let name = line.split(separator: " ")[2]
            #expect(page.contains("`\(name)`"), "\(name)")
        }
    }
}
