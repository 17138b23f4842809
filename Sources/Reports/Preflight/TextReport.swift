import Formats
public import Preflight

/// A preflight's report for people: all checks by category, then what was found and what to do next.
public enum TextReport {
    /// Ends with a line break.
    public static func render(_ report: PreflightReport, style: TextStyle = TextStyle()) -> String {
        let place = report.cluster.map { plainLine($0.server) } ?? "this machine"
        return text(
            block(report, title: "preflight of \(place)", style) + standard(report, style) + [""]
                + verdict(report, style))
    }

    /// A block for each cluster, and a table of all at the end.
    public static func render(_ fleet: FleetReport, style: TextStyle = TextStyle()) -> String {
        var lines: [String] = []
        for cluster in fleet.clusters {
            let report = fleet.report(of: cluster)
            let server = report.cluster.map { " (\(plainLine($0.server)))" } ?? ""
            lines += block(report, title: "preflight of \(plainLine(cluster.context))\(server)", style)
            lines += standard(report, style) + [""] + verdict(report, style) + [""]
        }
        return text(lines + table(fleet, style))
    }

    private static func text(_ lines: [String]) -> String { lines.joined(separator: "\n") + "\n" }

    /// All but the last word.
    private static func block(_ report: PreflightReport, title: String, _ style: TextStyle) -> [String] {
        var lines = heading(report, title, style) + list(report, style) + policies(report, style)
        if let requests = report.requests {
            lines += [""] + TextWrap.hanging("", requests.text, width: style.width)
        }
        for result in report.findings { lines += [""] + finding(result, report, style) }
        return lines
    }

    private static func heading(_ report: PreflightReport, _ title: String, _ style: TextStyle) -> [String] {
        let note = report.isSimulated ? " (simulated cluster)" : ""
        var lines = TextWrap.lines(title + note, width: style.width).map { style.colored($0, .bold) }
        if let recordedAt = report.recordedAt {
            lines += TextWrap.hanging("  facts recorded at: ", plainLine(recordedAt), width: style.width)
        }
        guard let cluster = report.cluster else { return lines }
        let uid = cluster.uid ?? cluster.note.map { "unknown (\($0))" }
        return lines + (uid.map { TextWrap.hanging("  uid of kube-system: ", plainLine($0), width: style.width) } ?? [])
    }

    private static func list(_ report: PreflightReport, _ style: TextStyle) -> [String] {
        var lines: [String] = []
        let isListed = { (result: CheckResult) in !style.isBrief || !isUneventful(result) }
        let idWidth = report.results.filter(isListed).map(\.id.count).max() ?? 0
        for category in report.categories where category.results.contains(where: isListed) {
            lines += ["", plainLine(category.name)]
            for result in category.results.filter(isListed) {
                let word = TextWrap.padded(result.verdict.name, to: 7)
                let text = result.isFinding ? result.title + ": see below" : result.message
                let start = "  \(word)  \(TextWrap.padded(result.id, to: idWidth))  "
                var rows = TextWrap.hanging(start, plainLine(text), width: style.width)
                rows[0] = "  " + style.colored(word, color(result.verdict)) + rows[0].dropFirst(2 + word.count)
                lines += rows
            }
        }
        let left = report.results.count { !isListed($0) }
        guard left > 0 else { return lines }
        let words =
            left == 1
            ? "1 check was skipped; -v lists it with its reason"
            : "\(left) checks were skipped; -v lists them with their reasons"
        return lines + [""] + TextWrap.lines(words, width: style.width)
    }

    /// Skipped, and not because anybody wanted it to be.
    private static func isUneventful(_ result: CheckResult) -> Bool {
        guard case .skipped(let reason) = result.verdict else { return false }
        return result.policy == nil && !reason.hasPrefix("skipped by request")
    }

    /// What was decided for this cluster beforehand, and until when.
    private static func policies(_ report: PreflightReport, _ style: TextStyle) -> [String] {
        guard !report.policies.isEmpty else { return [] }
        return ["", "by policy"]
            + report.policies.flatMap { policy in
                TextWrap.hanging("  \(plainLine(policy.check)): ", plainLine(policy.sentence), width: style.width)
            }
    }

