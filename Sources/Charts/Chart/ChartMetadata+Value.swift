public import Value

extension ChartMetadata {
    /// `Chart.yaml` as `pkg/chart/v2.Metadata` marshals it, members in Go's order: what is empty is left out.
    public var value: Value {
        var fields: Object = [:]
        func set(_ key: String, _ text: String) { if !text.isEmpty { fields[key] = .string(text) } }
        func set(_ key: String, _ texts: [String]) {
            if !texts.isEmpty { fields[key] = .array(texts.map { .string($0) }) }
        }
        set("name", name)
        set("home", home)
        set("sources", sources)
        set("version", version)
        set("description", description)
        set("keywords", keywords)
        let maintainers = maintainers.compactMap { $0 }
        if !maintainers.isEmpty { fields["maintainers"] = .array(maintainers.map(\.value)) }
        set("icon", icon)
        set("apiVersion", apiVersion)
        set("condition", condition)
        set("tags", tags)
        set("appVersion", appVersion)
        if isDeprecated { fields["deprecated"] = true }
        if !annotations.isEmpty {
            let sorted = annotations.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
            fields["annotations"] = .object(Object(sorted.map { ($0.key, Value.string($0.value)) }))
        }
        set("kubeVersion", kubeVersion)
        if let dependencies, !dependencies.isEmpty {
            fields["dependencies"] = .array(dependencies.map(\.value))
        }
        set("type", type)
        return .object(fields)
    }
}

extension ChartMaintainer {
    var value: Value {
        var fields: Object = [:]
        if !name.isEmpty { fields["name"] = .string(name) }
        if !email.isEmpty { fields["email"] = .string(email) }
        if !url.isEmpty { fields["url"] = .string(url) }
        return .object(fields)
    }
}

extension ChartDependency {
    /// Members in Go's order, which the digest of a lock depends on.
    public var value: Value {
        var fields: Object = ["name": .string(name)]
        if !version.isEmpty { fields["version"] = .string(version) }
        fields["repository"] = .string(repository)
        if !condition.isEmpty { fields["condition"] = .string(condition) }
        if !tags.isEmpty { fields["tags"] = .array(tags.map { .string($0) }) }
        if isEnabled { fields["enabled"] = true }
        if !importValues.isEmpty { fields["import-values"] = .array(importValues.map(Self.sorted)) }
        if !alias.isEmpty { fields["alias"] = .string(alias) }
        return .object(fields)
    }

    /// Go's maps come out in the order of their keys.
    private static func sorted(_ value: Value) -> Value {
        switch value {
        case .array(let elements): .array(elements.map(sorted))
        case .object(let members):
            .object(
                Object(
                    members.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
                        .map { ($0.key, sorted($0.value)) }))
        default: value
        }
    }
}
