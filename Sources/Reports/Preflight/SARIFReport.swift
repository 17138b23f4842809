public import Preflight
import Value

/// A preflight's report as SARIF 2.1.0, for code scanning: a check is a rule; what is unknown is to be reviewed.
public enum SARIFReport {
    /// - Parameter version: groundcrew's own.
    public static func render(_ report: PreflightReport, version: String) -> String {
        let rules = report.results.map { result -> Value in
            [
                "id": .string(result.id), "name": .string(result.id),
                "shortDescription": ["text": .string(plainText(result.title))],
                "properties": ["category": .string(plainText(result.category))],
            ]
        }
        let run: Value = [
            "tool": [
                "driver": ["name": "groundcrew", "semanticVersion": .string(version), "rules": .array(rules)]
            ],
            "results": .array(report.results.enumerated().map(result)),
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

    private static func result(_ index: Int, _ result: CheckResult) -> Value {
        var text = plainText(result.message)
        for detail in result.details { text += "\n- \(plainText(detail))" }
        if let hint = result.hint { text += "\nnext: \(plainText(hint))" }
        let (kind, level) = kind(result.verdict)
        return [
            "ruleId": .string(result.id), "ruleIndex": .integer(Int64(index)), "kind": .string(kind),
            "level": .string(level), "message": ["text": .string(text)],
            "locations": [
                [
                    "physicalLocation": [
                        "artifactLocation": ["uri": .string(plainText(result.file))], "region": ["startLine": 1],
                    ]
                ]
            ],
            "partialFingerprints": ["check/v1": .string(result.id)],
        ]
    }

    /// Other kinds than `fail` must have the level `none`.
    private static func kind(_ verdict: Verdict) -> (String, String) {
        switch verdict {
        case .pass: ("pass", "none")
        case .warn: ("fail", "warning")
        case .fail: ("fail", "error")
        case .skipped: ("notApplicable", "none")
        case .unknown: ("review", "none")
        }
    }
}
