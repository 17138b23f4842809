import Preflight
import Reports

/// What `--report` can write.
enum ReportFormat: String, CaseIterable {
    case text, json, junit, sarif, github

    func render(_ report: PreflightReport) -> String {
        switch self {
        case .text: TextReport.render(report)
        case .json: JSONReport.render(report)
        case .junit: JUnitReport.render(report)
        case .sarif: SARIFReport.render(report, version: GroundcrewVersion.current)
        case .github: GitHubReport.render(report)
        }
    }
}
