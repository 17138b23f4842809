import GoTemplate
import Value
import YAML

/// What Go's strict decoding of `Chart.yaml` finds beside its usual one: unknown fields and keys given twice.
enum StrictMetadata {
    private static let fields: Set<String> = [
        "name", "home", "sources", "version", "description", "keywords", "maintainers", "icon", "apiversion",
        "condition", "tags", "appversion", "deprecated", "annotations", "kubeversion", "dependencies", "type",
    ]
    private static let lists: [String: Set<String>] = [
        "maintainers": ["name", "email", "url"],
        "dependencies": [
            "name", "version", "repository", "condition", "tags", "enabled", "import-values", "alias",
        ],
    ]

    /// The first problem, with its place in the file; nil when there is none.
    static func problem(in file: ChartFile) -> String? {
        var rules = YAMLRules.helm
        rules.rejectsDuplicateKeys = true
        rules.keepsMarks = true
        do {
            let document = try YAML.decodeDocument(file.bytes, file: file.path, rules: rules)
            guard let (field, path) = unknownField(document.value) else { return nil }
            let reason = "error unmarshaling JSON: while decoding JSON: json: unknown field \(GoQuote.quoted(field))"
            return document.mark(of: path).map { "\(reason) (line \($0.line), column \($0.column))" } ?? reason
        } catch {
            return "error converting YAML to JSON: \(error.mark): \(error.message)"
        }
    }

    /// Go reads keys of any case, objects in the order of their keys.
    private static func unknownField(_ value: Value) -> (name: String, path: ValuePath)? {
        for (key, member) in sorted(value) {
            let name = key.lowercased()
            guard fields.contains(name) else { return (key, ValuePath([.key(key)])) }
            guard let known = lists[name] else { continue }
            for (index, element) in (member.array ?? []).enumerated() {
                for (inner, _) in sorted(element) where !known.contains(inner.lowercased()) {
                    return (inner, ValuePath([.key(key), .index(index), .key(inner)]))
                }
            }
        }
        return nil
    }

    private static func sorted(_ value: Value) -> [Object.Element] {
        (value.object ?? [:]).sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
    }

    /// The Go types that the values of `keys` decode to when nothing says what they should be.
    static func goTypes(of keys: [String], in file: ChartFile) -> [String: String] {
        // Text that is not YAML has been reported before.
        guard let value = try? YAML.decode(file.bytes, file: file.path, rules: .helm) else { return [:] }
        var types: [String: String] = [:]
        for key in keys {
            switch value[key] {
            case nil: continue
            case .null?: types[key] = "<nil>"
            case .bool?: types[key] = "bool"
            case .integer?, .float?, .number?: types[key] = "float64"
            case .string?: types[key] = "string"
            case .array?: types[key] = "[]interface {}"
            case .object?: types[key] = "map[string]interface {}"
            }
        }
        return types
    }
}
