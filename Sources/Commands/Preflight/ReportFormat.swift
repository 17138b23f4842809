import Preflight
import Reports

/// What `--report` can write.
enum ReportFormat: String, CaseIterable {
    case text, json, junit, sarif, github

    func render(_ report: PreflightReport, origin: ReportOrigin) -> String {
        switch self {
        case .text: TextReport.render(report)
        case .json: JSONReport.render(report)
        case .junit: JUnitReport.render(report, origin: origin)
        case .sarif: SARIFReport.render(report, origin: origin)
        case .github: GitHubReport.render(report, origin: origin)
        }
    }
}
