import Value

extension FieldSet {
    /// The form of `metadata.managedFields[].fieldsV1`.
    var fieldsV1: Value {
        var result = Object()
        let elements = members.union(children.keys).sorted { $0.sortKey < $1.sortKey }
        for element in elements {
            var child = children[element]?.fieldsV1.object ?? [:]
            if members.contains(element), !child.isEmpty {
                var marked: Object = [".": [:]]
                for (key, value) in child { marked[key] = value }
                child = marked
            }
            result[element.sortKey] = .object(child)
        }
        return .object(result)
    }

    /// Reads `fieldsV1`; keys that are none of `f:`, `k:`, `v:`, `i:` are left out.
    init(fieldsV1: Value) {
        for (key, value) in fieldsV1.object ?? [:] where key != "." {
            guard let element = PathElement(text: key) else { continue }
            let child = value.object ?? [:]
            if child.isEmpty || child["."] != nil { members.insert(element) }
            let deeper = FieldSet(fieldsV1: value)
            if !deeper.isEmpty { children[element] = deeper }
        }
    }
}

extension PathElement {
    fileprivate init?(text: String) {
        let rest = String(text.dropFirst(2))
        switch text.prefix(2) {
        case "f:": self = .field(rest)
        case "k:":
            // A key that is not JSON is left out, as one of an unknown kind is.
            guard let keys = (try? Value(jsonText: rest))?.object else { return nil }
            self = .key(keys)
        case "v:":
            guard let value = try? Value(jsonText: rest) else { return nil }  // As above.
            self = .value(value)
        case "i:":
            guard let index = Int(rest) else { return nil }
            self = .index(index)
        default: return nil
        }
    }
}
