import Expressions
import Preflight
import Reports

/// A check as a person reads it, in 80 columns.
enum CheckText {
    static func text(_ check: CheckDefinition) -> String {
        var rows = [
            ("check", "\(check.title) (\(check.id))"), ("category", check.category),
            ("severity", severity(check.severity)),
        ]
        if let description = check.description { rows.append(("description", description)) }
        if let requirement = check.requirement { rows.append(("requirement", requirement)) }
        if check.isOnRequest { rows.append(("runs", "where --only or a profile names it")) }
        rows += facts(check) + conditions(check)
        rows.append(("file", check.file))
        return rows.map { row($0.0, $0.1) }.joined() + "\noutcomes, of which the first that holds counts:\n"
            + check.outcomes.map(outcome).joined()
    }

    private static func severity(_ severity: CheckDefinition.Severity) -> String {
        switch severity {
        case .error: "error: what does not hold fails the preflight"
        case .warning: "warning: what does not hold is a warning"
        }
    }

    private static func facts(_ check: CheckDefinition) -> [(String, String)] {
        var rows: [(String, String)] = []
        for name in check.needs {
            let summary = FactRegistry.builtIn[name].map { ": \($0.summary)" } ?? ""
            rows.append((rows.isEmpty ? "facts" : "", "\(name)\(summary)"))
        }
        for (index, variable) in check.objects.enumerated() {
            let fields = variable.wish.fields.map(\.description).joined(separator: ", ")
            rows.append(
                (
                    index == 0 ? "objects" : "",
                    "\(variable.name): \(variable.wish.query.title)"
                        + (fields.isEmpty ? "" : ", of which it reads \(fields)")
                ))
        }
        return rows.isEmpty ? [("facts", "none")] : rows
    }

    private static func conditions(_ check: CheckDefinition) -> [(String, String)] {
        var rows: [(String, String)] = []
        if !check.requires.isEmpty {
            rows.append(("requires", "\(check.requires.joined(separator: ", ")): skipped unless these pass or warn"))
        }
        if let applicability = check.appliesTo {
            rows.append(("applies", "when \(applicability.when.source)"))
            rows.append(("", "else skipped: \(applicability.otherwise.source)"))
        }
        if let each = check.forEach { rows.append(("for each", "of want.\(each.rawValue); the worst counts")) }
        return rows
    }

    private static func outcome(_ outcome: CheckDefinition.Outcome) -> String {
        var rows = [("when", outcome.when.source), ("message", outcome.message.source)]
        if let hint = outcome.hint { rows.append(("next", hint.source)) }
        if let details = outcome.details { rows.append(("details", details.source)) }
        return "  \(outcome.verdict.rawValue)\n" + rows.map { row("    \($0.0)", $0.1) }.joined()
    }

    /// Text beside its heading; a word that is longer keeps its line.
    static func row(_ heading: String, _ text: String) -> String {
        TextWrap.lines(plainLine(text), width: 66).enumerated().map { index, line in
            let start = index == 0 ? heading : ""
            return start + String(repeating: " ", count: max(1, 14 - start.count)) + line + "\n"
        }
        .joined()
    }
}
