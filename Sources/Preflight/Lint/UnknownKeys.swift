import Schemas
import Value

/// A key that a schema does not know, and those that it does know there.
struct UnknownKey: Hashable {
    var path: ValuePath
    var known: [String]

    /// All of a value, wherever they stand.
    static func all(in value: Value, by schema: JSONSchema) -> [UnknownKey] {
        found(in: value, by: schema.keywords, at: ValuePath())
    }

    private static func found(in value: Value, by schema: Object, at path: ValuePath) -> [UnknownKey] {
        switch value {
        case .object(let members):
            let properties = schema["properties"]?.object ?? [:]
            let others = schema["additionalProperties"]
            var found: [UnknownKey] = []
            for (key, member) in members {
                let place = path.appending(key: key)
                if let known = properties[key]?.object ?? others?.object {
                    found += Self.found(in: member, by: known, at: place)
                } else if others == false {
                    found.append(UnknownKey(path: place, known: properties.keys.sorted()))
                }
            }
            return found
        case .array(let elements):
            guard let element = schema["items"]?.object else { return [] }
            return elements.enumerated().flatMap { index, value in
                Self.found(in: value, by: element, at: path.appending(index: index))
            }
        default: return []
        }
    }

    /// The key itself.
    var name: String {
        guard case .key(let name)? = path.steps.last else { return "" }
        return name
    }
}
