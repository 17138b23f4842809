import Value

/// Judges the keywords of one schema, those aside that lead further down: what of the values that the old one took the
/// new one takes.
///
/// The classes are those of OLM's and kapp's checks (kubernetes-sigs/crdify, carvel-dev/kapp crdupgradesafety) and more;
/// docs/releases.md has the table.
struct SchemaRules {
    /// What is to be said of a keyword.
    struct Change: Equatable {
        var kind: CRDFinding.Class
        var message: String
        var effect: CRDFinding.Effect
        /// The field below that it is about; nil for the schema's own.
        var field: String?
    }

    private let old: Value
    private let new: Value
    private let isRequired: Bool
    private var found: [Change] = []

    /// - Parameter isRequired: whether the new schema of the parent wants this field.
    static func changes(from old: Value, to new: Value, isRequired: Bool) -> [Change] {
        var rules = SchemaRules(old: old, new: new, isRequired: isRequired)
        rules.judge()
        return rules.found
    }

    private init(old: Value, new: Value, isRequired: Bool) {
        self.old = old
        self.new = new
        self.isRequired = isRequired
    }

    private mutating func judge() {
        judgeRequired()
        judgeEnum()
        judgeDefault()
        judgeNullable()
        found += SchemaBounds.changes(from: old, to: new)
        judgeText("pattern", .patternChanged)
        judgeText("format", .formatChanged)
        if new.meaning("uniqueItems") == true, old.meaning("uniqueItems") == nil {
            add(.uniqueItemsAdded, "would no longer take the same element twice", .unsafe)
        }
        judgeLists()
        judgeExpressions()
        for keyword in ["allOf", "anyOf", "oneOf", "not"] { judgeComposition(keyword) }
        judgeOthers()
    }

    private mutating func add(
        _ kind: CRDFinding.Class, _ message: String, _ effect: CRDFinding.Effect, field: String? = nil
    ) {
        found.append(Change(kind: kind, message: message, effect: effect, field: field))
    }

    // MARK: - Keywords

    private mutating func judgeRequired() {
        let before = old["required"]?.array ?? []
        for name in new["required"]?.array ?? [] where !before.contains(name) {
            guard let name = name.string else { continue }
            // Defaults are filled in when stored objects are read.
            if let value = new["properties"]?[name]?["default"] {
                add(.requiredAdded, "would be required, with the default \(value.quoted)", .harmless, field: name)
            } else {
                add(.requiredAdded, "would be required", .unsafe, field: name)
            }
        }
    }

    private mutating func judgeEnum() {
        let after = new["enum"]?.array ?? []
        guard !after.isEmpty else { return }
        guard let before = old["enum"]?.array, !before.isEmpty else {
            return add(.enumNarrowed, "would take only \(Value.list(after))", .unsafe)
        }
        let lost = before.filter { value in !after.contains { ReleasePlanner.isSame($0, value) } }
        if !lost.isEmpty { add(.enumNarrowed, "would no longer take \(Value.list(lost))", .unsafe) }
    }

    private mutating func judgeDefault() {
        switch (old["default"], new["default"]) {
        case (let before?, let after?):
            guard !ReleasePlanner.isSame(before, after) else { return }
            add(.defaultChanged, "would change its default from \(before.quoted) to \(after.quoted)", .harmless)
        case (nil, let after?): add(.defaultChanged, "would have the default \(after.quoted)", .harmless)
        case (let before?, nil):
            let words = "would lose its default \(before.quoted)"
            // Objects that never had the field were filled in each time that they were read.
            add(
                .defaultChanged, isRequired ? "\(words), and is required" : words, isRequired ? .unsafe : .harmless)
        case (nil, nil): break
        }
    }

    private mutating func judgeNullable() {
        switch (old.meaning("nullable") == true, new.meaning("nullable") == true) {
        case (true, false):
            // A null gives way to a default.
            let effect: CRDFinding.Effect = new["default"] == nil ? .unsafe : .harmless
            add(.nullableChanged, "would no longer take null", effect)
        case (false, true): add(.nullableChanged, "would take null", .harmless)
        default: break
        }
    }

    /// Formats of numbers of which the second takes whatever the first does.
    private static let widenings = ["int32": "int64", "float": "double"]

    private mutating func judgeText(_ keyword: String, _ kind: CRDFinding.Class) {
        let (before, after) = (old[keyword]?.string ?? "", new[keyword]?.string ?? "")
        guard before != after, !after.isEmpty else { return }
        guard !before.isEmpty else { return add(kind, "would have to have the \(keyword) \(after)", .unsafe) }
        let isWider = keyword == "format" && Self.widenings[before] == after
        add(kind, "would change its \(keyword) from \(before) to \(after)", isWider ? .harmless : .unsafe)
    }

