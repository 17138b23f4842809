import GoTemplate
import Value
import YAML

/// The methods of Helm's `common.Values`, which templates can call on `.Values`.
enum ValuesMethods {
    /// Gives the map its methods. They share its entries, as Go's conversions between map types do.
    ///
    /// Unlike in Helm, a value of a method's name hides the method: the map is also the parent's, where it has none.
    static func add(to map: TemplateMap) {
        let all = [
            "AsMap": TemplateFunction { [unowned map] _ in .map(map) },
            "YAML": TemplateFunction { [unowned map] _ in .string(YAML.encode(try Value(TemplateValue.map(map)))) },
            "Table": TemplateFunction([.string]) { [unowned map] arguments in
                .map(try table(arguments.string(0), in: map))
            },
        ]
        map.methods = all.filter { map[$0.key] == nil }
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
        return table
    }
}
