public import Preflight

/// A preflight's findings as workflow commands, which GitHub shows as annotations.
public enum GitHubReport {
    /// One line for each finding; empty when there is none, except that a simulated cluster is called so.
    public static func render(_ report: PreflightReport) -> String {
        var text =
            report.isSimulated
            ? "::notice title=preflight (simulated)::the cluster that was checked is simulated\n" : ""
        for result in report.results {
            let command: String
            switch result.verdict {
            case .fail: command = "error"
            case .warn, .unknown: command = "warning"
            case .pass, .skipped: continue
            }
            var message = result.message
            for detail in result.details { message += "\n- \(detail)" }
            if let hint = result.hint { message += "\nnext: \(hint)" }
            var title = "preflight \(result.id)\(result.verdict.name == "unknown" ? " (unknown)" : "")"
            if report.isSimulated { title += " (simulated)" }
            text += "::\(command) title=\(property(title))::\(data(message))\n"
        }
        return text
    }

    private static func data(_ text: String) -> String {
        plainText(text).replacing("%", with: "%25").replacing("\r", with: "%0D").replacing("\n", with: "%0A")
    }

    private static func property(_ text: String) -> String {
        data(text).replacing(":", with: "%3A").replacing(",", with: "%2C")
    }
}
