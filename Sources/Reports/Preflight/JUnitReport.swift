public import Preflight

/// A preflight's report as JUnit XML: a category is a suite, a check is a case; what is unknown is an error.
public enum JUnitReport {
    public static func render(_ report: PreflightReport) -> String {
        var categories: [String] = []
        for result in report.results where !categories.contains(result.category) { categories.append(result.category) }
        var xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        xml += "<testsuites name=\"preflight\"\(counts(report.results)) time=\"\(time(report.duration))\">\n"
        for category in categories {
            let results = report.results.filter { $0.category == category }
            xml += "  <testsuite name=\(quoted(category))\(counts(results))>\n"
            if let cluster = report.cluster {
                xml += "    <properties>\n      <property name=\"cluster\" value=\(quoted(cluster.server))/>\n"
                xml += "      <property name=\"simulated\" value=\"\(report.isSimulated)\"/>\n    </properties>\n"
            }
            for result in results { xml += testCase(result) }
            xml += "  </testsuite>\n"
        }
        return xml + "</testsuites>\n"
    }

    private static func counts(_ results: [CheckResult]) -> String {
        func count(_ name: String) -> Int { results.count { $0.verdict.name == name } }
        return " tests=\"\(results.count)\" failures=\"\(count("fail"))\" errors=\"\(count("unknown"))\""
            + " skipped=\"\(count("skipped"))\""
    }

    private static func testCase(_ result: CheckResult) -> String {
        let head = "    <testcase classname=\(quoted("preflight." + result.category)) name=\(quoted(result.id))"
        let text = text(result)
        let inner: String
        switch result.verdict {
        case .pass: return head + "/>\n"
        case .warn: inner = "<system-out>\(escaped(result.message + "\n" + text))</system-out>"
        case .fail: inner = "<failure message=\(quoted(result.message))>\(escaped(text))</failure>"
        case .unknown: inner = "<error message=\(quoted(result.message))>\(escaped(text))</error>"
        case .skipped: inner = "<skipped message=\(quoted(result.message))/>"
        }
        return head + ">\n      \(inner)\n    </testcase>\n"
    }

    private static func text(_ result: CheckResult) -> String {
        (result.details + (result.hint.map { ["next: \($0)"] } ?? [])).joined(separator: "\n")
    }

    private static func time(_ duration: Duration) -> String {
        let milliseconds = duration.components.seconds * 1000 + duration.components.attoseconds / 1_000_000_000_000_000
        let fraction = String(milliseconds % 1000)
        return "\(milliseconds / 1000)." + String(repeating: "0", count: 3 - fraction.count) + fraction
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
