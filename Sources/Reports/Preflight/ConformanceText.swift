import Preflight

/// What a preflight has shown of a standard, for people: a line for each requirement, then what is left to do.
enum ConformanceText {
    static func lines(_ report: ConformanceReport, _ style: TextStyle) -> [String] {
        var lines = TextWrap.lines(plainLine(report.title), width: style.width).map { style.colored($0, .bold) }
        for level in ConformanceProfile.Level.allCases {
            let entries = report.entries.filter { $0.requirement.level == level }
            guard !entries.isEmpty else { continue }
            lines += ["", level.rawValue]
            let idWidth = entries.map(\.requirement.id.count).max() ?? 0
            for entry in entries { lines += row(entry, idWidth, style) }
        }
        lines.append("")
        for level in ConformanceProfile.Level.allCases
        where report.entries.contains(where: {
            $0.requirement.level == level
        }) {
            lines += TextWrap.hanging("", report.summary(level), width: style.width)
        }
        return lines
    }

    private static func row(_ entry: ConformanceReport.Entry, _ idWidth: Int, _ style: TextStyle) -> [String] {
        let word = TextWrap.padded(words(entry.status), to: 11)
        let start = "  \(word)  \(TextWrap.padded(plainLine(entry.requirement.id), to: idWidth))  "
        var rows = TextWrap.hanging(start, plainLine(entry.reason), width: style.width)
        rows[0] = "  " + style.colored(word, color(entry.status)) + rows[0].dropFirst(2 + word.count)
        if let hint = entry.hint { rows += TextWrap.hanging("    next: ", plainLine(hint), width: style.width) }
        return rows
    }

    private static func words(_ status: ConformanceReport.Status) -> String {
        switch status {
        case .proven: "proven"
        case .notProven: "not proven"
        case .needsRun: "needs a run"
        case .notOffered: "not offered"
        }
    }

    private static func color(_ status: ConformanceReport.Status) -> TextStyle.Color {
        switch status {
        case .proven: .green
        case .notProven: .red
        case .needsRun: .yellow
        case .notOffered: .faint
        }
    }
}
