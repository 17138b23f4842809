public import Preflight
import Value

/// A preflight's report as one JSON document.
public enum JSONReport {
    /// Ends with a line break. The data is exact; what could steer a terminal is escaped.
    public static func render(_ report: PreflightReport) -> String { text(report.json) }

    public static func render(_ fleet: FleetReport) -> String { text(fleet.json) }

    private static func text(_ value: Value) -> String { escapingControls(value.json(pretty: true)) + "\n" }
}
