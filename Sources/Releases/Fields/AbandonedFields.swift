import Value

/// Fields that only Helm's client-side entry owns. Once they have changed hands they are those that the chart no longer
/// has, and the next server-side apply removes them, which no dry run shows beforehand.
enum AbandonedFields {
    /// An object as the server returned it, without them.
    static func removed(from applied: Value) -> Value {
        let entries = applied["metadata"]?["managedFields"]?.array ?? []
        func isClientSide(_ entry: Value) -> Bool { FieldHandover.isHelms(entry, "Update") }
        let kept = entries.filter { !isClientSide($0) }.compactMap { $0["fieldsV1"] }
        return entries.filter(isClientSide).compactMap { $0["fieldsV1"] }
            .reduce(applied) { removing($1, keeping: kept, from: $0) }
    }

    /// - Parameters:
    ///   - gone: in the form of `fieldsV1`, as the rest.
    ///   - kept: what others own.
    private static func removing(_ gone: Value, keeping kept: [Value], from value: Value) -> Value {
        var value = value
        let fields = (gone.object ?? [:]).compactMap { key, below in
            key == "." ? nil : step(key, in: value).map { (step: $0, key: key, below: below) }
        }
        // From the last element of a list on, so that the others keep their places.
        for (step, key, below) in fields.sorted(by: { $1.step.isBefore($0.step) }) {
            let path = ValuePath([step])
            let keptBelow = kept.compactMap { $0[key] }
            let isOwned = below["."] != nil || (below.object ?? [:]).isEmpty
            if isOwned, keptBelow.isEmpty {
                value[path] = nil
            } else if let member = value[path] {
                value[path] = removing(below, keeping: keptBelow, from: member)
            }
        }
        return value
    }

    /// What a key of `fieldsV1` means in a value: `f:name`, `k:{"name":"web"}`, `v:"a"` or `i:0`.
    private static func step(_ key: String, in value: Value) -> ValuePath.Step? {
        let rest = String(key.dropFirst(2))
        if key.hasPrefix("f:") { return value[rest].map { _ in .key(rest) } }
        guard let elements = value.array else { return nil }
        if key.hasPrefix("i:") {
            return Int(rest).flatMap { elements.indices.contains($0) ? .index($0) : nil }
        }
        // A key that is not JSON names nothing that could be removed.
        guard let wanted = try? Value(jsonText: rest) else { return nil }
        let index = elements.firstIndex { element in
            guard key.hasPrefix("k:"), let keys = wanted.object else { return element == wanted }
            return keys.allSatisfy { element[$0.key] == $0.value }
        }
        return index.map { .index($0) }
    }
}
