import Value

/// What version 1.0 of CTRF asks of the members that a report has; it allows no others.
enum CTRFSchema {
    static let document: Value = [
        "$schema": "http://json-schema.org/draft-07/schema#", "type": "object", "additionalProperties": false,
        "required": ["reportFormat", "specVersion", "results"],
        "properties": [
            "reportFormat": ["const": "CTRF"],
            "specVersion": ["type": "string", "pattern": "^[0-9]+\\.[0-9]+\\.[0-9]+$"],
            "timestamp": ["type": "string", "format": "date-time"], "generatedBy": text, "results": results,
        ],
    ]

    private static let text: Value = ["type": "string"]
    private static let name: Value = ["type": "string", "minLength": 1]
    private static let whole: Value = ["type": "integer"]
    private static let anything: Value = ["type": "object"]

    private static let results: Value = [
        "type": "object", "additionalProperties": false, "required": ["tool", "summary", "tests"],
        "properties": [
            "tool": [
                "type": "object", "additionalProperties": false, "required": ["name"],
                "properties": ["name": name, "version": text, "extra": anything],
            ],
            "summary": summary, "tests": ["type": "array", "items": test], "environment": environment,
            "extra": anything,
        ],
    ]

    private static let summary: Value = [
        "type": "object", "additionalProperties": false,
        "required": ["tests", "passed", "failed", "skipped", "pending", "other", "start", "stop"],
        "properties": [
            "tests": whole, "passed": whole, "failed": whole, "skipped": whole, "pending": whole, "other": whole,
            "flaky": whole, "suites": whole, "start": whole, "stop": whole, "duration": whole, "extra": anything,
        ],
    ]

    private static let test: Value = [
        "type": "object", "additionalProperties": false, "required": ["name", "status", "duration"],
        "properties": [
            "name": name, "status": ["enum": ["passed", "failed", "skipped", "pending", "other"]], "duration": whole,
            "suite": ["type": "array", "minItems": 1, "items": text], "message": text, "trace": text, "line": whole,
            "rawStatus": text, "tags": ["type": "array", "items": text], "type": text, "filePath": text,
            "stdout": ["type": "array", "items": text], "extra": anything,
        ],
    ]

    private static let environment: Value = [
        "type": "object", "additionalProperties": false,
        "properties": [
            "reportName": text, "appName": text, "appVersion": text, "osPlatform": text, "testEnvironment": text,
            "healthy": ["type": "boolean"], "extra": anything,
        ],
    ]
}
