import Formats
public import Preflight

/// A preflight's report in Markdown for the summary of a GitHub job: findings with what to do first, then every check.
///
/// A report that is longer than GitHub takes is told without the checks that hold, and then cut.
public enum GitHubSummary {
    public static func render(_ report: PreflightReport, origin: ReportOrigin) -> String {
        let place = report.cluster.map { " of \(MarkdownText.escaped($0.server))" } ?? ""
        return fitted { isWhole in
            "## Preflight\(place): \(word(report.outcome))\n\n" + body(report, "###", isWhole: isWhole) + footer(origin)
        }
    }

    public static func render(_ fleet: FleetReport, origin: ReportOrigin) -> String {
        let rows = fleet.clusters.map { cluster -> [String] in
            let report = fleet.report(of: cluster)
            return [
                word(report.outcome), MarkdownText.cell(cluster.context),
                MarkdownText.cell(report.cluster?.server ?? ""), MarkdownText.cell(cluster.error ?? report.summary),
            ]
        }
        let head =
            "## Preflight of \(fleet.clusters.count) clusters: \(word(fleet.outcome))\n\n"
            + MarkdownText.table(["", "cluster", "server", "checks"], rows)
        return fitted { isWhole in
            let bodies = fleet.clusters.map { cluster in
                let report = fleet.report(of: cluster)
                return "\n### \(MarkdownText.escaped(cluster.context)): \(word(report.outcome))\n\n"
                    + body(report, "####", isWhole: isWhole)
            }
            return head + bodies.joined() + footer(origin)
        }
    }

    private static func fitted(_ text: (_ isWhole: Bool) -> String) -> String {
        let whole = text(true)
        if whole.utf8.count <= ReportLimits.summaryBytes { return whole }
        let brief = text(false)
        if brief.utf8.count <= ReportLimits.summaryBytes { return brief }
        let bytes = brief.utf8.prefix(ReportLimits.summaryBytes)
        // Up to a line's end, so that nothing is cut in two.
        let kept = String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
        return kept.dropLast().joined(separator: "\n") + "\n\nthe rest does not fit here: see the other reports\n"
    }

    private static func body(_ report: PreflightReport, _ level: String, isWhole: Bool) -> String {
        var parts: [String] = []
        if report.isSimulated { parts.append("**The cluster is simulated.**\n") }
        if let recordedAt = report.recordedAt {
            parts.append("**The facts were recorded at \(MarkdownText.escaped(recordedAt)).**\n")
        }
        parts.append("\(MarkdownText.escaped(report.summary)) (\(report.duration.elapsedText))\(policy(report))\n")
        if let uid = report.cluster?.uid { parts.append("uid of kube-system: \(MarkdownText.escaped(uid))\n") }
        parts += findings(report, level)
        if !report.policies.isEmpty {
            let rows = report.policies.map { policy in
                [
                    code(policy.check), policy.action.participle, MarkdownText.cell(policy.expires),
                    MarkdownText.cell(policy.reason),
                ]
            }
            parts.append("\(level) By policy\n\n" + MarkdownText.table(["check", "", "until", "reason"], rows))
        }
        if isWhole { parts.append("\(level) All checks\n\n" + report.categories.map { all($0, report) }.joined()) }
        if let requests = report.requests { parts.append(MarkdownText.escaped(requests.text) + "\n") }
        return parts.joined(separator: "\n")
    }

    private static func findings(_ report: PreflightReport, _ level: String) -> [String] {
        let findings = report.findings
        guard !findings.isEmpty else { return [] }
        let rows = findings.map { result in
            [
                verdict(result, report), code(result.id), MarkdownText.cell(result.message),
                MarkdownText.cell(result.hint ?? ""),
            ]
        }
        let table = MarkdownText.table(["", "check", "found", "what to do next"], rows)
        return ["\(level) What to do\n\n\(table)"] + findings.compactMap(details)
    }

    private static func details(_ result: CheckResult) -> String? {
        guard !result.details.isEmpty else { return nil }
        var lines = result.details.prefix(ReportLimits.summaryDetails).map { "- " + MarkdownText.cell($0) }
        let rest = result.details.count - lines.count
        if rest > 0 { lines.append("- and \(rest) more") }
        let title = "\(result.id): \(result.details.count) \(result.details.count == 1 ? "detail" : "details")"
        return MarkdownText.folded(title, lines.joined(separator: "\n") + "\n")
    }

    private static func all(_ category: ReportCategory, _ report: PreflightReport) -> String {
        let rows = category.results.map { [verdict($0, report), code($0.id), MarkdownText.cell($0.message)] }
        let counts = [Standing.passed, .warned, .failed, .undecided, .skipped].compactMap { standing -> String? in
            let count = category.results.count { report.standing(of: $0) == standing }
            return count > 0 ? "\(count) \(ReportWords(standing).verdict)" : nil
        }
        return MarkdownText.folded(
            "\(category.name): \(counts.joined(separator: ", "))", MarkdownText.table(["", "check", ""], rows))
    }

    private static func verdict(_ result: CheckResult, _ report: PreflightReport) -> String {
        let words = ReportWords(report.standing(of: result))
        return "\(words.icon) \(words.verdict)"
    }

    /// Why it is not ready although no check failed.
    private static func policy(_ report: PreflightReport) -> String {
        report.failOn.map { ", \\-\\-fail-on \($0.rawValue)" }.sorted().joined()
    }

    private static func code(_ id: String) -> String {
        let plain = plainLine(id).replacing("`", with: "").replacing("|", with: "")
        return "`\(plain)`"
    }

    private static func word(_ outcome: PreflightReport.Outcome) -> String {
        switch outcome {
        case .passed: "✅ ready"
        case .failed: "❌ not ready"
        case .undecided: "❓ undecided"
        }
    }

    private static func footer(_ origin: ReportOrigin) -> String {
        "\n<sub>groundcrew \(MarkdownText.html(origin.version)), \(origin.startText)Z</sub>\n"
    }
}
