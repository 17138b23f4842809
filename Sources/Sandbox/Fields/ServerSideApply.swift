import Value

/// One server-side apply: the live object, the configuration, and who applies it.
struct ServerSideApply {
    let resource: ResourceDefinition
    let schema: Schema
    let manager: String
    let apiVersion: String
    let subresource: String
    let isForced: Bool
    let date: Timestamp

    /// The object to store, with its managed fields.
    ///
    /// - Throws: a conflict that lists each field with its manager, as the real server words it.
    func apply(_ config: Value, to live: Value?) throws -> Value {
        var config = config
        config[at: "metadata", "managedFields"] = nil
        let base = live ?? .object([:])
        var managed = ManagedFields(base)
        let mine = ManagedFields.Entry(
            manager: manager, isApply: true, apiVersion: apiVersion, time: date.text, subresource: subresource,
            fields: ManagedFields.owned(config, schema: schema, subresource: subresource))

        var liveBare = base
        liveBare[at: "metadata", "managedFields"] = nil
        var merged = schema.merged(live: liveBare, applied: config)

        let others = managed.entries.filter { !isSameManager($0, mine) }
        let former = managed.entries.first { isSameManager($0, mine) }
        if let former {
            let gone = former.fields.subtracting(mine.fields)
            let kept = others.reduce(mine.fields) { $0.union($1.fields) }
            merged = schema.removing(gone, keeping: kept, from: merged)
        }
        let changed = schema.differences(from: liveBare, to: merged).changed
        try checkConflicts(changed: changed, others: others)

        let (touched, removed) = schema.differences(from: liveBare, to: merged)
        managed.entries = managed.entries.compactMap { entry in
            if isSameManager(entry, mine) { return nil }
            var entry = entry
            // What was forced, and what is gone, is no longer theirs.
            entry.fields = entry.fields.subtracting(touched.intersection(mine.fields))
            entry.fields = entry.fields.subtractingWithDescendants(removed)
            return entry.fields.isEmpty ? nil : entry
        }
        var entry = mine
        if let former, former.fields == mine.fields, touched.isEmpty, removed.isEmpty { entry.time = former.time }
        managed.entries.insert(entry, at: 0)
        merged[at: "metadata", "managedFields"] = managed.value
        return merged
    }

    private func isSameManager(_ left: ManagedFields.Entry, _ right: ManagedFields.Entry) -> Bool {
        left.manager == right.manager && left.isApply == right.isApply && left.subresource == right.subresource
    }

    private func checkConflicts(changed: FieldSet, others: [ManagedFields.Entry]) throws {
        guard !isForced else { return }
        let conflicts = others.map { ($0, changed.intersection($0.fields).paths) }.filter { !$0.1.isEmpty }
            .sorted { shown($0.0) < shown($1.0) }
        let count = conflicts.reduce(0) { $0 + $1.1.count }
        guard count > 0 else { return }
        let text: String
        if count == 1, let (entry, paths) = conflicts.first {
            text = "Apply failed with 1 conflict: conflict with \(shown(entry)): \(paths[0].text)"
        } else {
            let parts = conflicts.map { entry, paths in
                (["conflicts with \(shown(entry)):"] + paths.map { "- \($0.text)" }).joined(separator: "\n")
            }
            text = "Apply failed with \(count) conflicts: \(parts.joined(separator: "\n"))"
        }
        let causes = conflicts.flatMap { entry, paths in
            paths.map { path -> Value in
                [
                    "reason": "FieldManagerConflict", "message": .string("conflict with \(shown(entry))"),
                    "field": .string(path.text),
                ]
            }
        }
        throw StatusError(code: 409, reason: "Conflict", message: text, details: ["causes": .array(causes)])
    }

    private func shown(_ entry: ManagedFields.Entry) -> String {
        let name = FieldProblem.quoted(entry.manager)
        if entry.isApply { return name }
        let part = entry.subresource.isEmpty ? "" : " with subresource \"\(entry.subresource)\""
        return "\(name)\(part) using \(entry.apiVersion)"
    }
}
