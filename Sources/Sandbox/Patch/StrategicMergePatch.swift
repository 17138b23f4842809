import Value

/// Kubernetes' strategic merge patch: lists merge by the first of their keys, `$patch` and its like direct it.
enum StrategicMergePatch {
    static func apply(_ patch: Value, to document: Value, schema: Schema) throws -> Value {
        guard case .object(let changes) = patch else { return patch }
        switch changes["$patch"]?.string {
        case "replace":
            var whole = changes
            whole["$patch"] = nil
            return .object(whole)
        case "delete": return .object([:])
        default: break
        }
        var members = document.object ?? [:]
        if let retained = changes["$retainKeys"]?.array?.compactMap(\.string) {
            for key in members.keys where !retained.contains(key) { members[key] = nil }
        }
        for (key, change) in changes where !key.hasPrefix("$") {
            let inner = schema.member(key) ?? .any
            switch change {
            case .null: members[key] = nil
            case .object:
                let base = members[key] ?? .object([:])
                members[key] = try apply(change, to: base.object == nil ? .object([:]) : base, schema: inner)
            case .array(let elements):
                let order = changes["$setElementOrder/\(key)"]?.array
                members[key] = .array(
                    try mergedList(elements, into: members[key]?.array ?? [], schema: inner, order: order))
            default: members[key] = change
            }
        }
        for (key, change) in changes where key.hasPrefix("$deleteFromPrimitiveList/") {
            let name = String(key.dropFirst("$deleteFromPrimitiveList/".count))
            let gone = change.array ?? []
            members[name] = members[name]?.array.map { .array($0.filter { !gone.contains($0) }) }
        }
        for (key, change) in changes where key.hasPrefix("$setElementOrder/") {
            let name = String(key.dropFirst("$setElementOrder/".count))
            guard changes[name] == nil, let list = members[name]?.array, let order = change.array else { continue }
            members[name] = .array(ordered(list, by: order, key: mergeKey(schema.member(name) ?? .any)))
        }
        return .object(members)
    }

    private static func mergeKey(_ schema: Schema) -> String? {
        if case .map(let keys) = schema.listKind { keys.first } else { nil }
    }

    private static func mergedList(
        _ changes: [Value], into list: [Value], schema: Schema, order: [Value]?
    ) throws -> [Value] {
        if schema.listKind == .set {
            let result = list + changes.filter { !list.contains($0) }
            return order.map { ordered(result, by: $0, key: nil) } ?? result
        }
        guard let key = mergeKey(schema) else { return changes }
        if changes.contains(where: { $0["$patch"]?.string == "replace" }) {
            return changes.filter { $0["$patch"] == nil }
        }
        var result = list
        for change in changes {
            guard let name = change[key] else {
                throw StatusError.badRequest("map: \(change.json()) does not contain declared merge key: \(key)")
            }
            let index = result.firstIndex { $0[key] == name }
            if change["$patch"]?.string == "delete" {
                if let index { result.remove(at: index) }
            } else if let index {
                result[index] = try apply(change, to: result[index], schema: schema.items ?? .any)
            } else {
                result.append(try apply(change, to: .object([:]), schema: schema.items ?? .any))
            }
        }
        return order.map { ordered(result, by: $0, key: key) } ?? result
    }

    /// The elements that the order names, in its order; the others after those that came before them.
    private static func ordered(_ list: [Value], by order: [Value], key: String?) -> [Value] {
        func identity(_ value: Value) -> Value? { key.map { value[$0] } ?? value }
        let wanted = order.compactMap(identity)
        let named = wanted.compactMap { name in list.first { identity($0) == name } }
        let others = list.filter { item in !wanted.contains { identity(item) == $0 } }
        return named + others
    }
}
