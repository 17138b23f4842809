public import Preflight
import Value

/// A preflight's report as SARIF 2.1.0, for code scanning: a cluster is a run, a check is a rule, and findings stand in the
/// user's file, at the deployments that they name, else in the check's.
///
/// What fails the run is an error; what leaves it undecided is open, which SARIF gives no level, and so is told as a
/// notification as well.
public enum SARIFReport {
    public static func render(_ report: PreflightReport, origin: ReportOrigin) -> String {
        document([.object(run(report, origin))])
    }

    public static func render(_ fleet: FleetReport, origin: ReportOrigin) -> String {
        document(
            fleet.clusters.map { cluster -> Value in
                var run = run(fleet.report(of: cluster), origin)
                // Code scanning keeps runs of one tool apart by it.
                run["automationDetails"] = ["id": .string("preflight/\(plainLine(cluster.context))/")]
                return .object(run)
            })
    }

    private static func document(_ runs: [Value]) -> String {
        let document: Value = [
            "$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0", "runs": .array(runs),
        ]
        return document.json(pretty: true) + "\n"
    }

    private static func run(_ report: PreflightReport, _ origin: ReportOrigin) -> Object {
        [
            "tool": [
                "driver": [
                    "name": "groundcrew", "semanticVersion": .string(origin.version),
                    "rules": .array(report.results.map(rule)),
                ]
            ],
            "invocations": [invocation(report, origin)],
            "results": .array(
                report.results.enumerated().map { index, result in
                    self.result(result, index, report, origin)
                }),
            "properties": properties(report),
        ]
    }

    private static func rule(_ result: CheckResult) -> Value {
        var properties: Object = ["category": .string(plainText(result.category))]
        if let requirement = result.requirement { properties["requirement"] = .string(plainText(requirement)) }
        return [
            "id": .string(result.id), "name": .string(result.id),
            "shortDescription": ["text": .string(plainText(result.title))], "properties": .object(properties),
        ]
    }

    private static func properties(_ report: PreflightReport) -> Value {
        var properties: Object = [
            "cluster": .string(report.cluster.map { plainText($0.server) } ?? ""),
            "simulated": .bool(report.isSimulated), "outcome": .string(report.outcome.rawValue),
        ]
        if let uid = report.cluster?.uid { properties["clusterUID"] = .string(plainText(uid)) }
        if let requests = report.requests { properties["requests"] = .string(requests.text) }
        if let recordedAt = report.recordedAt { properties["recordedAt"] = .string(plainText(recordedAt)) }
        return .object(properties)
    }

    private static func invocation(_ report: PreflightReport, _ origin: ReportOrigin) -> Value {
        let undecided = report.results.enumerated().filter { report.standing(of: $0.element) == .undecided }
        return [
            "executionSuccessful": .bool(undecided.isEmpty), "startTimeUtc": .string(origin.startText + "Z"),
            "machine": .string(plainText(origin.hostname)),
            "toolExecutionNotifications": .array(
                undecided.map { index, result in
                    [
                        "level": "error", "message": ["text": .string(text(result))],
                        "associatedRule": ["id": .string(result.id), "index": .integer(Int64(index))],
                    ]
                }),
        ]
    }

    private static func result(
        _ result: CheckResult, _ index: Int, _ report: PreflightReport, _ origin: ReportOrigin
    ) -> Value {
        let words = ReportWords(report.standing(of: result))
        let locations = origin.places(of: result, in: report).map { file -> Value in
            var location: Object = ["physicalLocation": place(file)]
            if let cluster = report.cluster {
                location["logicalLocations"] = [
                    ["fullyQualifiedName": .string(plainText(cluster.server)), "kind": "cluster"]
                ]
            }
            return .object(location)
        }
        var object: Object = [
            "ruleId": .string(result.id), "ruleIndex": .integer(Int64(index)), "kind": .string(words.sarifKind),
            "level": .string(words.sarifLevel), "message": ["text": .string(text(result))],
            "locations": .array(locations), "partialFingerprints": ["check/v1": .string(result.id)],
        ]
        if let policy = result.policy { object["properties"] = ["policy": .string(plainText(policy.sentence))] }
        return .object(object)
    }

    private static func text(_ result: CheckResult) -> String {
        plainText(([result.message] + result.notes(bullet: "- ")).joined(separator: "\n"))
    }

    private static func place(_ file: ReportOrigin.File) -> Value {
        let isAbsolute = file.path.hasPrefix("/")
        var artifact: Object = ["uri": .string((isAbsolute ? "file://" : "") + encoded(file.path))]
        if !isAbsolute { artifact["uriBaseId"] = "%SRCROOT%" }
        return [
            "artifactLocation": .object(artifact), "region": ["startLine": .integer(Int64(max(1, file.line)))],
        ]
    }

    /// The path as a URI has it.
    private static func encoded(_ path: String) -> String {
        var text = ""
        for byte in path.utf8 {
            let isLetter = (97...122).contains(byte | 0x20)
            if isLetter || (48...57).contains(byte) || "-._~/".utf8.contains(byte) {
                text.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                let digits = String(byte, radix: 16, uppercase: true)
                text += byte < 16 ? "%0\(digits)" : "%\(digits)"
            }
        }
        return text
    }
}
