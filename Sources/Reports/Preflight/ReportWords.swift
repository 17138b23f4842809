public import Preflight

/// What every format calls a result: the one table that all renderers read.
///
/// `--fail-on` has been applied before: a warning that fails the preflight is a failure in all of them.
public struct ReportWords: Sendable, Hashable {
    /// Also the label of Prometheus.
    public let verdict: String
    /// What a case of JUnit holds.
    public let junit: JUnitElement
    public let ctrf: String
    public let sarifKind: String
    /// Kinds other than `fail` must have the level `none`.
    public let sarifLevel: String
    public let openReports: String
    public let openReportsSeverity: String
    /// The workflow command that annotates; none where nothing is to be seen to.
    public let annotation: String?
    /// What stands before it in a job summary.
    public let icon: String

    public enum JUnitElement: String, Sendable { case none, systemOut = "system-out", failure, skipped, error }

    public init(_ standing: Standing) {
        switch standing {
        case .passed:
            self.init("pass", .none, "passed", ("pass", "none"), ("pass", "info"), nil, "✅")
        case .warned:
            self.init("warn", .systemOut, "passed", ("fail", "warning"), ("warn", "medium"), "warning", "⚠️")
        case .failed:
            self.init("fail", .failure, "failed", ("fail", "error"), ("fail", "high"), "error", "❌")
        case .skipped:
            self.init("skip", .skipped, "skipped", ("notApplicable", "none"), ("skip", "info"), nil, "⏭️")
        case .undecided:
            self.init("unknown", .error, "other", ("open", "none"), ("error", "medium"), "error", "❓")
        }
    }

    private init(
        _ verdict: String, _ junit: JUnitElement, _ ctrf: String, _ sarif: (kind: String, level: String),
        _ openReports: (result: String, severity: String), _ annotation: String?, _ icon: String
    ) {
        self.verdict = verdict
        self.junit = junit
        self.ctrf = ctrf
        sarifKind = sarif.kind
        sarifLevel = sarif.level
        self.openReports = openReports.result
        openReportsSeverity = openReports.severity
        self.annotation = annotation
        self.icon = icon
    }
}

extension ReportWords {
    /// The whole of it in Markdown, as the documentation has it.
    public static var table: String {
        let head =
            "| verdict | JUnit | CTRF | SARIF | OpenReports | GitHub | Prometheus |\n|---|---|---|---|---|---|---|\n"
        return head
            + [Standing.passed, .warned, .failed, .skipped, .undecided].map { ReportWords($0).row }.joined()
    }

    private var row: String {
        let junitText =
            switch junit {
            case .none: "pass"
            case .systemOut: "pass with `system-out`"
            case .failure, .skipped, .error: "`\(junit.rawValue)`"
            }
        let sarifText = sarifKind == "fail" ? "level `\(sarifLevel)`" : "kind `\(sarifKind)`"
        let cells = [
            verdict, junitText, "`\(ctrf)`", sarifText, "`\(openReports)`, severity `\(openReportsSeverity)`",
            annotation.map { "`\($0)`" } ?? "–", "`verdict=\"\(verdict)\"`",
        ]
        return "| \(cells.joined(separator: " | ")) |\n"
    }
}
