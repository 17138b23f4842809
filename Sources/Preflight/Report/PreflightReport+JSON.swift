import Formats
public import Value

extension PreflightReport {
    public static let schemaVersion = "groundcrew.preflight/v1"

    public var json: Value {
        var counts: Object = [:]
        for name in ["pass", "warn", "fail", "skipped", "unknown"] { counts[name] = .integer(Int64(count(name))) }
        return [
            "schema": .string(Self.schemaVersion), "outcome": .string(outcome.rawValue),
            "simulated": .bool(isSimulated), "cluster": cluster?.json ?? .null,
            "durationMilliseconds": .integer(duration.inMilliseconds), "counts": .object(counts),
            "failOn": .array(failOn.map(\.rawValue).sorted().map(Value.string)), "results": .array(results.map(\.json)),
        ]
    }
}

extension CheckResult {
    var json: Value {
        var object: Object = [
            "id": .string(id), "title": .string(title), "category": .string(category),
            "severity": .string(severity.rawValue), "verdict": .string(verdict.name), "message": .string(message),
            "durationMilliseconds": .integer(duration.inMilliseconds),
        ]
        if let hint { object["hint"] = .string(hint) }
        if !details.isEmpty { object["details"] = .array(details.map(Value.string)) }
        if let unknown {
            var reason: Object = ["code": .string(unknown.code.rawValue), "message": .string(unknown.message)]
            if let verb = unknown.verb { reason["verb"] = .string(verb) }
            if let resource = unknown.resource { reason["resource"] = .string(resource) }
            object["unknown"] = .object(reason)
        }
        return .object(object)
    }
}
