import GoTemplate
import Value
import YAML

/// Helm's `common.Values`: a map with methods that templates can call on `.Values`.
enum ValuesMap {
    static let type = GoType(name: "common.Values", kind: .map)

    /// The map with that type and its methods. Entries are shared with `map`, as Go's conversion does.
    static func map(_ map: TemplateMap) -> TemplateMap {
        let plain = TemplateMap(map, as: .map)
        return TemplateMap(
            plain, as: type,
            methods: [
                "AsMap": TemplateFunction { _ in plain.isEmpty ? .map(TemplateMap()) : .map(plain) },
                "YAML": TemplateFunction { _ in .string(YAML.encode(try Value(.map(plain)))) },
                "Table": TemplateFunction([.string]) { .map(try table($0.string(0), in: plain)) },
            ])
    }

    /// The map at a path of keys with dots between them.
    private static func table(_ path: String, in map: TemplateMap) throws(TemplateError) -> TemplateMap {
        var table = map
        for key in path.split(separator: ".", omittingEmptySubsequences: false) {
            guard case .map(let inner)? = table[String(key)] else {
                throw .call("\(GoQuote.quoted(String(key))) is not a table")
            }
            table = inner
        }
        return self.map(table)
    }
}
