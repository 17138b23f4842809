import Value

/// Tells from a live object's `managedFields` that applying it once more would change nothing.
///
/// A server-side apply costs the server many times what a read does, so an upgrade of hundreds of objects sends only
/// those of which this cannot be proven. It errs on one side alone: what is not certain is applied.
///
/// Field sets are those of structured-merge-diff, as `metadata.managedFields[].fieldsV1` spells them: `f:NAME` a field,
/// `k:{…}` a list's element by its keys, `v:VALUE` an element of a set, `i:N` one by its place, `.` the thing itself.
enum AppliedState {
    /// Whether `manager` has applied exactly the fields of `value`, and the live object has their values.
    static func isCurrent(_ value: Value, in live: Value, manager: String) -> Bool {
        guard live["metadata"]?["deletionTimestamp"] == nil, let fields = fields(in: live, of: manager, for: value),
            var sent = value.object, var metadata = sent["metadata"]?.object
        else { return false }
        // What names an object belongs to nobody.
        for key in ["apiVersion", "kind"] { sent[key] = nil }
        for key in ["name", "namespace"] { metadata[key] = nil }
        sent["metadata"] = metadata.isEmpty ? nil : .object(metadata)
        return isSame(.object(sent), live, fields, depth: 0)
    }

    /// The one set of fields that `manager` has applied in the version of `value`; nil where it has none, or another
    /// under its name that an apply would merge with.
    private static func fields(in live: Value, of manager: String, for value: Value) -> Object? {
        let own = (live["metadata"]?["managedFields"]?.array ?? []).filter {
            $0["manager"]?.string == manager && ($0["subresource"]?.string ?? "").isEmpty
        }
        guard own.count == 1, let entry = own.first, entry["operation"] == "Apply",
            entry["apiVersion"] == value["apiVersion"], entry["fieldsType"] == "FieldsV1"
        else { return nil }
        return entry["fieldsV1"]?.object
    }

    /// Objects nest no deeper than the server's own decoder goes.
    private static let depthLimit = 100

    /// - Parameter fields: what is owned of it; empty where it is owned as a whole.
    private static func isSame(_ sent: Value, _ live: Value, _ fields: Object, depth: Int) -> Bool {
        guard depth < depthLimit else { return false }
        var inner = fields
        inner["."] = nil
        guard !inner.isEmpty else { return !holdsNull(sent) && sent == live }
        switch (sent, live) {
        case (.object(let sent), .object(let live)):
            // Old servers (1.20) note nobody for an empty object.
            let noted = sent.filter { member in
                !(member.value == [:] && live[member.key] == [:] && inner["f:\(member.key)"] == nil)
            }
            return inner.count == noted.count
                && noted.allSatisfy { member in
                    guard let owned = inner["f:\(member.key)"]?.object, let there = live[member.key] else {
                        return false
                    }
                    return isSame(member.value, there, owned, depth: depth + 1)
                }
        case (.array(let sent), .array(let live)):
            return isSame(sent, live, elements: inner, depth: depth)
        default: return false
        }
    }

    /// Elements that are known by their keys, and those of sets.
    private static func isSame(_ sent: [Value], _ live: [Value], elements: Object, depth: Int) -> Bool {
        guard elements.count == sent.count else { return false }
        var owned: [(key: Value, fields: Object)] = []
        var members: Set<Value> = []
        for (path, fields) in elements {
            // What is not JSON is not known, and so not current.
            guard let name = try? Value(json: path.dropFirst(2).utf8), let fields = fields.object else {
                return false
            }
            switch path.prefix(2) {
            case "k:" where name.object != nil: owned.append((name, fields))
            case "v:": members.insert(name)
            default: return false  // By place: the server never sends such.
            }
        }
        if owned.isEmpty {
            return Set(sent) == members && members.isSubset(of: live)
        }
        guard members.isEmpty else { return false }
        // Order counts in lists of containers and the like, and an apply would bring it back.
        var last = -1
        for element in sent {
            let matches = owned.filter { isElement(element, $0.key) }
            guard matches.count == 1, let match = matches.first,
                let place = live.firstIndex(where: { isElement($0, match.key, wholly: true) }), place > last
            else { return false }
            last = place
            guard isSame(element, live[place], match.fields, depth: depth + 1) else { return false }
        }
        return true
    }

    /// Whether the keys name the element. Keys that an element leaves out have the schema's default.
    private static func isElement(_ element: Value, _ keys: Value, wholly: Bool = false) -> Bool {
        guard let element = element.object, let keys = keys.object else { return false }
        return keys.allSatisfy { key in element[key.key].map { $0 == key.value } ?? !wholly }
    }

    /// An apply may take a null for nothing, or not.
    private static func holdsNull(_ value: Value) -> Bool {
        switch value {
        case .null: true
        case .array(let elements): elements.contains(where: holdsNull)
        case .object(let object): object.contains { holdsNull($0.value) }
        default: false
        }
    }
}
