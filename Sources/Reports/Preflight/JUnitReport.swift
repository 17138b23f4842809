import Formats
public import Preflight

/// A preflight's report as JUnit XML: the run is a suite, a check is a case of its category's class.
///
/// What fails the run is a failure, what leaves it undecided an error, a warning a case that passed and says something.
/// The time of a case is that of its judging and of gathering what it reads; the suite's is that of the whole, which is
/// less than their sum: facts are gathered at the same time, and serve several checks.
public enum JUnitReport {
    public static func render(_ report: PreflightReport, origin: ReportOrigin) -> String {
        let head =
            "name=\"preflight\"\(counts(report)) time=\"\(report.duration.decimalText)\" "
            + "timestamp=\(quoted(origin.startedAt))"
        var xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites \(head)>\n"
        xml += "  <testsuite \(head) hostname=\(quoted(origin.hostname))>\n    <properties>\n"
        for (name, value) in properties(report, origin) {
            xml += "      <property name=\(quoted(name)) value=\(quoted(value))/>\n"
        }
        xml += "    </properties>\n"
        for result in report.results { xml += testCase(result, report.standing(of: result)) }
        return xml + "  </testsuite>\n</testsuites>\n"
    }

    private static func properties(_ report: PreflightReport, _ origin: ReportOrigin) -> [(String, String)] {
        var properties = [("groundcrew", origin.version), ("simulated", "\(report.isSimulated)")]
        if let cluster = report.cluster { properties.append(("cluster", cluster.server)) }
        if let file = origin.file { properties.append(("file", "\(file.path):\(file.line)")) }
        for name in report.failOn.map(\.rawValue).sorted() { properties.append(("fail-on", name)) }
        return properties
    }

    private static func counts(_ report: PreflightReport) -> String {
        func count(_ standing: Standing) -> Int { report.results.count { report.standing(of: $0) == standing } }
        return " tests=\"\(report.results.count)\" failures=\"\(count(.failed))\" errors=\"\(count(.undecided))\""
            + " skipped=\"\(count(.skipped))\""
    }

    private static func testCase(_ result: CheckResult, _ standing: Standing) -> String {
        let head =
            "    <testcase classname=\(quoted("preflight." + result.category)) name=\(quoted(result.id)) "
            + "time=\"\(result.duration.decimalText)\""
        let message = "message=\(quoted(result.message))"
        let inner: String
        switch standing {
        case .passed: return head + "/>\n"
        case .warned: inner = "<system-out>\(escaped(result.message + "\n" + text(result)))</system-out>"
        case .failed: inner = "<failure type=\(type(result)) \(message)>\(escaped(text(result)))</failure>"
        case .undecided: inner = "<error type=\(type(result)) \(message)>\(escaped(text(result)))</error>"
        case .skipped: inner = "<skipped \(message)/>"
        }
        return head + ">\n      \(inner)\n    </testcase>\n"
    }

    /// Such as `fail`, `warn`, and `unknown.forbidden`.
    private static func type(_ result: CheckResult) -> String {
        quoted(result.verdict.name + (result.unknown.map { ".\($0.code.rawValue)" } ?? ""))
    }

    private static func text(_ result: CheckResult) -> String {
        (result.details + (result.hint.map { ["next: \($0)"] } ?? [])).joined(separator: "\n")
    }

    private static func quoted(_ text: String) -> String { "\"\(escaped(text).replacing("\n", with: "&#10;"))\"" }

    private static func escaped(_ text: String) -> String {
        var escaped = ""
        for scalar in plainText(text).unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            // XML 1.0 has no place for these two, escaped or not.
            case "\u{FFFE}", "\u{FFFF}": escaped += "\u{FFFD}"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