    private static func standard(_ report: PreflightReport, _ style: TextStyle) -> [String] {
        report.conformance.map { [""] + ConformanceText.lines($0, style) } ?? []
    }

    private static func finding(_ result: CheckResult, _ report: PreflightReport, _ style: TextStyle) -> [String] {
        let word = result.verdict.name.uppercased()
        var lines = TextWrap.hanging("\(word) ", "\(result.id): \(plainLine(result.message))", width: style.width)
        lines[0] = style.colored(word, color(result.verdict)) + lines[0].dropFirst(word.count)
        for detail in result.details { lines += TextWrap.hanging("  - ", plainLine(detail), width: style.width) }
        if report.isFailure(result), let flag = FailOn(result.verdict) {
            lines.append("  a failure by --fail-on \(flag.rawValue)")
        }
        if let requirement = result.requirement {
            lines += TextWrap.hanging("  requirement: ", plainLine(requirement), width: style.width)
        }
        if let hint = result.hint { lines += TextWrap.hanging("  next: ", plainLine(hint), width: style.width) }
        return lines
    }

    private static func verdict(_ report: PreflightReport, _ style: TextStyle) -> [String] {
        let simulated = report.isSimulated ? ", simulated" : ""
        let (word, color) = last(report)
        // Why it is not ready although no check failed.
        let policy = report.failOn.map { ", --fail-on \($0.rawValue)" }.sorted().joined()
        let text = "\(report.summary) (\(report.duration.elapsedText)\(simulated)\(policy))"
        var lines = TextWrap.hanging(word + ": ", text, width: style.width)
        lines[0] = style.colored(word, color) + lines[0].dropFirst(word.count)
        return lines
    }

    private static func last(_ report: PreflightReport) -> (word: String, color: TextStyle.Color) {
        switch report.outcome {
        case .passed where report.count("pass") + report.warnings == 0: ("nothing judged", .faint)
        case .passed: ("ready", .green)
        case .failed: ("not ready", .red)
        case .undecided: ("undecided", .magenta)
        }
    }

    // MARK: - Several clusters

    private static func table(_ fleet: FleetReport, _ style: TextStyle) -> [String] {
        var lines = [style.colored("clusters", .bold)]
        let width = min(fleet.clusters.map { plainLine($0.context).count }.max() ?? 0, 30)
        for cluster in fleet.clusters {
            let report = fleet.report(of: cluster)
            let (name, color) = last(report)
            let word = TextWrap.padded(name, to: 14)
            let start = "  \(word)  \(TextWrap.padded(plainLine(cluster.context), to: width))  "
            var rows = TextWrap.hanging(start, plainLine(cluster.error ?? report.summary), width: style.width)
            rows[0] = "  " + style.colored(word, color) + rows[0].dropFirst(2 + word.count)
            lines += rows
        }
        let words: [(PreflightReport.Outcome, String)] = [
            (.passed, "ready"), (.failed, "not ready"), (.undecided, "undecided"),
        ]
        let counts = words.compactMap { outcome, word in
            fleet.count(outcome) > 0 ? "\(fleet.count(outcome)) \(word)" : nil
        }
        let text = counts.isEmpty ? "no cluster" : counts.joined(separator: ", ")
        let number = fleet.clusters.count == 1 ? "1 cluster" : "\(fleet.clusters.count) clusters"
        return lines + ["", "\(number): \(text) (\(fleet.duration.elapsedText))"]
    }

    private static func color(_ verdict: Verdict) -> TextStyle.Color {
        switch verdict {
        case .pass: .green
        case .warn: .yellow
        case .fail: .red
        case .skipped: .faint
        case .unknown: .magenta
        }
    }
}

extension FailOn {
    /// The flag that makes a failure of the verdict.
    fileprivate init?(_ verdict: Verdict) {
        switch verdict {
        case .warn: self = .warning
        case .unknown: self = .unknown
        case .pass, .fail, .skipped: return nil
        }
    }
}
