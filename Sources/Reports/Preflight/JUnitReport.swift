import Formats
public import Preflight

/// A preflight's report as JUnit XML: a cluster is a suite, a check is a case of its category's class.
///
/// What fails the run is a failure, what leaves it undecided an error, a warning a case that passed and says something.
/// The time of a case is that of its judging and of gathering what it reads; the suite's is that of the whole, which is
/// less than their sum: facts are gathered at the same time, and serve several checks.
public enum JUnitReport {
    public static func render(_ report: PreflightReport, origin: ReportOrigin) -> String {
        document([Suite(name: "preflight", className: "preflight", report: report)], report.duration, origin)
    }

    public static func render(_ fleet: FleetReport, origin: ReportOrigin) -> String {
        let suites = fleet.clusters.map { cluster in
            Suite(
                name: "preflight \(cluster.context)", className: "preflight.\(cluster.context)",
                report: fleet.report(of: cluster))
        }
        return document(suites, fleet.duration, origin)
    }

    private struct Suite {
        var name: String
        /// What classes of cases begin with.
        var className: String
        var report: PreflightReport
    }

    private static func document(_ suites: [Suite], _ duration: Duration, _ origin: ReportOrigin) -> String {
        let head = head("preflight", suites.map(\.report), duration, origin)
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites \(head)>\n"
            + suites.map { text($0, origin) }.joined() + "</testsuites>\n"
    }

    private static func text(_ suite: Suite, _ origin: ReportOrigin) -> String {
        let report = suite.report
        let head = head(suite.name, [report], report.duration, origin)
        var xml = "  <testsuite \(head) hostname=\(quoted(origin.hostname))>\n    <properties>\n"
        for (name, value) in properties(report, origin) {
            xml += "      <property name=\(quoted(name)) value=\(quoted(value))/>\n"
        }
        xml += "    </properties>\n"
        for result in report.results {
            xml += testCase(result, report.standing(of: result), className: suite.className)
        }
        return xml + "  </testsuite>\n"
    }

    private static func head(
        _ name: String, _ reports: [PreflightReport], _ duration: Duration, _ origin: ReportOrigin
    ) -> String {
        func count(_ standing: Standing) -> Int { reports.reduce(0) { $0 + $1.count(standing) } }
        let tests = reports.reduce(0) { $0 + $1.results.count }
        return "name=\(quoted(name)) tests=\"\(tests)\" failures=\"\(count(.failed))\" errors=\"\(count(.undecided))\""
            + " skipped=\"\(count(.skipped))\" time=\"\(duration.decimalText)\" timestamp=\(quoted(origin.startText))"
    }

    private static func properties(_ report: PreflightReport, _ origin: ReportOrigin) -> [(String, String)] {
        var properties = [("groundcrew", origin.version), ("simulated", "\(report.isSimulated)")]
        if let cluster = report.cluster { properties.append(("cluster", cluster.server)) }
        if let uid = report.cluster?.uid { properties.append(("cluster-uid", uid)) }
        if let file = origin.file { properties.append(("file", "\(file.path):\(file.line)")) }
        for name in report.failOn.map(\.rawValue).sorted() { properties.append(("fail-on", name)) }
        for policy in report.policies { properties.append(("policy", "\(policy.check): \(policy.sentence)")) }
        if let requests = report.requests { properties.append(("requests", requests.text)) }
        if let recordedAt = report.recordedAt { properties.append(("recorded-at", recordedAt)) }
        return properties
    }

    private static func testCase(_ result: CheckResult, _ standing: Standing, className: String) -> String {
        let head =
            "    <testcase classname=\(quoted("\(className).\(result.category)")) name=\(quoted(result.id)) "
            + "time=\"\(result.duration.decimalText)\""
        let message = "message=\(quoted(result.message))"
        let text = result.notes().joined(separator: "\n")
        let type = "type=\(quoted(result.exactVerdict))"
        let inner: String
        switch ReportWords(standing).junit {
        case .none: return head + "/>\n"
        case .systemOut: inner = "<system-out>\(escaped("\(result.message)\n\(text)"))</system-out>"
        case .failure: inner = "<failure \(type) \(message)>\(escaped(text))</failure>"
        case .error: inner = "<error \(type) \(message)>\(escaped(text))</error>"
        case .skipped: inner = "<skipped \(message)/>"
        }
        return head + ">\n      \(inner)\n    </testcase>\n"
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