    private mutating func judgeLists() {
        let key = "x-kubernetes-list-type"
        let (before, after) = (old[key]?.string ?? "atomic", new[key]?.string ?? "atomic")
        if before != after {
            add(
                .listTypeChanged, "would change its list type from \(before) to \(after)",
                after == "atomic" ? .harmless : .unsafe)
        } else if after == "map" {
            let keys = [old, new].map { Set(($0["x-kubernetes-list-map-keys"]?.array ?? []).compactMap(\.string)) }
            if keys[0] != keys[1] {
                let words = keys.map { $0.sorted().joined(separator: ", ") }
                add(.listTypeChanged, "would tell its elements apart by \(words[1]), not \(words[0])", .unsafe)
            }
        }
        let map = "x-kubernetes-map-type"
        let maps = [old, new].map { $0[map]?.string ?? "granular" }
        if maps[0] != maps[1] {
            add(.listTypeChanged, "would change its map type from \(maps[0]) to \(maps[1])", .harmless)
        }
    }

    /// Rules in CEL: nobody can tell which objects a new one refuses.
    private mutating func judgeExpressions() {
        func rules(_ schema: Value) -> [Value] {
            (schema["x-kubernetes-validations"]?.array ?? []).map { rule in
                ["rule": rule["rule"] ?? .null, "optionalOldSelf": rule["optionalOldSelf"] ?? .null]
            }
        }
        let (before, after) = (rules(old), rules(new))
        for rule in after where !before.contains(rule) {
            add(.ruleChanged, "would have to keep the rule \(rule["rule"]?.quoted ?? "")", .unsafe)
        }
        for rule in before where !after.contains(rule) {
            add(.ruleChanged, "would no longer have to keep the rule \(rule["rule"]?.quoted ?? "")", .harmless)
        }
    }

    private mutating func judgeComposition(_ keyword: String) {
        func parts(_ schema: Value) -> Set<Value> {
            let value = schema[keyword]
            return Set((value?.array ?? (value.map { [$0] } ?? [])).map(\.withoutProse))
        }
        let (before, after) = (parts(old), parts(new))
        guard before != after else { return }
        // One more way to be valid, or one condition less.
        let isLooser =
            after.isEmpty || keyword == "anyOf" && !before.isEmpty && after.isSuperset(of: before)
            || keyword == "allOf" && after.isSubset(of: before)
        add(
            .compositionChanged, "would change its \(keyword)", isLooser ? .harmless : .unsafe)
    }

    // MARK: - The rest

    /// What is judged above or further down, and what says nothing about values.
    private static let known = SchemaBounds.keywords.union([
        "type", "properties", "required", "enum", "default", "nullable", "pattern", "format", "uniqueItems", "items",
        "additionalProperties", "allOf", "anyOf", "oneOf", "not", "x-kubernetes-int-or-string",
        "x-kubernetes-preserve-unknown-fields", "x-kubernetes-embedded-resource", "x-kubernetes-validations",
        "x-kubernetes-list-type", "x-kubernetes-list-map-keys", "x-kubernetes-map-type",
    ])

    private mutating func judgeOthers() {
        let keys = Set(old.object?.keys ?? []).union(new.object?.keys ?? []).subtracting(Self.known)
        for key in keys.subtracting(Value.prose).sorted() {
            let (before, after) = (old.meaning(key), new.meaning(key))
            guard before != after else { continue }
            add(
                .unknownChange,
                "would change its \(key) from \(before?.quoted ?? "nothing") to \(after?.quoted ?? "nothing")", .unsafe)
        }
    }
}

extension Value {
    /// Keys of a schema that are for people.
    static let prose: Set<String> = ["description", "title", "example", "externalDocs", "$schema", "id"]

    /// The same schema for comparing, without what is for people.
    fileprivate var withoutProse: Value {
        switch self {
        case .object(let object):
            .object(Object(object.filter { !Self.prose.contains($0.key) }.map { ($0.key, $0.value.withoutProse) }))
        case .array(let values): .array(values.map(\.withoutProse))
        default: self
        }
    }

    /// A keyword's value; nil where it says what its absence says.
    fileprivate func meaning(_ keyword: String) -> Value? {
        switch self[keyword] {
        case nil, .null?, .bool(false)?, .string("")?, .array([])?: nil
        case let value?: value
        }
    }

    /// As a message quotes it.
    var quoted: String {
        let text = json()
        return text.count > CRDLimits.quotedCharacters ? "\(text.prefix(CRDLimits.quotedCharacters))…" : text
    }

    fileprivate static func list(_ values: [Value]) -> String { values.map(\.quoted).joined(separator: ", ") }
}
