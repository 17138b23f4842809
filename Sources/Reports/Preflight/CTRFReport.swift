import Formats
public import Preflight
import Value

/// A preflight's report in the Common Test Report Format, version 1: a check is a test, in the suite of its category.
///
/// What cannot be judged is `other`; a warning has passed and says something. CTRF allows no members but its own, so that
/// the rest stands under `extra`.
public enum CTRFReport {
    static let specification = "1.0.0"

    public static func render(_ report: PreflightReport, origin: ReportOrigin) -> String {
        document([Run(name: "preflight", report: report)], report.outcome, report.duration, origin)
    }

    public static func render(_ fleet: FleetReport, origin: ReportOrigin) -> String {
        let runs = fleet.clusters.map { Run(name: $0.context, report: fleet.report(of: $0)) }
        return document(runs, fleet.outcome, fleet.duration, origin)
    }

    private struct Run {
        /// The outermost suite of its tests.
        var name: String
        var report: PreflightReport
    }

    private static func document(
        _ runs: [Run], _ outcome: PreflightReport.Outcome, _ duration: Duration, _ origin: ReportOrigin
    ) -> String {
        let tests = runs.flatMap { run in run.report.results.map { test($0, run, origin) } }
        let environment: Value = [
            "reportName": "preflight", "appName": "groundcrew", "appVersion": .string(origin.version),
            "healthy": .bool(outcome == .passed),
            "extra": ["machine": .string(plainText(origin.hostname)), "clusters": .array(runs.map(cluster))],
        ]
        let results: Value = [
            "tool": ["name": "groundcrew", "version": .string(origin.version)],
            "summary": summary(runs, duration, origin), "tests": .array(tests), "environment": environment,
            "extra": ["outcome": .string(outcome.rawValue)],
        ]
        let document: Value = [
            "reportFormat": "CTRF", "specVersion": .string(specification),
            "timestamp": .string(origin.startText + "Z"), "generatedBy": .string("groundcrew \(origin.version)"),
            "results": results,
        ]
        return document.json(pretty: true) + "\n"
    }

    private static func summary(_ runs: [Run], _ duration: Duration, _ origin: ReportOrigin) -> Value {
        let start = origin.start * 1000
        let words = runs.flatMap { run in run.report.results.map { ReportWords(run.report.standing(of: $0)).ctrf } }
        var summary: Object = ["tests": .integer(Int64(words.count))]
        for status in ["passed", "failed", "skipped", "pending", "other"] {
            summary[status] = .integer(Int64(words.count { $0 == status }))
        }
        summary["suites"] = .integer(Int64(runs.reduce(0) { $0 + $1.report.categories.count }))
        summary["start"] = .integer(start)
        summary["stop"] = .integer(start + duration.inMilliseconds)
        summary["duration"] = .integer(duration.inMilliseconds)
        return .object(summary)
    }

    private static func test(_ result: CheckResult, _ run: Run, _ origin: ReportOrigin) -> Value {
        let place = origin.places(of: result, in: run.report)[0]
        var test: Object = [
            "name": .string(result.id), "status": .string(ReportWords(run.report.standing(of: result)).ctrf),
            "duration": .integer(result.duration.inMilliseconds),
            "suite": [.string(plainText(run.name)), .string(plainText(result.category))],
            "message": .string(plainText(([result.message] + result.notes(bullet: "- ")).joined(separator: "\n"))),
            "rawStatus": .string(result.exactVerdict), "tags": [.string(plainText(result.category))],
            "type": "preflight", "filePath": .string(plainText(place.path)), "line": .integer(Int64(place.line)),
        ]
        var extra: Object = [
            "title": .string(plainText(result.title)), "severity": .string(result.severity.rawValue),
        ]
        if let hint = result.hint { extra["hint"] = .string(plainText(hint)) }
        if let requirement = result.requirement { extra["requirement"] = .string(plainText(requirement)) }
        if let policy = result.policy { extra["policy"] = .string(plainText(policy.sentence)) }
        test["extra"] = .object(extra)
        return .object(test)
    }

    private static func cluster(_ run: Run) -> Value {
        let report = run.report
        var cluster: Object = [
            "name": .string(plainText(run.name)), "outcome": .string(report.outcome.rawValue),
            "simulated": .bool(report.isSimulated),
        ]
        if let identity = report.cluster {
            cluster["server"] = .string(plainText(identity.server))
            if let uid = identity.uid { cluster["uid"] = .string(plainText(uid)) }
        }
        if let requests = report.requests { cluster["requests"] = .string(requests.text) }
        if let recordedAt = report.recordedAt { cluster["recordedAt"] = .string(plainText(recordedAt)) }
        return .object(cluster)
    }
}
