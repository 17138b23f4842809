import Formats
public import Value

extension PreflightReport {
    public static let schemaVersion = "groundcrew.preflight/v1"

    /// As `schema` describes it.
    public var json: Value {
        var counts: Object = [:]
        for name in CheckResult.verdicts { counts[name] = .integer(Int64(count(name))) }
        var report: Object = [
            "schema": .string(Self.schemaVersion), "outcome": .string(outcome.rawValue),
            "simulated": .bool(isSimulated), "cluster": cluster?.json ?? .null,
            "durationMilliseconds": .integer(duration.inMilliseconds), "counts": .object(counts),
            "failOn": .array(failOn.map(\.rawValue).sorted().map(Value.string)), "requests": requests?.report ?? .null,
            "policies": .array(policies.map(\.json)), "results": .array(results.map { $0.json(standing(of: $0)) }),
        ]
        if let recordedAt { report["recordedAt"] = .string(recordedAt) }
        if let conformance { report["conformance"] = conformance.json }
        return .object(report)
    }
}

extension FleetReport {
    public static let schemaVersion = "groundcrew.preflight.fleet/v1"

    /// As `schema` describes it: each cluster with its own report, or with the reason why there is none.
    public var json: Value {
        [
            "schema": .string(Self.schemaVersion), "outcome": .string(outcome.rawValue),
            "durationMilliseconds": .integer(duration.inMilliseconds),
            "failOn": .array(failOn.map(\.rawValue).sorted().map(Value.string)),
            "clusters": .array(clusters.map(json)),
        ]
    }

    private func json(_ cluster: ClusterReport) -> Value {
        var object: Object = [
            "context": .string(cluster.context), "outcome": .string(report(of: cluster).outcome.rawValue),
        ]
        switch cluster.content {
        case .report(let report): object["report"] = report.json
        case .failure(let message, let hint):
            var error: Object = ["message": .string(message)]
            if let hint { error["hint"] = .string(hint) }
            object["error"] = .object(error)
        }
        return .object(object)
    }
}

extension CheckResult {
    /// The names of all verdicts.
    static let verdicts = ["pass", "warn", "fail", "skipped", "unknown"]

    func json(_ standing: Standing) -> Value {
        var object: Object = [
            "id": .string(id), "title": .string(title), "category": .string(category),
            "severity": .string(severity.rawValue), "verdict": .string(verdict.name),
            "standing": .string(standing.rawValue), "message": .string(message),
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
        if let requirement { object["requirement"] = .string(requirement) }
        if let policy { object["policy"] = policy.json }
        return .object(object)
    }
}

extension AppliedPolicy {
    var json: Value {
        [
            "check": .string(check), "action": .string(action.rawValue), "reason": .string(reason),
            "expires": .string(expires),
        ]
    }
}

extension RequestCounts {
    /// As reports have it.
    var report: Value {
        var object: Object = [:]
        for part in parts { object[part.name] = .integer(part.count) }
        return .object(object)
    }
}
