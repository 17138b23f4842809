public import Value

/// One place of a file, as its schema describes it.
public struct SchemaField: Sendable, Equatable {
    /// Such as `models[].resources.gpu`; `NAME` stands for names of the user's.
    public var path: String
    public var title: String
    /// Names of JSON Schema without `null`; empty where any will do.
    public var types: [String]
    /// The only values that may stand there; empty where there are others.
    public var choices: [Value]
    public var minimum: Value?
    public var maximum: Value?
    public var defaultValue: Value?
    public var example: Value?
    public var isRequired: Bool

    /// All fields at every depth, an object or a list before what is in it.
    public static func all(of schema: JSONSchema) -> [SchemaField] { inside(schema.keywords, at: "") }

    private init(_ node: Object, path: String, isRequired: Bool) {
        self.path = path
        title = node["title"]?.string ?? ""
        let all = node["type"]?.string.map { [$0] } ?? node["type"]?.array?.compactMap(\.string) ?? []
        types = all.filter { $0 != "null" }
        choices = (node["enum"]?.array ?? node["const"].map { [$0] } ?? []).filter { !$0.isNull }
        minimum = node["minimum"]
        maximum = node["maximum"]
        defaultValue = node["default"]
        example = node["examples"]?[0]
        self.isRequired = isRequired
    }

    /// What stands within what `node` describes, which stands at `path`.
    private static func inside(_ node: Object, at path: String) -> [SchemaField] {
        if let elements = node["items"]?.object { return inside(elements, at: "\(path)[]") }
        var fields: [SchemaField] = []
        let required = node["required"]?.array ?? []
        for (name, value) in node["properties"]?.object ?? [:] {
            guard let member = value.object else { continue }
            let place = path.isEmpty ? name : "\(path).\(name)"
            fields.append(
                SchemaField(member, path: place, isRequired: required.contains(.string(name))))
            fields += inside(member, at: place)
        }
        if let other = node["additionalProperties"]?.object {
            let place = path.isEmpty ? "NAME" : "\(path).NAME"
            fields.append(SchemaField(other, path: place, isRequired: false))
            fields += inside(other, at: place)
        }
        return fields
    }
}
