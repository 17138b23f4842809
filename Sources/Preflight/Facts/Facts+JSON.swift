public import Value

/// The recorded form, for `snapshot` and `--from`. Facts hold no secrets: what is gathered leaves them out.
extension Facts {
    static let schemaVersion = "groundcrew.snapshot/v1"

    public var json: Value {
        [
            "schema": .string(Self.schemaVersion), "simulated": .bool(isSimulated), "cluster": cluster?.json ?? .null,
            "labels": .array(labels.sorted().map(Value.string)), "facts": .object(recorded),
        ]
    }

    private var recorded: Object {
        var recorded = others
        for (name, fact) in facts {
            var value = fact.json
            // What was asked for says something only of what was found.
            if case .known = fact, let read = objects[name] { value = read.json.merged(with: value) }
            if let time = times[name] { value = value.merged(with: time.json) }
            recorded[name.rawValue] = value
        }
        return recorded.sorted()
    }

    /// - Throws: `PreflightError` with code `invalidSnapshot` that names the part which is wrong.
    public init(json: Value) throws(PreflightError) {
        let schema = json["schema"]?.string
        guard schema == Self.schemaVersion else {
            throw Self.invalid("its schema is \(schema.map { "'\($0)'" } ?? "missing"), not '\(Self.schemaVersion)'")
        }
        guard let recorded = json["facts"]?.object else { throw Self.invalid("it has no object 'facts'") }
        self.init(
            labels: Set((json["labels"]?.array ?? []).compactMap(\.string)),
            isSimulated: json["simulated"]?.bool ?? false)
        if let cluster = json["cluster"], !cluster.isNull { self.cluster = try ClusterIdentityFact(json: cluster) }
        for (key, value) in recorded {
            let name = FactName(key)
            guard name.isObjects || FactRegistry.builtIn[name] != nil else {
                others[key] = value
                continue
            }
            facts[name] = try Fact(json: value, name: key)
            times[name] = FactTime(json: value)
            objects[name] = try RecordedObjects(json: value, name: key)
        }
    }

    /// Reads a snapshot's text.
    public init(jsonBytes: [UInt8], file: String) throws(PreflightError) {
        let value: Value
        do {
            value = try Value(json: jsonBytes, limits: JSONLimits(maximumSize: PreflightLimits.snapshotBytes))
        } catch {
            throw PreflightError(.invalidSnapshot, "\(file): the snapshot is not JSON: \(error)", underlying: error)
        }
        do {
            try self.init(json: value)
        } catch {
            throw PreflightError(.invalidSnapshot, "\(file): \(error.message)", underlying: error)
        }
    }

    static func invalid(_ message: String) -> PreflightError {
        PreflightError(.invalidSnapshot, "the snapshot cannot be used: \(message)")
    }
}

extension FactTime {
    var json: Value { ["gathered": ["from": .integer(start.inMicroseconds), "to": .integer(end.inMicroseconds)]] }

    /// Nil where it was not recorded.
    init?(json: Value) {
        guard let start = json["gathered"]?["from"]?.integer, let end = json["gathered"]?["to"]?.integer else {
            return nil
        }
        self.init(.microseconds(start), .microseconds(end))
    }
}

extension Fact {
    var json: Value {
        switch self {
        case .known(let value): return ["state": "known", "value": value]
        case .absent: return ["state": "absent"]
        case .unknown(let reason):
            var object: Object = [
                "state": "unknown", "code": .string(reason.code.rawValue), "message": .string(reason.message),
            ]
            if let verb = reason.verb { object["verb"] = .string(verb) }
            if let resource = reason.resource { object["resource"] = .string(resource) }
            return .object(object)
        }
    }

    init(json: Value, name: String) throws(PreflightError) {
        switch json["state"]?.string {
        case "known":
            guard let value = json["value"] else { throw Facts.invalid("fact '\(name)' has no value") }
            self = .known(value)
        case "absent": self = .absent
        case "unknown":
            guard let code = json["code"]?.string.flatMap(UnknownReason.Code.init), let text = json["message"]?.string
            else { throw Facts.invalid("fact '\(name)' does not say why it is unknown") }
            self = .unknown(
                UnknownReason(code, text, verb: json["verb"]?.string, resource: json["resource"]?.string))
        default: throw Facts.invalid("fact '\(name)' has no state known, absent or unknown")
        }
    }
}

extension ClusterIdentityFact {
    public var json: Value {
        var object: Object = ["server": .string(server)]
        if let uid { object["uid"] = .string(uid) }
        if let note { object["note"] = .string(note) }
        return .object(object)
    }

    init(json: Value) throws(PreflightError) {
        guard let server = json["server"]?.string else { throw Facts.invalid("its cluster has no server") }
        self.init(server: server, uid: json["uid"]?.string, note: json["note"]?.string)
    }
}
