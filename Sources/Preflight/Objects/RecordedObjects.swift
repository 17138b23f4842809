import Value

/// What was asked for when objects were read, so that nobody takes for absent what was never read.
public struct RecordedObjects: Sendable, Hashable {
    /// In order; nil when every field was kept.
    public var fields: [FieldPath]?
    /// Where those were looked for that stand in the namespaces that are wanted; nil where they are not looked for so.
    public var namespaces: [String]?

    public init(fields: [FieldPath]?, namespaces: [String]? = nil) {
        self.fields = fields
        self.namespaces = namespaces
    }

    var json: Value {
        var object: Object = [:]
        if let fields { object["fields"] = .array(fields.map { .string($0.description) }) }
        if let namespaces { object["namespaces"] = .array(namespaces.map(Value.string)) }
        return .object(object)
    }

    /// Nil where nothing of it was recorded.
    ///
    /// - Parameter name: of the fact, for messages.
    /// - Throws: `PreflightError` with code `invalidSnapshot`, for what would be taken for less than was recorded.
    init?(json: Value, name: String) throws(PreflightError) {
        let texts = try Self.texts(json, "fields", name)
        let namespaces = try Self.texts(json, "namespaces", name)
        guard texts != nil || namespaces != nil else { return nil }
        var fields: [FieldPath] = []
        for text in texts ?? [] {
            do {
                fields.append(try FieldPath(text))
            } catch {
                throw Facts.invalid("fact '\(name)' was recorded with a field that cannot be read: \(error.message)")
            }
        }
        self.init(fields: texts == nil ? nil : fields, namespaces: namespaces)
    }

    private static func texts(_ json: Value, _ key: String, _ name: String) throws(PreflightError) -> [String]? {
        guard let value = json[key], !value.isNull else { return nil }
        let texts = value.array?.compactMap(\.string)
        guard let texts, texts.count == value.array?.count else {
            throw Facts.invalid("\(key) of fact '\(name)' is not a list of texts")
        }
        return texts
    }
}

extension RecordedObjects {
    /// The objects that a check sees: what it asks for and nothing else, so that no other check changes what it finds.
    ///
    /// - Parameter recorded: nil when everything was recorded.
    /// - Throws: when what the check asks for was not recorded.
    static func seen(
        _ fact: Value, _ recorded: RecordedObjects?, _ wish: ObjectsWish, subject: Subject
    ) throws(UnknownReason) -> Value {
        let missing = unrecorded(recorded, wish)
        guard missing.isEmpty else {
            throw UnknownReason(
                .notGathered,
                "the facts were gathered without the fields \(missing.joined(separator: ", ")) of \(wish.query.type)")
        }
        guard let objects = fact.array else { return fact }
        let kept = try wanted(objects, recorded, wish, subject)
        if let fields = recorded?.fields, fields == wish.fields { return .array(kept) }
        let projection = ObjectProjection(wish)
        return .array(kept.map(projection.cut))
    }

    private static func unrecorded(_ recorded: RecordedObjects?, _ wish: ObjectsWish) -> [String] {
        guard let fields = recorded?.fields else { return [] }
        let covering = fields + [FieldPath.name, FieldPath.namespace]
        let missing = wish.fields.filter { field in !covering.contains { $0.covers(field) } }
        return missing.map(\.description)
    }

    /// Those of the namespaces that are wanted, where others were wanted when they were recorded.
    private static func wanted(
        _ objects: [Value], _ recorded: RecordedObjects?, _ wish: ObjectsWish, _ subject: Subject
    ) throws(UnknownReason) -> [Value] {
        guard wish.query.namespaces == .wanted, let namespaces = recorded?.namespaces else { return objects }
        let wanted = subject.namespaces
        let missing = wanted.filter { !namespaces.contains($0) }
        guard missing.isEmpty else {
            throw UnknownReason(
                .notGathered,
                "the facts were gathered without \(wish.query.type) of the namespaces "
                    + missing.joined(separator: ", "))
        }
        guard namespaces.count > wanted.count else { return objects }
        return objects.filter { object in
            guard let namespace = object["metadata"]?["namespace"]?.string else { return true }
            return wanted.contains(namespace)
        }
    }
}
