public import Value

extension Snapshot {
    /// With keys in order, and with the digest of all the rest.
    public var json: Value {
        var document = facts.json.object ?? [:]
        document["groundcrew"] = .string(version)
        document["recordedAt"] = .string(recordedAt)
        document["work"] = .string(work)
        document["namespace"] = namespace.map(Value.string)
        document["namesHashed"] = .bool(areNamesHashed)
        document["notRecorded"] = .array(missing.map(\.value))
        document["digest"] = .string(Self.digest(of: .object(document)))
        return .object(document.sorted())
    }

    /// The text of its file; the same for the same snapshot.
    public var bytes: [UInt8] { json.jsonBytes(pretty: true, sortedKeys: true) + [UInt8(ascii: "\n")] }

    /// Reads what `bytes` wrote, and nothing else.
    ///
    /// - Throws: `PreflightError` with code `invalidSnapshot` for what is no snapshot, is of a newer groundcrew, or was
    ///   changed since.
    public init(jsonBytes: [UInt8], file: String) throws(PreflightError) {
        let limits = JSONLimits(
            maximumSize: PreflightLimits.snapshotBytes, maximumDepth: PreflightLimits.snapshotDepth)
        let value: Value
        do {
            value = try Value(json: jsonBytes, limits: limits, rules: JSONRules(rejectsDuplicateKeys: true))
        } catch {
            throw PreflightError(
                .invalidSnapshot, "\(file): the snapshot is not JSON: \(error)\(Self.next)", underlying: error)
        }
        do {
            try self.init(json: value)
        } catch {
            throw PreflightError(.invalidSnapshot, "\(file): \(error.message)\(Self.next)", underlying: error)
        }
    }

    private static let next = "; groundcrew snapshot -o FILE records one"

    init(json: Value) throws(PreflightError) {
        guard let document = json.object else {
            throw PreflightError(.invalidSnapshot, "this is no snapshot but \(json.typeWithArticle)")
        }
        try Self.checkSchema(document["schema"]?.string)
        try Self.checkDigest(document)
        let facts = try Facts(json: json)
        try facts.checkForms()
        guard let recordedAt = document["recordedAt"]?.string, Self.isTime(recordedAt) else {
            throw Facts.invalid("it does not say when it was recorded")
        }
        guard let version = document["groundcrew"]?.string, let work = document["work"]?.string else {
            throw Facts.invalid("it does not say by whom and for what it was recorded")
        }
        self.init(
            facts, recordedAt: recordedAt, version: version, work: work,
            namespace: document["namespace"]?.string, areNamesHashed: document["namesHashed"]?.bool ?? false)
    }

    // MARK: - Checking

    private static func checkSchema(_ schema: String?) throws(PreflightError) {
        guard schema != schemaVersion else { return }
        guard let schema else {
            throw PreflightError(.invalidSnapshot, "this is no snapshot: its schema is missing")
        }
        let family = String(schemaVersion.prefix { $0 != "/" }) + "/v"
        if schema.hasPrefix(family), Int(schema.dropFirst(family.count)) != nil {
            throw PreflightError(
                .invalidSnapshot,
                "the snapshot is of another groundcrew: its schema is '\(schema)', and this one reads '\(schemaVersion)'"
            )
        }
        throw PreflightError(.invalidSnapshot, "this is no snapshot: its schema is '\(schema)', not '\(schemaVersion)'")
    }

    private static func checkDigest(_ document: Object) throws(PreflightError) {
        guard let digest = document["digest"]?.string else {
            throw Facts.invalid("it has no digest, so that it is not known whether it is as it was recorded")
        }
        guard digest == Self.digest(of: .object(document)) else {
            throw Facts.invalid("it was changed after it was recorded: its digest is not that of what it holds")
        }
    }

    /// Such as `2026-11-21T03:15:06Z`: it is shown in reports.
    private static func isTime(_ text: String) -> Bool {
        let form = "0000-00-00T00:00:00Z"
        guard text.utf8.count == form.utf8.count else { return false }
        return zip(text.utf8, form.utf8).allSatisfy { character, place in
            place == UInt8(ascii: "0") ? (0x30...0x39).contains(character) : character == place
        }
    }
}

extension Facts {
    /// What is a list must not be anything else: judging would take it for an empty one.
    func checkForms() throws(PreflightError) {
        let lists: Set<FactName> = [.nodes, .pods, .nodeUse, .crds, .operators]
        for name in facts.keys.sorted() where name.isObjects || lists.contains(name) {
            guard case .known(let value)? = facts[name] else { continue }
            guard let entries = value.array else {
                throw Self.invalid("fact '\(name)' is \(value.typeWithArticle), not a list")
            }
            if let other = entries.first(where: { $0.object == nil }) {
                throw Self.invalid("fact '\(name)' holds \(other.typeWithArticle), not objects alone")
            }
        }
    }
}
