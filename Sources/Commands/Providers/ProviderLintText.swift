import Providers
import Reports

/// What lint found in a provider's folder, as a person reads it.
enum ProviderLintText {
    static func text(_ report: ProviderLintReport, _ context: CommandContext) -> String {
        var text = "\(report.name) (\(context.relative(report.folder)))\n"
        for finding in report.findings {
            let place = [context.relative(finding.place), finding.path].compactMap(\.self).joined(separator: ": ")
            text += line("\(finding.severity.rawValue): \(place): \(finding.message)")
        }
        return text + matrix(report.combinations) + "\n"
    }

    /// Such as `2 errors`.
    static func counted(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }

    private static func line(_ text: String) -> String { "  " + TextWrap.hanging(text, width: 78, indent: 4) + "\n" }

    /// A line for each combination; the chart's words, which may be long, stand in the last column, under each other.
    private static func matrix(_ combinations: [ProviderCombination]) -> String {
        guard !combinations.isEmpty else { return "" }
        let rows = combinations.map { ([$0.engine ?? "-", $0.mode ?? "-", $0.router ?? "-"], answer($0)) }
        let all = [(["ENGINE", "MODE", "ROUTER"], "RENDERS")] + rows
        let widths = (0..<3).map { column in all.map { $0.0[column].count }.max() ?? 0 }
        let indent = 2 + widths.reduce(0) { $0 + $1 + 2 }
        return all.map { names, words in
            let start = zip(names, widths).map { $0 + String(repeating: " ", count: $1 - $0.count + 2) }.joined()
            let lines = TextWrap.lines(words, width: max(80 - indent, 20))
            return "  " + start + lines.joined(separator: "\n" + String(repeating: " ", count: indent)) + "\n"
        }
        .joined()
    }

    private static func answer(_ combination: ProviderCombination) -> String {
        guard let refusal = combination.refusal else { return combination.isDefault ? "yes, by default" : "yes" }
        return "no: \(refusal)"
    }
}
