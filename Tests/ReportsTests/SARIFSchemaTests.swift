import Preflight
import Reports
import Testing
import Value

/// What the JSON schema of SARIF 2.1.0 asks of the objects that a report holds: it allows no other keys.
@Suite struct SARIFSchemaTests {
    private struct Definition: Sendable {
        /// Keys with what they hold.
        var keys: [String: Kind]
        var required: Set<String> = []
        /// One of these has to be there.
        var oneOf: Set<String> = []
    }

    private indirect enum Kind: Sendable {
        case string
        case choice([String])
        /// With the least that it may be.
        case integer(Int64)
        case bool
        /// A date and time with its zone, as RFC 3339 has it.
        case time
        case object(String)
        case list(Kind)
        /// Any keys, each with this.
        case map(Kind)
        case anything
    }

    private static let level = Kind.choice(["none", "note", "warning", "error"])

    private static let definitions: [String: Definition] = [
        "log": Definition(
            keys: ["$schema": .string, "version": .choice(["2.1.0"]), "runs": .list(.object("run"))],
            required: ["version", "runs"]),
        "run": Definition(
            keys: [
                "tool": .object("tool"), "invocations": .list(.object("invocation")),
                "results": .list(.object("result")), "properties": .map(.anything),
                "automationDetails": .object("runAutomationDetails"),
            ], required: ["tool"]),
        "runAutomationDetails": Definition(keys: ["id": .string, "description": .object("message")]),
        "tool": Definition(keys: ["driver": .object("toolComponent")], required: ["driver"]),
        "toolComponent": Definition(
            keys: [
                "name": .string, "version": .string, "semanticVersion": .string, "informationUri": .string,
                "rules": .list(.object("reportingDescriptor")),
            ], required: ["name"]),
        "reportingDescriptor": Definition(
            keys: [
                "id": .string, "name": .string, "shortDescription": .object("message"), "properties": .map(.anything),
            ], required: ["id"]),
        "invocation": Definition(
            keys: [
                "executionSuccessful": .bool, "startTimeUtc": .time, "endTimeUtc": .time, "machine": .string,
                "toolExecutionNotifications": .list(.object("notification")),
            ], required: ["executionSuccessful"]),
        "notification": Definition(
            keys: ["level": level, "message": .object("message"), "associatedRule": .object("rule")],
            required: ["message"]),
        "rule": Definition(keys: ["id": .string, "index": .integer(-1)], oneOf: ["id", "index", "guid"]),
        "result": Definition(
            keys: [
                "ruleId": .string, "ruleIndex": .integer(-1),
                "kind": .choice(["notApplicable", "pass", "fail", "review", "open", "informational"]), "level": level,
                "message": .object("message"), "locations": .list(.object("location")),
                "partialFingerprints": .map(.string), "properties": .map(.anything),
            ], required: ["message"]),
        "message": Definition(keys: ["text": .string], oneOf: ["text", "id"]),
        "location": Definition(keys: [
            "physicalLocation": .object("physicalLocation"), "logicalLocations": .list(.object("logicalLocation")),
        ]),
        "physicalLocation": Definition(
            keys: ["artifactLocation": .object("artifactLocation"), "region": .object("region")],
            oneOf: ["address", "artifactLocation"]),
        "artifactLocation": Definition(keys: ["uri": .string, "uriBaseId": .string]),
        "region": Definition(keys: ["startLine": .integer(1)], oneOf: ["startLine", "charOffset", "byteOffset"]),
        "logicalLocation": Definition(keys: ["fullyQualifiedName": .string, "kind": .string]),
    ]

    @Test(arguments: [
        (ReportSample.report, ReportOrigin.File?.some(.init(path: "a/b.yaml", line: 12))),
        (ReportSample.report, .some(.init(path: "/a b/ü.yaml", line: 0))), (ReportSample.report, nil),
        (PreflightReport(results: []), nil),
    ])
    func everyReportIsAsTheSchemaAsks(report: PreflightReport, file: ReportOrigin.File?) throws {
        var origin = ReportSample.origin
        origin.file = file
        let log = try Value(jsonText: SARIFReport.render(report, origin: origin))
        #expect(Self.problems(log, .object("log"), at: "$") == [])
        let fleet = FleetReport(clusters: [
            ClusterReport(context: "a", report: report), ClusterReport(context: "b", error: "gone"),
        ])
        let runs = try Value(jsonText: SARIFReport.render(fleet, origin: origin))
        #expect(Self.problems(runs, .object("log"), at: "$") == [])
    }

    private static func problems(_ value: Value, _ kind: Kind, at path: String) -> [String] {
        switch kind {
        case .string: return value.string == nil ? ["\(path) is not a text"] : []
        case .choice(let texts): return texts.contains(value.string ?? "") ? [] : ["\(path) is \(value.json())"]
        case .integer(let least): return value.integer ?? least - 1 >= least ? [] : ["\(path) is \(value.json())"]
        case .bool: return value.bool == nil ? ["\(path) is not a boolean"] : []
        case .time:
            let isTime = value.string?.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/) != nil
            return isTime ? [] : ["\(path) is \(value.json())"]
        case .anything: return []
        case .list(let element):
            guard let list = value.array else { return ["\(path) is not a list"] }
            return list.enumerated().flatMap { problems($0.element, element, at: "\(path)[\($0.offset)]") }
        case .map(let element):
            guard let object = value.object else { return ["\(path) is not an object"] }
            return object.flatMap { problems($0.value, element, at: "\(path).\($0.key)") }
        case .object(let name):
            guard let object = value.object, let definition = definitions[name] else {
                return ["\(path) is no \(name)"]
            }
            return problems(object, definition, at: path)
        }
    }

    private static func problems(_ object: Object, _ definition: Definition, at path: String) -> [String] {
        var problems = definition.required.filter { object[$0] == nil }.map { "\(path) has no \($0)" }
        if !definition.oneOf.isEmpty, !definition.oneOf.contains(where: { object[$0] != nil }) {
            problems.append("\(path) has none of \(definition.oneOf.sorted())")
        }
        for (key, value) in object {
            guard let kind = definition.keys[key] else {
                problems.append("\(path) may have no \(key)")
                continue
            }
            problems += Self.problems(value, kind, at: "\(path).\(key)")
        }
        return problems
    }
}
