public import Preflight

/// A preflight's findings as workflow commands, which GitHub shows as annotations when a step prints them to standard
/// output. An error is what keeps the exit status from being 0.
public enum GitHubReport {
    /// One line for each finding; empty when there is none, except that a simulated cluster is called so.
    public static func render(_ report: PreflightReport, origin: ReportOrigin) -> String {
        text(report, title: "preflight", origin)
    }

    public static func render(_ fleet: FleetReport, origin: ReportOrigin) -> String {
        fleet.clusters.map { cluster in
            text(fleet.report(of: cluster), title: "preflight \(cluster.context):", origin)
        }.joined()
    }

    private static func text(_ report: PreflightReport, title: String, _ origin: ReportOrigin) -> String {
        var notice =
            report.isSimulated
            ? "::notice title=\(property(title)) (simulated)::the cluster that was checked is simulated\n" : ""
        if let recordedAt = report.recordedAt {
            notice += "::notice title=\(property(title)) (recorded)::the facts were recorded at \(data(recordedAt))\n"
        }
        return notice + report.results.compactMap { line($0, report, title: title, origin) }.joined()
    }

    private static func line(
        _ result: CheckResult, _ report: PreflightReport, title: String, _ origin: ReportOrigin
    ) -> String? {
        guard let command = ReportWords(report.standing(of: result)).annotation else { return nil }
        let message = ([result.message] + result.notes(bullet: "- ")).joined(separator: "\n")
        // Annotations stand in the diff of files of the repository.
        let place = origin.file.map { "file=\(property($0.path)),line=\($0.line)," } ?? ""
        var title = "\(title) \(result.id)\(result.verdict.name == "unknown" ? " (unknown)" : "")"
        if report.isSimulated { title += " (simulated)" }
        return "::\(command) \(place)title=\(property(title))::\(data(message))\n"
    }

    private static func data(_ text: String) -> String {
        plainText(text).replacing("%", with: "%25").replacing("\r", with: "%0D").replacing("\n", with: "%0A")
    }

    private static func property(_ text: String) -> String {
        data(text).replacing(":", with: "%3A").replacing(",", with: "%2C")
    }
}
