import Preflight
import Reports

/// What `--report` can write.
enum ReportFormat: String, CaseIterable {
    case text, json, junit, ctrf, sarif, github, summary, openreports, prometheus

    /// Whether it may stand among the lines of the command's own result.
    var isAmongLines: Bool { self == .github }

    func render(_ report: PreflightReport, origin: ReportOrigin) -> String {
        switch self {
        case .text: TextReport.render(report)
        case .json: JSONReport.render(report)
        case .junit: JUnitReport.render(report, origin: origin)
        case .ctrf: CTRFReport.render(report, origin: origin)
        case .sarif: SARIFReport.render(report, origin: origin)
        case .github: GitHubReport.render(report, origin: origin)
        case .summary: GitHubSummary.render(report, origin: origin)
        case .openreports: OpenReportsReport.render(report, origin: origin)
        case .prometheus: PrometheusReport.render(report, origin: origin)
        }
    }

    /// One cluster alone is shown as ever.
    func render(_ fleet: FleetReport, origin: ReportOrigin) -> String {
        if let report = fleet.single {
            var origin = origin
            origin.context = fleet.clusters.first?.context
            return render(report, origin: origin)
        }
        return switch self {
        case .text: TextReport.render(fleet)
        case .json: JSONReport.render(fleet)
        case .junit: JUnitReport.render(fleet, origin: origin)
        case .ctrf: CTRFReport.render(fleet, origin: origin)
        case .sarif: SARIFReport.render(fleet, origin: origin)
        case .github: GitHubReport.render(fleet, origin: origin)
        case .summary: GitHubSummary.render(fleet, origin: origin)
        case .openreports: OpenReportsReport.render(fleet, origin: origin)
        case .prometheus: PrometheusReport.render(fleet, origin: origin)
        }
    }
}
