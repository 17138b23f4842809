public import Preflight

/// A preflight's findings as workflow commands, which GitHub shows as annotations when a step prints them to standard
/// output. An error is what keeps the exit status from being 0.
public enum GitHubReport {
    /// One line for each finding; empty when there is none, except that a simulated cluster is called so.
    public static func render(_ report: PreflightReport, origin: ReportOrigin) -> String {
        let notice =
            report.isSimulated
            ? "::notice title=preflight (simulated)::the cluster that was checked is simulated\n" : ""
        return notice + report.results.compactMap { line($0, report, origin) }.joined()
    }

    private static func line(_ result: CheckResult, _ report: PreflightReport, _ origin: ReportOrigin) -> String? {
        let command: String
        switch report.standing(of: result) {
        case .failed, .undecided: command = "error"
        case .warned: command = "warning"
        case .passed, .skipped: return nil
        }
        var message = result.message
        for detail in result.details { message += "\n- \(detail)" }
        if let hint = result.hint { message += "\nnext: \(hint)" }
        // Annotations stand in the diff of files of the repository.
        let place = origin.file.map { "file=\(property($0.path)),line=\($0.line)," } ?? ""
        var title = "preflight \(result.id)\(result.verdict.name == "unknown" ? " (unknown)" : "")"
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
