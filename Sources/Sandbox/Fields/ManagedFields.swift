import Value

/// Who owns which fields of an object: `metadata.managedFields`.
struct ManagedFields: Sendable {
    struct Entry: Sendable {
        var manager: String
        var isApply: Bool
        var apiVersion: String
        var time: String
        var subresource: String
        var fields: FieldSet

        func isSame(_ other: Entry) -> Bool {
            manager == other.manager && isApply == other.isApply && subresource == other.subresource
                && apiVersion == other.apiVersion
        }
    }

    var entries: [Entry]

    init(_ object: Value) {
        entries = (object[at: "metadata", "managedFields"]?.array ?? []).compactMap { entry in
            guard let manager = entry["manager"]?.string else { return nil }
            return Entry(
                manager: manager, isApply: entry["operation"]?.string == "Apply",
                apiVersion: entry["apiVersion"]?.string ?? "", time: entry["time"]?.string ?? "",
                subresource: entry["subresource"]?.string ?? "",
                fields: FieldSet(fieldsV1: entry["fieldsV1"] ?? [:]))
        }
    }

    var value: Value {
        .array(
            entries.filter { !$0.fields.isEmpty }.map { entry in
                var result: Object = [
                    "manager": .string(entry.manager), "operation": entry.isApply ? "Apply" : "Update",
                    "apiVersion": .string(entry.apiVersion), "time": .string(entry.time), "fieldsType": "FieldsV1",
                    "fieldsV1": entry.fields.fieldsV1,
                ]
                if !entry.subresource.isEmpty { result["subresource"] = .string(entry.subresource) }
                return .object(result)
            })
    }

    /// Paths that belong to the server and to nobody else.
    private static func strip(
        _ set: FieldSet, subresource: String, stripsStatus: Bool = false, ownsNoAddresses: Bool = false
    ) -> FieldSet {
        var set = set
        let own = ["apiVersion", "kind", "metadata"].map(PathElement.field)
        set.members.subtract(own)
        for element in own.prefix(2) { set.children[element] = nil }
        if var metadata = set.children[.field("metadata")] {
            for name in [
                "name", "namespace", "creationTimestamp", "selfLink", "uid", "generation", "managedFields",
                "resourceVersion", "deletionTimestamp", "deletionGracePeriodSeconds", "generateName",
            ] {
                metadata.members.remove(.field(name))
                metadata.children[.field(name)] = nil
            }
            set.children[.field("metadata")] = metadata.isEmpty ? nil : metadata
        }
        if subresource.isEmpty, stripsStatus {
            set.members.remove(.field("status"))
            set.children[.field("status")] = nil
        }
        // Addresses are the server's choice.
        for name in ["clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy"] where ownsNoAddresses {
            set.children[.field("spec")]?.members.remove(.field(name))
            set.children[.field("spec")]?.children[.field(name)] = nil
        }
        if subresource == "status" {
            set.members.formIntersection([.field("status")])
            set.children = set.children.filter { $0.key == .field("status") }
        }
        return set
    }

    static func owned(_ object: Value, schema: Schema, subresource: String) -> FieldSet {
        strip(schema.fields(of: object), subresource: subresource)
    }

    /// After a create, update or patch that is not an apply: the manager owns what it changed, nobody what is gone.
    mutating func noteUpdate(
        from old: Value?, to new: Value, by manager: String, apiVersion: String, subresource: String, schema: Schema,
        hasStatus: Bool, date: Timestamp
    ) {
        let (changed, removed) = schema.differences(from: old ?? .object([:]), to: new)
        let isService = new.kind == "Service" && new.apiVersion == "v1"
        let own = Self.strip(
            changed, subresource: subresource, stripsStatus: hasStatus, ownsNoAddresses: isService && old == nil)
        let gone = Self.strip(removed, subresource: "")
        guard !own.isEmpty || !gone.isEmpty else { return }
        let fresh = Entry(
            manager: manager, isApply: false, apiVersion: apiVersion, time: date.text, subresource: subresource,
            fields: own)
        for index in entries.indices where !entries[index].isSame(fresh) {
            entries[index].fields = entries[index].fields.subtracting(own).subtractingWithDescendants(gone)
        }
        if let index = entries.firstIndex(where: { $0.isSame(fresh) }) {
            let fields = entries[index].fields.union(own).subtractingWithDescendants(gone)
            if fields != entries[index].fields { entries[index].time = date.text }
            entries[index].fields = fields
        } else if !own.isEmpty {
            entries.append(fresh)
        }
        entries.removeAll(where: \.fields.isEmpty)
    }
}
