/// Objects, and what is to be known of each of them.
public struct ObjectsWish: Sendable, Hashable {
    public var query: ObjectsQuery
    /// Besides name and namespace, which every object has; none that another one covers, in order.
    public var fields: [FieldPath]

    public init(_ query: ObjectsQuery, fields: [FieldPath]) {
        self.query = query
        self.fields = FieldPath.reduced(fields)
    }

    public var fact: FactName { query.fact }

    /// Whether all that is to be known is metadata, which servers give alone.
    var isMetadata: Bool { fields.allSatisfy { $0.keys.first == "metadata" } }

    /// Each query once, with the fields of all who ask it; by the names of their facts.
    public static func merged(_ wishes: [ObjectsWish]) -> [ObjectsWish] {
        var fields: [ObjectsQuery: [FieldPath]] = [:]
        for wish in wishes { fields[wish.query, default: []] += wish.fields }
        return fields.map { ObjectsWish($0.key, fields: $0.value) }.sorted { $0.fact < $1.fact }
    }

    /// How it is recorded what was asked for.
    func recorded(for subject: Subject) -> RecordedObjects {
        RecordedObjects(fields: fields, namespaces: query.namespaces == .wanted ? subject.namespaces : nil)
    }
}
