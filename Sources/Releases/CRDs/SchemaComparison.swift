import Value

/// Compares the schemas of one version of a CRD, field by field: what becomes of objects that the old one took.
///
/// Keywords are judged by `SchemaRules`; what walks further down is judged here. A subtree that is the same is not
/// walked, so that the cost grows with the size alone.
struct SchemaComparison {
    private(set) var findings: [CRDFinding] = []
    private let version: String

    /// - Parameter version: as findings name it.
    static func findings(from old: Value, to new: Value, version: String) -> [CRDFinding] {
        var comparison = SchemaComparison(version: version)
        comparison.compare(old, new, at: SchemaPath(version: version), depth: 0)
        return comparison.findings
    }

    private init(version: String) { self.version = version }

    private mutating func add(
        _ kind: CRDFinding.Class, _ path: SchemaPath, _ message: String, _ effect: CRDFinding.Effect
    ) {
        findings.append(CRDFinding(kind, path.description, message, version: version, effect))
    }

    /// - Parameter isRequired: whether the new schema of its parent wants the field.
    private mutating func compare(
        _ old: Value, _ new: Value, at path: SchemaPath, depth: Int, isRequired: Bool = false
    ) {
        guard old != new else { return }
        guard depth < CRDLimits.schemaDepth else {
            return add(
                .unknownChange, path, "differs below \(CRDLimits.schemaDepth) levels, which is not looked at", .unsafe)
        }
        guard compareTypes(old, new, at: path) else { return }
        for change in SchemaRules.changes(from: old, to: new, isRequired: isRequired) {
            let place = change.field.map(path.field) ?? path
            add(change.kind, place, change.message, change.effect)
        }
        compareFields(old, new, at: path, depth: depth)
        compareOtherKeys(old, new, at: path, depth: depth)
        compareItems(old, new, at: path, depth: depth)
    }

    // MARK: - Types

    /// - Returns: whether the rest can be compared.
    private mutating func compareTypes(_ old: Value, _ new: Value, at path: SchemaPath) -> Bool {
        let (before, after) = (SchemaTypes(old), SchemaTypes(new))
        guard before != after else { return true }
        let message = "would change its type from \(before) to \(after)"
        guard after.holds(before) else {
            add(.typeChanged, path, message, .unsafe)
            return false
        }
        add(.typeChanged, path, message, .harmless)
        // What had a type of its own is not walked where anything goes now.
        return !after.isAny
    }

    // MARK: - Fields

    private mutating func compareFields(_ old: Value, _ new: Value, at path: SchemaPath, depth: Int) {
        let (before, after) = (old.fields, new.fields)
        let required = new.requiredFields
        for (name, field) in before {
            if let kept = after[name] {
                compare(
                    field, kept, at: path.field(name), depth: depth + 1, isRequired: required.contains(name))
            } else if !Self.isImplied(name, old, isRoot: depth == 0) {
                compareRemoved(field, new, at: path.field(name), depth: depth)
            }
        }
        for (name, field) in after where before[name] == nil && !Self.isImplied(name, new, isRoot: depth == 0) {
            // Until now it may have held what the user liked.
            let former: Value? = old.preservesUnknownFields ? [:] : old.otherKeys
            guard let former else { continue }
            compare(former, field, at: path.field(name), depth: depth + 1)
        }
    }

    private mutating func compareRemoved(_ field: Value, _ parent: Value, at path: SchemaPath, depth: Int) {
        if parent.preservesUnknownFields {
            add(.fieldRemoved, path, "would be kept as it is, and no longer be checked", .harmless)
        } else if let others = parent.otherKeys {
            compare(field, others, at: path, depth: depth + 1)
        } else {
            add(.fieldRemoved, path, "would be dropped from stored objects", .unsafe)
        }
    }

    /// What every object has, whether its schema says so or not.
    private static func isImplied(_ name: String, _ schema: Value, isRoot: Bool) -> Bool {
        (isRoot || schema["x-kubernetes-embedded-resource"] == true)
            && ["apiVersion", "kind", "metadata"].contains(name)
    }

    // MARK: - Keys and elements

    private mutating func compareOtherKeys(_ old: Value, _ new: Value, at path: SchemaPath, depth: Int) {
        if old.preservesUnknownFields, !new.preservesUnknownFields, new.otherKeys == nil {
            return add(
                .unknownFieldsNarrowed, path, "would lose every field that its schema does not name", .unsafe)
        }
        switch (old.otherKeys, new.otherKeys) {
        case (let before?, let after?): compare(before, after, at: path.anyKey, depth: depth + 1)
        case (_?, nil):
            if !new.preservesUnknownFields {
                add(.unknownFieldsNarrowed, path, "would lose the keys that users have chosen", .unsafe)
            }
        case (nil, let after?):
            if old.preservesUnknownFields { compare([:], after, at: path.anyKey, depth: depth + 1) }
        case (nil, nil): break
        }
    }

    private mutating func compareItems(_ old: Value, _ new: Value, at path: SchemaPath, depth: Int) {
        switch (old["items"], new["items"]) {
        case (let before?, let after?): compare(before, after, at: path.items, depth: depth + 1)
        case (nil, let after?): compare([:], after, at: path.items, depth: depth + 1)
        case (_?, nil):
            add(.unknownChange, path, "would have no schema for its elements any more", .unsafe)
        case (nil, nil): break
        }
    }
}

/// The JSON types that a schema takes.
struct SchemaTypes: Equatable, CustomStringConvertible {
    /// Nil takes anything.
    private let names: Set<String>?
    private let isEmbedded: Bool

    init(_ schema: Value) {
        isEmbedded = schema["x-kubernetes-embedded-resource"] == true
        if schema["x-kubernetes-int-or-string"] == true {
            names = ["integer", "string"]
        } else {
            switch schema["type"]?.string {
            case nil, "": names = nil
            case "number": names = ["integer", "number"]
            case let name?: names = [name]
            }
        }
    }

    var isAny: Bool { names == nil }

    /// Whether whatever the other takes is taken here.
    func holds(_ other: SchemaTypes) -> Bool {
        guard isEmbedded == other.isEmbedded else { return false }
        guard let names else { return true }
        return other.names.map(names.isSuperset) ?? false
    }

    var description: String {
        guard let names else { return "any" }
        if isEmbedded { return "embedded object" }
        return names.contains("number") ? "number" : names.sorted().joined(separator: " or ")
    }
}

extension Value {
    fileprivate var fields: Object { self["properties"]?.object ?? [:] }

    fileprivate var requiredFields: Set<String> { Set((self["required"]?.array ?? []).compactMap(\.string)) }

    fileprivate var preservesUnknownFields: Bool { self["x-kubernetes-preserve-unknown-fields"] == true }

    /// The schema of keys that it does not name; nil where it takes none.
    fileprivate var otherKeys: Value? {
        switch self["additionalProperties"] {
        case nil, .null?, .bool(false)?: nil
        case .bool(true)?: [:]
        case let schema?: schema
        }
    }
}
