import Preflight
import Reports
import Value

/// What lint found in checks, as a person and a program read it.
enum CheckLintText {
    /// As compilers write it, so that editors find the place.
    static func text(_ reports: [CheckLint.Report]) -> String {
        let findings = reports.flatMap(\.findings)
        let errors = findings.count { $0.severity == .error }
        let words = [
            ProviderLintText.counted(errors, "error"), ProviderLintText.counted(findings.count - errors, "warning"),
        ]
        return findings.map(text).joined()
            + "\(words.joined(separator: ", ")) in \(ProviderLintText.counted(reports.count, "file"))\n"
    }

    private static func text(_ finding: CheckFinding) -> String {
        let quoted = (finding.excerpt ?? "").split(separator: "\n", omittingEmptySubsequences: true)
        return plainLine(finding.words) + "\n" + quoted.map { "    \($0)\n" }.joined()
    }

    /// What recorded facts made of them.
    static func text(_ report: PreflightReport) -> String {
        let lines = report.results.map { result in
            var text =
                "  " + TextWrap.hanging("\(result.verdict.name) \(result.id): \(result.message)", width: 78, indent: 4)
            for detail in result.details { text += "\n    - " + TextWrap.hanging(detail, width: 74, indent: 6) }
            if let hint = result.hint { text += "\n    next: " + TextWrap.hanging(hint, width: 70, indent: 10) }
            return text + "\n"
        }
        return "\nby the snapshot:\n" + lines.joined()
    }

    static func value(_ report: CheckLint.Report) -> Value {
        [
            "file": .string(report.file), "id": report.id.map(Value.string) ?? .null,
            "usable": .bool(report.check != nil), "findings": .array(report.findings.map(\.value)),
        ]
    }
}
