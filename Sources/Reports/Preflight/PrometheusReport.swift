import Formats
public import Preflight

/// A preflight's report in Prometheus' text format, for the textfile collector of the node exporter: write it beside its
/// place and move it there, as the collector reads at any time.
public enum PrometheusReport {
    public static func render(_ report: PreflightReport, origin: ReportOrigin) -> String {
        text([Cluster(name: origin.clusterName(report), report: report)], origin)
    }

    public static func render(_ fleet: FleetReport, origin: ReportOrigin) -> String {
        text(fleet.clusters.map { Cluster(name: $0.context, report: fleet.report(of: $0)) }, origin)
    }

    private struct Cluster {
        var name: String
        var report: PreflightReport
    }

    /// A metric; all of its samples stand together.
    private struct Family {
        var name: String
        var help: String
        var samples: (PreflightReport) -> [Sample]
    }

    private struct Sample {
        var labels: [(String, String)]
        var value: String
    }

    private static func text(_ clusters: [Cluster], _ origin: ReportOrigin) -> String {
        let families = [
            Family(name: "check_status", help: "Verdict of a check, as its label says; always 1.", samples: statuses),
            Family(name: "checks", help: "Checks with a verdict.", samples: counts),
            Family(name: "outcome", help: "1 for what came out, 0 for what did not.", samples: outcomes),
            Family(name: "duration_seconds", help: "How long the preflight took.") { report in
                [Sample(labels: [], value: report.duration.decimalText)]
            },
            Family(name: "timestamp_seconds", help: "When the preflight began, in seconds since 1970.") { _ in
                [Sample(labels: [], value: "\(origin.start)")]
            },
            Family(name: "requests", help: "Requests that the API server was sent.", samples: requests),
            Family(name: "info", help: "What was checked, and by what; always 1.") { info($0, origin) },
        ]
        return families.map { text($0, clusters) }.joined()
    }

    private static func text(_ family: Family, _ clusters: [Cluster]) -> String {
        let name = "groundcrew_preflight_\(family.name)"
        var lines = ""
        for cluster in clusters {
            for sample in family.samples(cluster.report) {
                lines += line(name, [("cluster", cluster.name)] + sample.labels, sample.value)
            }
        }
        return lines.isEmpty ? "" : "# HELP \(name) \(family.help)\n# TYPE \(name) gauge\n" + lines
    }

    private static func statuses(_ report: PreflightReport) -> [Sample] {
        report.results.map { result in
            let verdict = ReportWords(report.standing(of: result)).verdict
            return Sample(
                labels: [("check", result.id), ("category", result.category), ("verdict", verdict)], value: "1")
        }
    }

    private static func counts(_ report: PreflightReport) -> [Sample] {
        Standing.allCases.map { standing in
            Sample(labels: [("verdict", ReportWords(standing).verdict)], value: "\(report.count(standing))")
        }
    }

    private static func outcomes(_ report: PreflightReport) -> [Sample] {
        PreflightReport.Outcome.allCases.map { outcome in
            Sample(labels: [("outcome", outcome.rawValue)], value: report.outcome == outcome ? "1" : "0")
        }
    }

    private static func requests(_ report: PreflightReport) -> [Sample] {
        (report.requests?.parts ?? []).map { Sample(labels: [("kind", $0.name)], value: "\($0.count)") }
    }

    private static func info(_ report: PreflightReport, _ origin: ReportOrigin) -> [Sample] {
        var labels = [
            ("server", report.cluster?.server ?? ""), ("uid", report.cluster?.uid ?? ""),
            ("version", origin.version), ("simulated", "\(report.isSimulated)"),
        ]
        if let recordedAt = report.recordedAt { labels.append(("recorded_at", recordedAt)) }
        return [Sample(labels: labels, value: "1")]
    }

    private static func line(_ name: String, _ labels: [(String, String)], _ value: String) -> String {
        "\(name){\(labels.map { "\($0.0)=\(quoted($0.1))" }.joined(separator: ","))} \(value)\n"
    }

    private static func quoted(_ text: String) -> String {
        let escaped = plainLine(text).replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
        return "\"\(escaped)\""
    }
}
