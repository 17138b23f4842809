public import Preflight
import Value

/// A preflight's report as one JSON document.
public enum JSONReport {
    /// Ends with a line break.
    public static func render(_ report: PreflightReport) -> String { report.json.json(pretty: true) + "\n" }
}
