public import Preflight
import Value

/// A preflight's report as SARIF 2.1.0, for code scanning: a check is a rule, and findings stand in the user's file.
///
/// What fails the run is an error; what leaves it undecided is open, which SARIF gives no level, and so is told as a
/// notification as well.
public enum SARIFReport {
    public static func render(_ report: PreflightReport, origin: ReportOrigin) -> String {
        let rules = report.results.map { result -> Value in
            [
                "id": .string(result.id), "name": .string(result.id),
                "shortDescription": ["text": .string(plainText(result.title))],
                "properties": ["category": .string(plainText(result.category))],
            ]
        }
        let run: Value = [
            "tool": [
                "driver": ["name": "groundcrew", "semanticVersion": .string(origin.version), "rules": .array(rules)]
            ],
            "invocations": [invocation(report, origin)],
            "results": .array(
                report.results.enumerated().map { index, result in
                    self.result(result, index, report, origin)
                }),
            "properties": [
                "cluster": .string(report.cluster.map { plainText($0.server) } ?? ""),
                "simulated": .bool(report.isSimulated), "outcome": .string(report.outcome.rawValue),
            ],
        ]
        let document: Value = [
            "$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0", "runs": [run],
        ]
        return document.json(pretty: true) + "\n"
    }

    private static func invocation(_ report: PreflightReport, _ origin: ReportOrigin) -> Value {
        let undecided = report.results.enumerated().filter { report.standing(of: $0.element) == .undecided }
        return [
            "executionSuccessful": .bool(undecided.isEmpty), "startTimeUtc": .string(origin.startedAt + "Z"),
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
        let (kind, level) = kind(report.standing(of: result))
        var location: Object = [:]
        if let file = origin.file { location["physicalLocation"] = place(file) }
        if let cluster = report.cluster {
            location["logicalLocations"] = [
                ["fullyQualifiedName": .string(plainText(cluster.server)), "kind": "cluster"]
            ]
        }
        return [
            "ruleId": .string(result.id), "ruleIndex": .integer(Int64(index)), "kind": .string(kind),
            "level": .string(level), "message": ["text": .string(text(result))],
            "locations": location.isEmpty ? [] : [.object(location)],
            "partialFingerprints": ["check/v1": .string(result.id)],
        ]
    }

    private static func text(_ result: CheckResult) -> String {
        var text = plainText(result.message)
        for detail in result.details { text += "\n- \(plainText(detail))" }
        if let hint = result.hint { text += "\nnext: \(plainText(hint))" }
        return text
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

    /// Other kinds than `fail` must have the level `none`.
    private static func kind(_ standing: Standing) -> (String, String) {
        switch standing {
        case .passed: ("pass", "none")
        case .warned: ("fail", "warning")
        case .failed: ("fail", "error")
        case .skipped: ("notApplicable", "none")
        case .undecided: ("open", "none")
        }
    }
}
