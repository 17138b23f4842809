import Value

/// Dotted paths into values as conditions and imports write them; no key may hold a dot.
enum ValuesPath {
    /// The object at `path`; nil when there is none.
    static func table(_ path: String, in values: Object) -> Object? {
        var table = values
        for part in path.split(separator: ".", omittingEmptySubsequences: false) {
            guard case .object(let inner)? = table[String(part)] else { return nil }
            table = inner
        }
        return table
    }

    /// What is at `path` when it is not an object; nil otherwise. Null counts as something.
    static func value(_ path: String, in values: Object) -> Value? {
        var parts = path.split(separator: ".", omittingEmptySubsequences: false)
        guard let key = parts.popLast() else { return nil }
        let table = parts.isEmpty ? values : table(parts.joined(separator: "."), in: values)
        guard let value = table?[String(key)], value.object == nil else { return nil }
        return value
    }
}
