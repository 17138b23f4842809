import Value

/// What was asked for when objects were read, so that nobody takes for absent what was never read.
public struct RecordedObjects: Sendable, Hashable {
    /// Paths, in order; nil when every field was kept.
    public var fields: [String]?
    /// Where those were looked for that stand in the namespaces that are wanted; nil where they are not looked for so.
    public var namespaces: [String]?

    public init(fields: [String]?, namespaces: [String]? = nil) {
        self.fields = fields
        self.namespaces = namespaces
    }

    var json: Value {
        var object: Object = [:]
        if let fields { object["fields"] = .array(fields.map(Value.string)) }
        if let namespaces { object["namespaces"] = .array(namespaces.map(Value.string)) }
        return .object(object)
    }

    /// Nil where nothing of it was recorded.
    init?(json: Value) {
        let fields = json["fields"]?.array?.compactMap(\.string)
        let namespaces = json["namespaces"]?.array?.compactMap(\.string)
        guard fields != nil || namespaces != nil else { return nil }
        self.init(fields: fields, namespaces: namespaces)
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
        if let fields = recorded?.fields, fields == wish.fields.map(\.description) { return .array(kept) }
        let projection = ObjectProjection(wish)
        return .array(kept.map(projection.cut))
    }

    private static func unrecorded(_ recorded: RecordedObjects?, _ wish: ObjectsWish) -> [String] {
        guard let fields = recorded?.fields else { return [] }
        // What is no path covers nothing, which is told by the fields that are missing.
        let known = fields.compactMap { try? FieldPath($0) }
        let always = [FieldPath.name, FieldPath.namespace]
        let covering = known + always
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
