import Formats
public import Preflight

/// A preflight's report for people: all checks by category, then what was found and what to do next.
public enum TextReport {
    /// Ends with a line break.
    public static func render(_ report: PreflightReport, style: TextStyle = TextStyle()) -> String {
        var lines = heading(report, style)
        lines += list(report, style)
        let findings = report.results.filter(isFinding)
        for result in findings { lines += [""] + finding(result, style) }
        lines += [""] + verdict(report, style)
        return lines.joined(separator: "\n") + "\n"
    }

    private static func heading(_ report: PreflightReport, _ style: TextStyle) -> [String] {
        let place = report.cluster.map { plainLine($0.server) } ?? "this machine"
        let note = report.isSimulated ? " (simulated cluster)" : ""
        return TextWrap.lines("preflight of \(place)\(note)", width: style.width)
            .map { style.colored($0, .bold) }
    }

    private static func list(_ report: PreflightReport, _ style: TextStyle) -> [String] {
        var lines: [String] = []
        let idWidth = report.results.map(\.id.count).max() ?? 0
        for category in categories(report) {
            lines += ["", plainLine(category)]
            for result in report.results where result.category == category {
                let word = TextWrap.padded(word(result.verdict), to: 7)
                let text = isFinding(result) ? result.title + ": see below" : result.message
                let start = "  \(word)  \(TextWrap.padded(result.id, to: idWidth))  "
                var rows = TextWrap.hanging(start, plainLine(text), width: style.width)
                rows[0] = "  " + style.colored(word, color(result.verdict)) + rows[0].dropFirst(2 + word.count)
                lines += rows
            }
        }
        return lines
    }

    private static func finding(_ result: CheckResult, _ style: TextStyle) -> [String] {
        let word = word(result.verdict).uppercased()
        var lines = TextWrap.hanging("\(word) ", "\(result.id): \(plainLine(result.message))", width: style.width)
        lines[0] = style.colored(word, color(result.verdict)) + lines[0].dropFirst(word.count)
        for detail in result.details { lines += TextWrap.hanging("  - ", plainLine(detail), width: style.width) }
        if let hint = result.hint { lines += TextWrap.hanging("  next: ", plainLine(hint), width: style.width) }
        return lines
    }

    private static func verdict(_ report: PreflightReport, _ style: TextStyle) -> [String] {
        let simulated = report.isSimulated ? ", simulated" : ""
        let (word, color): (String, TextStyle.Color) =
            switch report.outcome {
            case .passed where report.count("pass") + report.warnings == 0: ("nothing judged", .faint)
            case .passed: ("ready", .green)
            case .failed: ("not ready", .red)
            case .undecided: ("undecided", .magenta)
            }
        // Why it is not ready although no check failed.
        let policy = report.failOn.map { ", --fail-on \($0.rawValue)" }.sorted().joined()
        let text = "\(report.summary) (\(report.duration.elapsedText)\(simulated)\(policy))"
        var lines = TextWrap.hanging(word + ": ", text, width: style.width)
        lines[0] = style.colored(word, color) + lines[0].dropFirst(word.count)
        return lines
    }

    /// In order of appearance.
    private static func categories(_ report: PreflightReport) -> [String] {
        var categories: [String] = []
        for result in report.results where !categories.contains(result.category) { categories.append(result.category) }
        return categories
    }

    private static func isFinding(_ result: CheckResult) -> Bool {
        switch result.verdict {
        case .warn, .fail, .unknown: true
        case .pass, .skipped: false
        }
    }

    private static func word(_ verdict: Verdict) -> String { verdict.name }

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
